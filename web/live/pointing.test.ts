import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { percent, placeIn, Pointing } from './pointing.ts';
import type { DocPointer } from './wire.gen.ts';

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout'] });
});

test('a place is in 1/10000 of the box, and outside there is none', () => {
  const box = { left: 100, top: 50, width: 400, height: 200 };
  assert.deepEqual(placeIn(box, 200, 250), { x: 2500, y: 10_000 });
  assert.deepEqual(placeIn(box, 100, 50), { x: 0, y: 0 });
  for (const [x, y] of [[99, 60], [501, 60], [200, 49], [200, 251]] as const) assert.equal(placeIn(box, x, y), null);
  assert.deepEqual(percent({ x: 2500, y: 10_000 }), { left: '25%', top: '100%' });
});

test('the room is told at most 20 times a second, the last place always and nothing twice', () => {
  const sent: DocPointer[] = [];
  const pointing = new Pointing((at) => sent.push(at));
  for (let i = 0; i < 100; i++) {
    pointing.to({ x: i, y: 0 });
    mock.timers.tick(10);
  }
  assert.ok(sent.length <= 20 && sent.length > 10, `${sent.length} in a second`);
  for (let i = 0; i < 20; i++) mock.timers.tick(10);
  assert.equal(sent.at(-1)?.x, 99);
  assert.equal(new Set(sent.map(({ x }) => x)).size, sent.length);
  const before = sent.length;
  pointing.to({ x: 7, y: 7 });
  assert.equal(sent.length, before + 1, 'after a rest at once');
});
