import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ledAway } from './call.ts';

test('an answer from another path leads away, a query does not', () => {
  const at = 'http://127.0.0.1:8080/en/rings/1';
  assert.equal(ledAway(at, at), false);
  assert.equal(ledAway(at, `${at}?done=1`), false);
  assert.equal(ledAway(at, 'http://127.0.0.1:8080/en/consultations/SW-2026-0042/room'), true);
  assert.equal(ledAway(at, ''), false);
});
