import assert from 'node:assert/strict';
import { test } from 'node:test';
import { how, isOn, keep, until } from './beat.ts';

test('the switch holds for a working day and no longer', () => {
  const kept = String(until(1_000_000, true));
  assert.equal(isOn(kept, 1_000_000), true);
  assert.equal(isOn(kept, 1_000_000 + 9 * 3_600_000), false);
  assert.equal(isOn(String(until(1_000_000, false)), 1_000_000), false);
});

test('what is no time of today is off', () => {
  for (const text of [null, '', 'true', 'NaN', 'Infinity', '99999999999999999']) assert.equal(isOn(text, 1_000_000), false, String(text));
});

test('who does nothing for five minutes is away, unless they said something else', () => {
  const now = 10_000_000;
  assert.deepEqual(how(null, now - 300_000, now), { state: 'at_desk', left: 0 });
  assert.deepEqual(how(null, now - 300_001, now), { state: 'away', left: 0 });
  assert.deepEqual(how('busy', 0, now), { state: 'busy', left: 0 });
});

test('a break ends by itself', () => {
  const now = 10_000_000;
  const kept = keep('break 30', now);
  assert.deepEqual(how(kept, now, now), { state: 'break', left: 1800 });
  assert.deepEqual(how(kept, now + 1_800_000, now + 1_800_000), { state: 'at_desk', left: 0 });
  assert.equal(keep('', now), '');
  assert.equal(how('break soon', now, now).state, 'at_desk');
});
