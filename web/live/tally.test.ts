import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Sample } from './stats.ts';
import { Tally } from './tally.ts';

const at = (ms: number, times: number, frozen: number): Sample => ({
  at: ms, rttMs: 40, path: 'udp', pair: 'P', received: 0, heard: 0, answers: 0, lost: 0, lossOut: 0, bytesIn: 0, bytesOut: 0, packets: {}, frozen: { 12: { times, ms: frozen } },
});

test('freezes are told every 15 s, each once', () => {
  const tally = new Tally();
  assert.equal(tally.add(at(1000, 0, 0), ['12']), null);
  assert.equal(tally.add(at(4000, 1, 700), ['12']), null);
  assert.deepEqual(tally.add(at(16_000, 2, 1900), ['12']), { freezes: 2, frozenMs: 1900 });
  assert.deepEqual(tally.add(at(32_000, 2, 1900), ['12']), { freezes: 0, frozenMs: 0 });
});

test('a picture that nobody sent has not stood still', () => {
  const tally = new Tally();
  tally.add(at(1000, 0, 0), ['12']);
  tally.add(at(2000, 0, 0), []);
  tally.add(at(9000, 0, 0), ['12']);
  assert.deepEqual(tally.add(at(17_000, 1, 8500), ['12']), { freezes: 0, frozenMs: 0 }, 'muted for 7 s');
});

test('a new connection counts from its own beginning', () => {
  const tally = new Tally();
  tally.add(at(1000, 5, 4000), ['12']);
  tally.add(at(2000, 0, 0), ['12']);
  assert.deepEqual(tally.add(at(17_000, 1, 300), ['12']), { freezes: 1, frozenMs: 300 });
});
