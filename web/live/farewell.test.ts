import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parting } from './farewell.ts';

test('who states an outcome is led to it, and nobody else is asked to', () => {
  for (const reason of ['ended', 'time_over', 'empty']) {
    assert.deepEqual(parting({ reason }, '', 'guest', true), { reason, text: `over_${reason}_text`, again: '', outcome: true });
    assert.deepEqual(parting({ reason }, '', 'interpreter', false), { reason, text: 'over_thanks', again: '', outcome: false });
    assert.deepEqual(parting({ reason }, '', 'officer', true), { reason, text: 'over_thanks', again: '', outcome: false });
  }
});

test('a way back is offered where there is one, with the words for it', () => {
  const back = (code: string) => parting(null, code, 'guest', true).again;
  assert.equal(back(''), 'join_again');
  assert.equal(back('full'), 'join_again');
  assert.equal(back('invalid'), 'load_again');
  assert.equal(back('4400'), 'load_again');
  assert.equal(back('signed_out'), 'sign_in_again');
  for (const code of ['seat', '4403', '4409', '4410', 'banned']) assert.equal(back(code), '', code);
  assert.equal(parting({ reason: 'denied', deny: 'not_expected' }, '4403', 'guest', true).again, '');
  assert.equal(parting({ reason: 'denied', deny: 'later' }, '4403', 'guest', true).again, 'join_again');
});
