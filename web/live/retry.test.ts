import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Retry, verdictOf } from './retry.ts';

test('the ceiling doubles from 500 ms and stops at 30 s', () => {
  const retry = new Retry({ random: () => 1 });
  const waits = Array.from({ length: 9 }, () => retry.next());
  assert.deepEqual(waits, [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
});

test('the jitter is full from the first try', () => {
  assert.equal(new Retry({ random: () => 0 }).next(), 0);
  assert.equal(new Retry({ random: () => 0.5 }).next(), 250);
});

test('a good connection starts the count anew', () => {
  const retry = new Retry({ random: () => 1 });
  retry.next();
  retry.next();
  retry.reset();
  assert.equal(retry.next(), 500);
});

test('a pause that the server asked for holds once', () => {
  const retry = new Retry({ random: () => 0 });
  retry.atLeast(3000);
  assert.equal(retry.next(), 3000);
  assert.equal(retry.next(), 0);
});

test('close codes say whether to come back', () => {
  const table: [number, string][] = [
    [4400, 'stop'], [4401, 'renew'], [4403, 'stop'], [4404, 'stop'], [4408, 'resume'], [4409, 'stop'], [4410, 'stop'],
    [4429, 'resume'], [4503, 'resume'], [4477, 'stop'], [4555, 'resume'], [1000, 'resume'], [1001, 'resume'],
    [1006, 'resume'], [1007, 'stop'], [1008, 'stop'], [1009, 'stop'], [1011, 'resume'], [1012, 'resume'],
  ];
  for (const [code, verdict] of table) assert.equal(verdictOf(code), verdict, String(code));
});
