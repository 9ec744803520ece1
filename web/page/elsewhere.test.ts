import assert from 'node:assert/strict';
import { test } from 'node:test';

import { differ } from './elsewhere.ts';

test('only another wall clock is worth a hint', () => {
  const now = new Date('2026-11-24T14:05:00Z');
  assert.equal(differ(now, 'Asia/Seoul', 'Europe/Bucharest'), true);
  assert.equal(differ(now, 'Asia/Seoul', 'Asia/Tokyo'), false);
  assert.equal(differ(now, 'Asia/Seoul', 'Asia/Seoul'), false);
  assert.equal(differ(now, 'Europe/London', 'Africa/Casablanca'), true);
  assert.equal(differ(now, 'Europe/London', 'Africa/Abidjan'), true, 'the same in winter, an hour apart in summer');
});
