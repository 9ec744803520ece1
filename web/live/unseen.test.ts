import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { seating } from './slots.ts';
import { nothing, type RoomState } from './state.ts';
import { sayer } from './texts.ts';
import { unseen } from './unseen.ts';
import type { Person, Track } from './wire.gen.ts';

const say = (lang: string) =>
  sayer(JSON.parse(readFileSync(`locale/live.${lang}.json`, 'utf8')) as Record<string, string>, lang);

const person = (pid: string, name: string, camera: Omit<Track, 'source'>): Person => ({
  pid, name, role: 'officer', side: 'office', company: '', lang: 'en', since: 0, standing: 'in', hand: 0, listen: { lang: 'en', duck: 15 }, tracks: [{ source: 'camera', ...camera }],
});

const room = (me: string, muted = false): RoomState => ({
  ...nothing,
  me: { pid: me, role: 'officer', side: 'office', gen: 1 },
  people: [
    person('phone', 'Ana', { muted, unseenBy: ['desk'], codec: 'h264' }),
    person('desk', '김서연', { muted, unseenBy: ['phone'], codec: 'vp8' }),
    person('both', 'Omar', { muted, unseenBy: ['phone'], codec: 'vp8' }),
  ],
});

const words = (state: RoomState, pid: string, lang = 'en'): string => {
  const { stage, strip } = seating(state);
  const seat = [stage, ...strip].find((one) => one?.person.pid === pid);
  assert.ok(seat);
  return unseen(state, seat, say(lang));
};

test('who cannot show a picture reads why on its seat, and what helps', () => {
  assert.match(words(room('phone'), 'desk'), /^Your browser cannot show this picture: it comes as VP8\. .*Chrome/);
  assert.match(words(room('desk'), 'phone'), /it comes as H\.264/);
  assert.match(words(room('phone'), 'desk', 'ko'), /VP8.*Chrome/);
});

test('whose picture cannot be seen reads by whom on the own seat', () => {
  assert.match(words(room('desk'), 'desk'), /^Ana cannot see your picture: it goes out as VP8/);
  assert.match(words(room('phone'), 'phone', 'ko'), /^김서연 .*H\.264/);
});

test('nothing is said where pictures are shown, nor of a camera that is off', () => {
  assert.equal(words(room('both'), 'phone'), '');
  assert.equal(words(room('desk'), 'both'), '');
  assert.equal(words(room('phone', true), 'desk'), '');
  assert.equal(words(room('desk', true), 'desk'), '');
});
