import assert from 'node:assert/strict';
import { test } from 'node:test';
import { moves, step, words } from './queue.ts';

test('moving stops at both ends', () => {
  assert.equal(step(0, 1, 3), 1);
  assert.equal(step(2, 1, 3), 2);
  assert.equal(step(0, -1, 3), 0);
});

test('J and K move by their place on the keyboard, arrows by their name', () => {
  assert.equal(moves('ㅓ', 'KeyJ'), 1);
  assert.equal(moves('k', 'KeyK'), -1);
  assert.equal(moves('ArrowDown', 'ArrowDown'), 1);
  assert.equal(moves('a', 'KeyA'), 0);
});

test('words of a reason never replace what somebody has written', () => {
  assert.equal(words('', ['One.', 'Two.'], 'One.'), 'One.');
  assert.equal(words('One.', ['One.', 'Two.'], 'Two.'), 'Two.');
  assert.equal(words('My own words', ['One.', 'Two.'], 'Two.'), 'My own words');
});
