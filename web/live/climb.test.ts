import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { Climb } from './climb.ts';
import type { Way } from './ladder.ts';

const second = 1000;
const turn = () => new Promise<void>((done) => setImmediate(done));

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout'] });
});

function start() {
  const way = { better: ['udp', 'tcp'] as readonly Way[], open: new Set<Way>(), away: false };
  const tried: string[] = [];
  const opened: Way[] = [];
  const over = new AbortController();
  let seconds = 0;
  new Climb({
    better: () => way.better,
    tryWay: (one) => {
      tried.push(`${one} at ${seconds}`);
      return way.away ? Promise.reject(new Error('503')) : Promise.resolve(way.open.has(one));
    },
    onOpen: (one) => opened.push(one),
    signal: over.signal,
  });
  const pass = async (s: number) => {
    for (let i = 0; i < s; i++) {
      seconds += 1;
      mock.timers.tick(second);
      await turn();
    }
  };
  return { way, tried, opened, over, pass };
}

test('the better ways are tried, best first, more and more seldom', async () => {
  const { tried, opened, pass } = start();
  await pass(150);
  assert.deepEqual(tried, ['udp at 20', 'tcp at 20', 'udp at 60', 'tcp at 60', 'udp at 140', 'tcp at 140']);
  assert.deepEqual(opened, []);
});

test('the call changes over to the best one that is open', async () => {
  const { way, tried, opened, pass } = start();
  way.open.add('tcp');
  await pass(20);
  assert.deepEqual(opened, ['tcp']);
  way.better = ['udp'];
  await pass(20);
  assert.equal(tried.at(-1), 'udp at 40');
  way.better = [];
  await pass(600);
  assert.equal(tried.length, 3, 'there is nothing better');
  way.better = ['tcp'];
  await pass(20);
  assert.deepEqual(opened, ['tcp', 'tcp'], 'fallen again');
});

test('a server that does not answer is asked later, and nobody once the call is over', async () => {
  const { way, tried, over, pass } = start();
  way.away = true;
  await pass(60);
  assert.deepEqual(tried, ['udp at 20', 'udp at 60']);
  over.abort();
  await pass(600);
  assert.equal(tried.length, 2);
});
