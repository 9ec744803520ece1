import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ahead, face, offset, remaining, steps } from './clock.ts';

const start = 1_767_232_800_000;
const timer = { startsAt: start, endsAt: start + 1_800_000, graceUntil: start + 1_920_000, serverTime: start };

test('the hour goes from before to over', () => {
  const table: [number, string, number][] = [
    [-61_000, 'before', 61],
    [0, 'running', 1800],
    [1_499_999, 'running', 301],
    [1_500_000, 'soon', 300],
    [1_740_000, 'last', 60],
    [1_799_001, 'last', 1],
    [1_800_000, 'over', 120],
    [1_920_000, 'over', 0],
    [9_999_999, 'over', 0],
  ];
  for (const [at, hour, seconds] of table) assert.deepEqual(remaining(timer, start + at), { hour, seconds }, String(at));
});

test('the offset takes half the way for each direction', () => {
  assert.equal(offset(1000, 1400, 5200), 4000);
});

test('the face counts minutes and seconds', () => {
  assert.equal(face(0), '0:00');
  assert.equal(face(65), '1:05');
  assert.equal(face(3729), '1:02:09');
});

test('the last seconds are said in steps', () => {
  const told = new Set(Array.from({ length: 120 }, (_, i) => steps(120 - i)));
  assert.deepEqual([...told], [120, 90, 60, 30, 20, 10]);
  assert.equal(steps(0), 0);
});

test('a computer whose clock is hours off counts down right before it is connected', () => {
  const slow = start - 7_200_000; // what it shows ten minutes before the start
  const now = slow + ahead(timer.endsAt, 2400, slow);
  assert.deepEqual(remaining(timer, now), { hour: 'before', seconds: 600 });
  assert.equal(ahead(timer.endsAt, 0, slow), 0);
});
