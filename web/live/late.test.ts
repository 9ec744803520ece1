import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lateWords } from './late.ts';
import { nothing, reduce } from './state.ts';
import type { Latecomer } from './wire.gen.ts';

const radu: Latecomer = { pid: 'radu', name: 'Radu', role: 'guest', side: 'buyer', minutes: 10, at: Date.UTC(2027, 2, 10, 6, 10), zone: 'Europe/Bucharest' };
const say = (key: string, args = {}) => `${key} ${JSON.stringify(args)}`;

test('when somebody comes stands on the reader’s wall first, then on theirs', () => {
  assert.equal(lateWords(radu, { lang: 'ko', zone: 'Asia/Seoul' }, say), 'late_there {"name":"Radu","minutes":10,"here":"15:10","there":"08:10"}');
});

test('where both walls show the same hour it stands once', () => {
  assert.match(lateWords(radu, { lang: 'en', zone: 'Europe/Kyiv' }, say), /^late_here .*"here":"08:10"/);
});

test('a zone that the browser does not know is told in UTC', () => {
  assert.match(lateWords({ ...radu, zone: 'Mars/Olympus' }, { lang: 'en', zone: 'Asia/Seoul' }, say), /"there":"06:10 UTC"/);
});

test('who waits and who is in keep the list until the server says another one or a new connection begins', () => {
  const told = reduce(nothing, { t: 'late', d: { people: [radu] } });
  const waits = reduce(told, { t: 'lobby.status', d: { place: 1, hostState: 'away', locked: false, startsAt: 0, returned: false } });
  const inside = reduce(waits, { t: 'state', d: { rev: 1, room: { number: '', phase: 'live', locked: false }, people: [] } });
  assert.deepEqual(inside.late, [radu]);
  assert.deepEqual(reduce(inside, { t: 'late', d: { people: [] } }).late, []);
  const hello = { sid: 's', resume: 'r', pid: 'me', gen: 2, role: 'host', side: 'supplier', standing: 'in', resumed: true, newMedia: false, ice: [], features: [], serverTime: 0 } as const;
  assert.deepEqual(reduce(inside, { t: 'hello.ok', d: { ...hello, ice: [], features: [] } }).late, [], 'it has ended while nobody could tell');
});
