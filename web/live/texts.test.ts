import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sayer } from './texts.ts';

const texts = {
  'live.mic_on': 'Mute',
  'live.hello': 'Hello {name}, {name}',
  'live.waiting_one': '{count} person waits',
  'live.waiting_other': '{count} people wait',
};
const say = sayer(texts, 'en');

test('placeholders are filled, unknown ones stay visible', () => {
  assert.equal(say('hello', { name: 'Ana' }), 'Hello Ana, Ana');
  assert.equal(say('hello'), 'Hello {name}, {name}');
});

test('a name that is a placeholder itself is not filled again', () => {
  assert.equal(say('hello', { name: '{name}' }), 'Hello {name}, {name}');
});

test('the count chooses the plural form of the language', () => {
  assert.equal(say('waiting', { count: 1 }), '1 person waits');
  assert.equal(say('waiting', { count: 3 }), '3 people wait');
  assert.equal(sayer(texts, 'ko')('waiting', { count: 1 }), '1 people wait');
});

test('a missing key is seen', () => {
  assert.equal(say('nothing'), '⟦live.nothing⟧');
});
