import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clockFace, end, left } from './countdown.ts';

test('a started second counts until it is over, and nothing is left after the end', () => {
  assert.equal(left(10_000, 0), 10);
  assert.equal(left(10_000, 9001), 1);
  assert.equal(left(10_000, 10_000), 0);
  assert.equal(left(10_000, 99_000), 0);
});

test('the face shows hours only when there are some', () => {
  assert.equal(clockFace(545), '9:05');
  assert.equal(clockFace(7745), '2:09:05');
  assert.equal(clockFace(0), '0:00');
});

test('seconds that the server counted hold whatever the clock of the browser', () => {
  assert.equal(end('2027-03-10T02:00:00Z', '90', 1_000), 91_000);
  assert.equal(end('1970-01-01T00:00:05Z', undefined, 1_000), 5_000);
});
