import assert from 'node:assert/strict';
import { test } from 'node:test';
import { standingWord } from './office.ts';
import { nothing, reduce } from './state.ts';
import type { OfficeWord, ToClient } from './wire.gen.ts';

const word = (id: string, at = 1000): OfficeWord => ({ id, text: 'Please wait.', lang: 'en', at, until: at + 600_000 });
const after = (...messages: ToClient[]) => messages.reduce(reduce, nothing);

test('a word of the Office stands until its time is over or its reader puts it away', () => {
  const room = after({ t: 'office.word', d: word('a') });
  assert.equal(standingWord(room, 2000, '')?.id, 'a');
  assert.equal(standingWord(room, 2000, 'a'), null);
  assert.equal(standingWord(room, 2000, 'the one before')?.id, 'a');
  assert.equal(standingWord(room, 600_999, '')?.id, 'a');
  assert.equal(standingWord(room, 601_000, ''), null);
  assert.equal(standingWord(nothing, 2000, ''), null);
});

test('it stays while who reads it waits, and a newer one takes its place', () => {
  const status: ToClient = { t: 'lobby.status', d: { place: 1, hostState: 'here', locked: false, startsAt: 1, returned: false } };
  assert.equal(after({ t: 'office.word', d: word('a') }, status).word?.id, 'a');
  assert.equal(after({ t: 'office.word', d: word('a') }, { t: 'office.word', d: word('b') }).word?.id, 'b');
});

test('after a new hello there is none until it comes again', () => {
  const hello: ToClient = {
    t: 'hello.ok',
    d: { sid: 's', resume: 'r', pid: 'p', gen: 1, role: 'guest', side: 'buyer', standing: 'waiting', resumed: true, newMedia: false, ice: [], features: [], serverTime: 1 },
  };
  assert.equal(after({ t: 'office.word', d: word('a') }, hello).word, null);
});
