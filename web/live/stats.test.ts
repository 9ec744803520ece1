import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flowing, sample, verdict, Watch, type Sample } from './stats.ts';

const entries = (more: Record<string, unknown>[] = [], local: Record<string, unknown> = { candidateType: 'host', protocol: 'udp' }) => [
  { id: 'T', type: 'transport', selectedCandidatePairId: 'P' },
  { id: 'P', type: 'candidate-pair', localCandidateId: 'L', currentRoundTripTime: 0.251, bytesReceived: 400, responsesReceived: 3, requestsReceived: 2 },
  { id: 'L', type: 'local-candidate', ...local },
  ...more,
];

test('the sample reads path, round trip and packets by mid', () => {
  const read = sample(
    entries([
      { id: 'a', type: 'inbound-rtp', mid: '4', packetsReceived: 100, packetsLost: -1, bytesReceived: 8000 },
      { id: 'v', type: 'inbound-rtp', kind: 'video', mid: '12', freezeCount: 2, totalFreezesDuration: 0.73, packetsReceived: 50, packetsLost: 5, bytesReceived: 50_000 },
      { id: 'o', type: 'outbound-rtp', bytesSent: 900 },
      { id: 'r', type: 'remote-inbound-rtp', fractionLost: 0.02 },
    ]),
    1000,
  );
  assert.deepEqual(read, {
    at: 1000, rttMs: 251, path: 'udp', pair: 'P', received: 150, heard: 405, answers: 6, lost: 5, lossOut: 0.02, bytesIn: 58_000, bytesOut: 900, packets: { 4: 100, 12: 50 }, frozen: { 12: { times: 2, ms: 730 } },
  });
});

test('the path is told as udp, tcp or relay, and as nothing before there is one', () => {
  assert.equal(sample(entries([], { candidateType: 'prflx', protocol: 'tcp' }), 0).path, 'tcp');
  assert.equal(sample(entries([], { candidateType: 'relay', protocol: 'udp' }), 0).path, 'relay');
  assert.equal(sample([], 0).path, '');
  const firefox = entries([], { candidateType: 'host', protocol: 'udp' }).filter((entry) => entry.type !== 'transport');
  assert.equal(sample(firefox, 0).path, '', 'a pair that is not chosen');
  assert.equal(sample(firefox.map((entry) => ({ ...entry, selected: entry.id === 'P' })), 0).path, 'udp');
});

const at = (ms: number, more: Partial<Sample> = {}): Sample => ({
  at: ms, rttMs: 40, path: 'udp', pair: 'P', received: 0, heard: 0, answers: 0, lost: 0, lossOut: 0, bytesIn: 0, bytesOut: 0, packets: {}, frozen: {}, ...more,
});

test('the grade follows loss in both directions and a round trip beyond distance', () => {
  const grade = (more: Partial<Sample>) => verdict(at(0), at(2000, more)).grade;
  assert.equal(verdict(undefined, at(0)).grade, 'unknown');
  assert.equal(grade({ received: 1000, lost: 10 }), 'good');
  assert.equal(grade({ received: 1000, rttMs: 300 }), 'good');
  assert.equal(grade({ received: 1000, lost: 50 }), 'fair');
  assert.equal(grade({ received: 1000, lost: 100 }), 'weak');
  assert.equal(grade({ received: 1000, lossOut: 0.2 }), 'weak');
  assert.equal(grade({ received: 1000, rttMs: 900 }), 'weak');
});

test('rates are kbit/s of the time between, and a new connection gives no negative ones', () => {
  const two = verdict(at(0), at(2000, { bytesIn: 250_000, bytesOut: 25_000 }));
  assert.deepEqual([two.kbpsIn, two.kbpsOut], [1000, 100]);
  assert.equal(verdict(at(0, { bytesIn: 9000 }), at(2000)).kbpsIn, 0);
});

test('flat time grows only while something is expected and nothing comes', () => {
  const watch = new Watch('received');
  assert.equal(watch.flat(at(0, { received: 5 }), true), 0);
  assert.equal(watch.flat(at(2000, { received: 5 }), true), 2000);
  assert.equal(watch.flat(at(4000, { received: 5 }), true), 4000);
  assert.equal(watch.flat(at(5000, { received: 6 }), true), 0);
  assert.equal(watch.flat(at(9000, { received: 6 }), false), 0);
  assert.equal(watch.flat(at(10_000, { received: 6 }), true), 1000);
});

test('only lines with new packets flow', () => {
  const before = at(0, { packets: { 4: 10, 12: 7 } });
  assert.deepEqual(flowing(before, at(2000, { packets: { 4: 11, 12: 7, 13: 1 } })), ['4', '13']);
  assert.deepEqual(flowing(undefined, at(0, { packets: { 4: 1, 5: 0 } })), ['4']);
});

test('a path that answers nothing is noticed though nobody is expected to send', () => {
  const watch = new Watch('heard');
  assert.equal(watch.flat(at(0, { heard: 5 }), true), 0);
  assert.equal(watch.flat(at(3000, { heard: 6 }), true), 0, 'one answer is enough');
  assert.equal(watch.flat(at(7000, { heard: 6 }), true), 4000);
});

test('a change of the path by the browser is no sign of life', () => {
  const watch = new Watch('heard');
  watch.flat(at(0, { heard: 5 }), true);
  watch.flat(at(1000, { heard: 9 }), true);
  assert.equal(watch.flat(at(2000, { heard: 2, pair: 'other' }), true), 1000);
  assert.equal(watch.flat(at(3000, { heard: 9 }), true), 2000);
  assert.equal(watch.flat(at(4000, { heard: 10 }), true), 0);
});

test('a path that was lively until a moment ago is told from one that is quiet anyway', () => {
  const lively = (...heard: number[]) => {
    const watch = new Watch('heard');
    heard.forEach((one, i) => watch.flat(at(1000 * i, { heard: one }), true));
    return watch.lively;
  };
  assert.equal(lively(0, 1, 1, 1, 1, 2, 2), false, 'something in 4 s');
  assert.equal(lively(0, 5, 9, 14, 14, 14), true);
});
