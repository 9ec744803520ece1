import assert from 'node:assert/strict';
import { test } from 'node:test';

import { hour, toNextMinute } from './tick.ts';

test('a clock shows the hour of its city', () => {
  const at = new Date('2026-11-24T14:05:59Z');
  assert.equal(hour(at, 'Asia/Seoul'), '23:05');
  assert.equal(hour(at, 'America/Mexico_City'), '08:05');
  assert.equal(hour(new Date('2026-11-24T15:00:00Z'), 'Asia/Seoul'), '00:00');
});

test('a clock moves when the minute does', () => {
  assert.equal(toNextMinute(Date.parse('2026-11-24T14:05:59.250Z')), 750);
  assert.equal(toNextMinute(Date.parse('2026-11-24T14:06:00Z')), 60_000);
});
