import assert from 'node:assert/strict';
import { test } from 'node:test';
import { news } from './news.ts';
import { nothing, type RoomState } from './state.ts';
import type { LobbyStatus, Person } from './wire.gen.ts';

const person = (pid: string, more: Partial<Person> = {}): Person => ({
  pid, name: pid, role: 'guest', side: 'buyer', company: '', lang: 'en', since: 0, standing: 'in', hand: 0, tracks: [], listen: { lang: 'en', duck: 15 }, ...more,
});
const room = { number: 'SW-2026-0042', phase: 'live', locked: false } as const;
const inside = (...people: Person[]): RoomState => ({
  ...nothing, standing: 'in', room, me: { pid: 'me', role: 'host', side: 'supplier', gen: 1 }, people: [person('me'), ...people],
});
const keys = (before: RoomState, after: RoomState) => news(before, after).map((one) => one.key);

test('people who come, go, drop out and return are told by name', () => {
  assert.deepEqual(news(inside(), inside(person('Ana'))), [{ key: 'joined', args: { name: 'Ana' } }]);
  assert.deepEqual(keys(inside(), inside(person('Kim', { role: 'officer' }))), ['officer_joined']);
  assert.deepEqual(keys(inside(person('Ana')), inside()), ['left']);
  const away = inside(person('Ana', { standing: 'interrupted' }));
  assert.deepEqual(keys(inside(person('Ana')), away), ['interrupted']);
  assert.deepEqual(keys(away, inside(person('Ana'))), ['back']);
});

test('a hand is told when it goes up, a share both ways, the lock both ways, the end of waiting for the interpreter', () => {
  const up = inside(person('Ana', { hand: 5 }));
  assert.deepEqual(keys(inside(person('Ana')), up), ['hand']);
  assert.deepEqual(keys(up, inside(person('Ana'))), []);
  const sharing = inside(person('Ana', { tracks: [{ source: 'screen', muted: false }] }));
  assert.deepEqual(keys(inside(person('Ana')), sharing), ['shares']);
  assert.deepEqual(keys(sharing, inside(person('Ana'))), ['share_over']);
  const held = { ...inside(), room: { ...room, hold: 'both' as const } };
  assert.deepEqual(keys(held, inside()), ['hold_waived']);
  assert.deepEqual(keys(held, inside(person('Ana', { role: 'interpreter' }))), ['joined', 'hold_over']);
  const locked = { ...inside(), room: { ...room, locked: true } };
  assert.deepEqual(keys(inside(), locked), ['locked']);
  assert.deepEqual(keys(locked, inside()), ['unlocked']);
});

test('that the interpreter to whom one listens is gone is told, and a change of direction is not', () => {
  const voice = (more: Partial<Person> = {}) => person('Ji', { role: 'interpreter', side: 'office', channel: { to: 'en' }, ...more });
  const there = inside(voice());
  assert.deepEqual(keys(there, inside()), ['left', 'interpreter_gone']);
  assert.deepEqual(keys(there, inside(voice({ standing: 'interrupted' }))), ['interrupted'], 'the voice goes on');
  assert.deepEqual(keys({ ...there, slots: [{ mid: '4', pid: 'Ji', source: 'mic' }] }, { ...there, slots: [{ mid: '4', pid: 'Ji', source: 'mic' }], stalled: ['4'] }), ['interpreter_gone']);
  assert.deepEqual(keys(there, inside(voice({ channel: { to: 'ko' } }))), []);
  assert.deepEqual(keys(inside(voice(), voice({ pid: 'Bo' })), inside(voice())), ['left'], 'another one is there');
});

test('how it went with more time is told, a no not to who has said it', () => {
  const timer = { startsAt: 0, endsAt: 1, graceUntil: 2, serverTime: 0 };
  const asked: RoomState = { ...inside(), timer: { ...timer, extension: { state: 'asked', by: 'supplier' } } };
  const now = (state: 'given' | 'refused' | 'declined', by: 'supplier' | 'buyer'): RoomState => ({ ...inside(), timer: { ...timer, extension: { state, by } } });
  assert.deepEqual(keys(asked, now('given', 'supplier')), ['more_given']);
  assert.deepEqual(keys(asked, now('refused', 'supplier')), ['more_refused']);
  assert.deepEqual(keys(asked, now('declined', 'buyer')), ['more_declined_buyer']);
  assert.deepEqual(keys(asked, now('declined', 'supplier')), []);
  assert.deepEqual(keys({ ...inside(), timer: null }, now('given', 'supplier')), [], 'who comes in later sees the clock');
});

test('what one does oneself is not told', () => {
  const hand = { ...inside(), people: [person('me', { hand: 3 })] };
  assert.deepEqual(keys(inside(), hand), []);
});

test('coming in tells how many are there and no list of arrivals', () => {
  const greeted: RoomState = { ...nothing, standing: 'in' };
  assert.deepEqual(news(nothing, greeted), []);
  assert.deepEqual(news(greeted, inside(person('Ana'), person('Bo'))), [{ key: 'in', args: { count: 3 } }]);
  assert.deepEqual(news(greeted, inside()), [{ key: 'in_one', args: {} }]); // Korean has one plural form: "1 in all" is no sentence
});

test('the lobby tells of the host, of being sent back and of messages', () => {
  const status: LobbyStatus = { place: 1, hostState: 'away', locked: false, startsAt: 0, returned: false };
  const lobby = (more: Partial<LobbyStatus> = {}): RoomState => ({ ...nothing, standing: 'lobby', lobby: { ...status, ...more } });
  assert.deepEqual(keys(lobby(), lobby({ hostState: 'here' })), ['host_here']);
  assert.deepEqual(keys(inside(), lobby({ returned: true })), ['returned']);
  assert.deepEqual(news(lobby(), lobby({ message: 'soon' })), [{ key: 'lobby_message', args: { text: 'soon' } }]);
  assert.deepEqual(keys(lobby(), lobby()), []);
});
