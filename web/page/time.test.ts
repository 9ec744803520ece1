import assert from 'node:assert/strict';
import { test } from 'node:test';
import { distance, wall } from './time.ts';

test('a wall clock is written in the zone and language asked for, on 24 hours', () => {
  const at = new Date('2026-11-24T15:30:00Z');
  assert.match(wall(at, 'Asia/Seoul', 'ko'), /11월 25일.*00:30$/);
  assert.match(wall(at, 'Europe/Bucharest', 'en'), /Tue.*17:30$/);
});

test('the zone follows daylight saving at that date', () => {
  assert.match(wall(new Date('2026-07-01T12:00:00Z'), 'Europe/Berlin', 'en'), /14:00$/);
  assert.match(wall(new Date('2026-12-01T12:00:00Z'), 'Europe/Berlin', 'en'), /13:00$/);
});

test('the distance uses the largest unit that fits', () => {
  const minute = 60_000;
  assert.equal(distance(0, 12 * minute, 'en'), 'in 12 minutes');
  assert.equal(distance(180 * minute, 0, 'en'), '3 hours ago');
  assert.equal(distance(0, 72 * 60 * minute, 'en'), 'in 3 days');
});
