import assert from 'node:assert/strict';
import { test } from 'node:test';
import { step } from './queue.ts';

test('moving stops at both ends', () => {
  assert.equal(step(0, 1, 3), 1);
  assert.equal(step(2, 1, 3), 2);
  assert.equal(step(0, -1, 3), 0);
});
