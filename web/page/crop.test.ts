import assert from 'node:assert/strict';
import { test } from 'node:test';

import { partBetween } from './crop.ts';

test('a part is the same whichever corner it is drawn from', () => {
  const want = { left: 10, top: 20, width: 50, height: 60 };
  assert.deepEqual(partBetween({ x: 0.1, y: 0.2 }, { x: 0.6, y: 0.8 }), want);
  assert.deepEqual(partBetween({ x: 0.6, y: 0.8 }, { x: 0.1, y: 0.2 }), want);
});

test('a part stays inside the picture and is never tiny', () => {
  assert.deepEqual(partBetween({ x: -1, y: 0.5 }, { x: 2, y: 0.5 }), { left: 0, top: 50, width: 100, height: 10 });
  assert.deepEqual(partBetween({ x: 0.99, y: 1 }, { x: 1, y: 1 }), { left: 90, top: 90, width: 10, height: 10 });
});
