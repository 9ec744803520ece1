import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accompanied, choices, directions, gains, listeners } from './hearing.ts';
import { nothing, type RoomState } from './state.ts';
import type { Channel, Person, Slot } from './wire.gen.ts';

const person = (pid: string, lang: string, more: Partial<Person> = {}): Person => ({
  pid, lang, name: pid, role: 'guest', side: 'buyer', company: '', since: 0, standing: 'in', hand: 0,
  tracks: [{ source: 'mic', muted: false }], listen: { lang: lang.slice(0, 2), duck: 15 }, ...more,
});
const interpreter = (pid: string, channel: Channel, listen = ''): Person =>
  person(pid, 'ko', { role: 'interpreter', side: 'office', channel, listen: { lang: listen, duck: 15 } });
const slot = (mid: string, pid: string, source: Slot['source'] = 'mic'): Slot => ({ mid, pid, source });

/** A Korean listener, a Korean colleague, an Arabic guest who shares a screen with sound, and an interpreter into Korean. */
const room = (interpreting: string[], change: Partial<RoomState> = {}): RoomState => ({
  ...nothing,
  standing: 'in',
  me: { pid: 'me', role: 'host', side: 'supplier', gen: 1 },
  people: [
    person('me', 'ko-KR', { role: 'host', side: 'supplier' }), person('colleague', 'ko', { role: 'host', side: 'supplier' }), person('guest', 'ar'),
    interpreter('voice', { to: 'ko' }),
  ],
  slots: [slot('4', 'colleague'), slot('5', 'guest'), slot('6', 'voice'), slot('7', 'guest', 'screen_audio'), slot('12', 'guest', 'camera')],
  interpreting,
  ...change,
});
const heard = (state: RoomState) => Object.fromEntries(gains(state) ?? []);

test('while the interpreter speaks the other language is turned down, and the own one is not', () => {
  assert.deepEqual(heard(room(['voice'])), { 4: 1, 5: 0.15, 6: 1, 7: 0.15 });
  assert.deepEqual(heard(room([])), { 4: 1, 5: 1, 6: 1, 7: 1 });
});

test('how far it is turned down is the listener\'s choice', () => {
  const loud = room(['voice']);
  const people = loud.people.map((one) => (one.pid === 'me' ? { ...one, listen: { lang: 'ko', duck: 60 } } : one));
  assert.equal(gains({ ...loud, people })?.get('5'), 0.6);
});

test('an interpreter into another language turns nothing down', () => {
  const { people } = room([]);
  const others = [...people.slice(0, 3), interpreter('voice', { to: 'ar' })];
  assert.equal(gains(room(['voice'], { people: others })), null);
  const two = [...people, interpreter('other', { to: 'ar' })];
  assert.deepEqual(heard(room(['other'], { people: two })), { 4: 1, 5: 1, 6: 1, 7: 1 });
});

test('case 69: where the speaker\'s language is the listener\'s the speaker is heard once and as loud as ever', () => {
  const { people } = room([]);
  const listener = { me: { pid: 'guest', role: 'guest', side: 'buyer', gen: 1 }, slots: [slot('4', 'me'), slot('5', 'colleague'), slot('6', 'voice')] } as const;
  const arabic = [...people.slice(0, 3), interpreter('voice', { to: 'ar' })];
  assert.deepEqual(heard(room(['voice'], { people: arabic, ...listener })), { 4: 0.15, 5: 0.15, 6: 1 }, 'who needs the interpreter');
  assert.equal(gains(room(['voice'], { people: arabic, slots: [slot('4', 'colleague'), slot('5', 'guest')] })), null, 'who does not');
});

test('who hears the original alone, or whose interpreter rests or interprets for everybody, hears all as it is', () => {
  const { people } = room([]);
  const original = people.map((one) => (one.pid === 'me' ? { ...one, listen: { lang: '', duck: 15 } } : one));
  assert.equal(gains(room(['voice'], { people: original })), null);
  for (const channel of [{ to: '' }, { to: 'ko', rest: true }]) {
    assert.equal(gains(room(['voice'], { people: [...people.slice(0, 3), interpreter('voice', channel)] })), null, JSON.stringify(channel));
  }
});

test('an interpreter hears the floor as it is, and a relay over it', () => {
  const { people } = room([]);
  const me = { me: { pid: 'relay', role: 'interpreter', side: 'office', gen: 1 } } as const;
  assert.equal(gains(room(['voice'], { people: [...people, interpreter('relay', { to: 'en' })], ...me })), null);
  const over = [...people, interpreter('relay', { to: 'en' }, 'ko')];
  assert.deepEqual(heard(room(['voice'], { people: over, ...me })), { 4: 1, 5: 0.15, 6: 1, 7: 0.15 });
  assert.equal(gains(room(['relay'], { people: [...people.slice(0, 3), interpreter('relay', { to: 'ko' }, 'ko')], ...me })), null, 'nobody hears himself');
});

test('lines of a connection before are turned down by what they carry', () => {
  assert.deepEqual([...(gains(room(['voice']), [slot('9', 'guest')]) ?? [])], [['9', 0.15]]);
});

test('the choice is the original, the own language and what is interpreted into', () => {
  assert.deepEqual(choices(room([])), ['', 'ko']);
  const { people } = room([]);
  assert.deepEqual(choices(room([], { people: [...people, interpreter('other', { to: 'ar' })] })), ['', 'ko', 'ar']);
  const me = { me: { pid: 'voice', role: 'interpreter', side: 'office', gen: 1 } } as const;
  assert.deepEqual(choices(room([], me)), ['']);
  assert.deepEqual(choices(room([], { ...me, people: [...people, interpreter('relay', { to: 'ar' }), interpreter('second', { to: 'ko' })] })), ['', 'ar']);
});

test('an interpreter may speak into the languages of the sides, the supplier\'s first, and sees how many listen', () => {
  const state = room([], { me: { pid: 'voice', role: 'interpreter', side: 'office', gen: 1 } });
  assert.deepEqual(directions({ ...state, people: [...state.people].reverse() }), ['ko', 'ar']);
  assert.deepEqual([listeners(state, 'ko'), listeners(state, 'ar'), listeners(state, 'fr')], [2, 1, 0]);
});

test('an interpreter whose line brings nothing accompanies nobody', () => {
  assert.equal(accompanied(room([])), true);
  assert.equal(accompanied(room([], { stalled: ['6'] })), false);
  assert.equal(accompanied(room([], { stalled: ['5'] })), true);
  assert.equal(accompanied(room([], { people: room([]).people.slice(0, 3) })), false);
});
