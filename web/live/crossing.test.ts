import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { Crossing } from './crossing.ts';
import type { Peer } from './peer.ts';
import type { Slot } from './wire.gen.ts';

/** A connection as far as a crossing looks at it. */
class Line {
  connected = false;
  closed = false;
  readonly packets: Record<string, number> = {};
  stream(mid: string): string {
    return `before ${mid}`;
  }
  stats(): Promise<Map<string, Record<string, unknown>>> {
    const entries = Object.entries(this.packets).map(([mid, packetsReceived]) => [mid, { type: 'inbound-rtp', mid, packetsReceived }] as const);
    return Promise.resolve(new Map(entries));
  }
  close(): void {
    this.closed = true;
  }
}

const slots = (...list: [mid: string, pid: string][]): Slot[] => list.map(([mid, pid]) => ({ mid, pid, source: 'camera' }));
const turn = () => new Promise<void>((done) => setImmediate(done));

function start(expected: readonly string[]) {
  const before = new Line();
  const next = new Line();
  let done = 0;
  const crossing = new Crossing({
    before: before as unknown as Peer, slots: slots(['12', 'host'], ['13', 'officer']), next: next as unknown as Peer,
    expected: () => expected, onDone: () => (done += 1),
  });
  const passes = async (ms: number) => {
    for (let at = 0; at < ms; at += 100) {
      mock.timers.tick(100);
      await turn();
    }
  };
  return { before, next, crossing, passes, done: () => done };
}

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setInterval', 'Date'] });
  let at = 0;
  mock.method(performance, 'now', () => (at += 100));
});

test('the connection before is seen until every line of the new one brings something', async () => {
  const { next, passes, done } = start(['12', '13']);
  await passes(500);
  next.connected = true;
  next.packets['12'] = 3;
  await passes(500);
  assert.equal(done(), 0);
  next.packets['13'] = 1;
  await passes(100);
  assert.equal(done(), 1);
  await passes(1000);
  assert.equal(done(), 1);
});

test('nobody waits for ever for what does not come', async () => {
  const { passes, done } = start(['12']);
  await passes(6000);
  assert.equal(done(), 1);
});

test('a person who has another line now is found on the one before', () => {
  const { crossing, before } = start([]);
  assert.equal(crossing.stream('15', slots(['15', 'host'])) as unknown, 'before 12');
  assert.equal(crossing.stream('15', slots(['15', 'guest'])), null);
  crossing.end();
  assert.equal(before.closed, true);
});
