import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOn, until } from './beat.ts';

test('the switch holds for a working day and no longer', () => {
  const kept = String(until(1_000_000, true));
  assert.equal(isOn(kept, 1_000_000), true);
  assert.equal(isOn(kept, 1_000_000 + 9 * 3_600_000), false);
  assert.equal(isOn(String(until(1_000_000, false)), 1_000_000), false);
});

test('what is no time of today is off', () => {
  for (const text of [null, '', 'true', 'NaN', 'Infinity', '99999999999999999']) assert.equal(isOn(text, 1_000_000), false, String(text));
});
