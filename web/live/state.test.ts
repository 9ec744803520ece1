import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { narrow, nothing, reduce, self, trackOf, type RoomState } from './state.ts';
import type { ChatMsg, FrameToClient, Person, Quality, ToClient } from './wire.gen.ts';

const golden = '../signaling/wire/testdata/to_client';
const frame = (name: string) => JSON.parse(readFileSync(`${golden}/${name}.json`, 'utf8')) as FrameToClient;
const after = (...messages: ToClient[]): RoomState => messages.reduce(reduce, nothing);

const person = (pid: string, more: Partial<Person> = {}): Person => ({
  pid, name: pid, role: 'guest', side: 'buyer', company: '', lang: 'en', since: 0, standing: 'in', hand: 0, tracks: [], listen: { lang: 'en', duck: 15 }, ...more,
});
const room = { number: 'SW-2026-0042', phase: 'live', locked: false } as const;
const state = (rev: number, ...people: Person[]): ToClient => ({ t: 'state', d: { rev, room, people } });
const line = (n: number, text = `line ${n}`): ChatMsg => ({ n, cid: `c${n}`, pid: 'a', name: 'A', text, at: n });

test('every golden frame of the server is taken', () => {
  const names = readdirSync(golden).map((file) => file.replace(/\.json$/, ''));
  assert.ok(names.length > 20);
  for (const name of names) assert.ok(reduce(nothing, frame(name)), name);
});

test('the golden state and delta of one room fit together', () => {
  const before = after(frame('hello.ok'), frame('state'));
  assert.equal(before.standing, 'in');
  assert.equal(self(before)?.name, 'Layla Hassan');
  assert.equal(trackOf(self(before), 'mic')?.muted, true);
  const left = reduce(reduce(before, frame('delta')), frame('delta.gone'));
  assert.deepEqual(left.people.map((one) => one.name), ['김서연', '박지은']);
  assert.equal(left.room?.locked, true);
});

test('an interpreter has a channel, everybody something to listen to, and who interprets now is told with the speaker', () => {
  const before = after(frame('hello.ok'), frame('state'), frame('speaker.interpreting'));
  const interpreter = before.people.find((one) => one.role === 'interpreter');
  assert.equal(interpreter?.channel?.to, 'ko');
  assert.deepEqual(self(before)?.listen, { lang: 'ar', duck: 15 });
  assert.deepEqual(before.interpreting, [interpreter?.pid]);
  assert.deepEqual(reduce(before, frame('speaker')).interpreting, []);
});

test('a delta that does not follow changes nothing', () => {
  const before = after(state(4, person('a')));
  assert.equal(reduce(before, { t: 'delta', d: { rev: 6, gone: ['a'] } }), before);
  assert.equal(reduce(before, { t: 'delta', d: { rev: 4, gone: ['a'] } }), before);
});

test('a delta replaces whole entries in place and appends new ones', () => {
  const next = after(state(1, person('a'), person('b')), { t: 'delta', d: { rev: 2, people: [person('c'), person('a', { hand: 9 })] } });
  assert.deepEqual(next.people.map((one) => [one.pid, one.hand]), [['a', 9], ['b', 0], ['c', 0]]);
  assert.equal(next.rev, 2);
});

test('each chat line stands once and in order, over history and resume', () => {
  const next = after(
    { t: 'chat.msg', d: line(3) },
    { t: 'chat.history', d: { messages: [line(1), line(3, 'other'), line(2)] } },
    { t: 'chat.msg', d: line(2) },
  );
  assert.deepEqual(next.chat.map((one) => one.text), ['line 1', 'line 2', 'line 3']);
});

test('who is sent back to the lobby keeps nothing of the room', () => {
  const inside = after(frame('hello.ok'), state(1, person('a')), { t: 'chat.msg', d: line(1) }, frame('slots'), frame('timer'));
  const outside = reduce(inside, {
    t: 'lobby.status', d: { place: 0, hostState: 'here', locked: false, startsAt: 0, returned: true },
  });
  assert.equal(outside.standing, 'lobby');
  assert.deepEqual([outside.people, outside.chat, outside.slots, outside.waiting], [[], [], [], []]);
  assert.equal(outside.me?.pid, inside.me?.pid);
  assert.equal(outside.timer?.endsAt, inside.timer?.endsAt);
});

test('a document is whole in each message, its pointer is over with the page, and the lobby sees neither', () => {
  const shown = after(state(1, person('a')), frame('doc'), frame('doc.pointer'));
  assert.deepEqual([shown.doc.page, shown.doc.name, shown.pointer], [3, 'Layla Hassan', { x: 2500, y: 10_000 }]);
  const turned = reduce(shown, { t: 'doc', d: { ...shown.doc, page: 4 } });
  assert.deepEqual([turned.doc.page, turned.pointer], [4, null]);
  assert.equal(reduce(turned, { t: 'doc', d: { id: '', page: 0, presenter: '', name: '' } }).doc.id, '');
  const outside = reduce(shown, { t: 'lobby.status', d: { place: 0, hostState: 'here', locked: false, startsAt: 0, returned: true } });
  assert.deepEqual([outside.doc.id, outside.pointer], ['', null]);
});

test('a stalled line is forgotten when its slot is empty', () => {
  const stalled = after({ t: 'slots', d: { rev: 1, slots: [{ mid: '12', pid: 'a', source: 'camera' }] } }, { t: 'media.stalled', d: { mid: '12' } });
  assert.deepEqual(stalled.stalled, ['12']);
  assert.deepEqual(reduce(stalled, { t: 'slots', d: { rev: 2, slots: [] } }).stalled, []);
});

test('only a farewell that means stay away is the end', () => {
  const table: [number, RoomState['standing']][] = [
    [4403, 'over'], [4409, 'over'], [4410, 'over'], [4401, 'in'], [4408, 'in'], [4429, 'in'], [4503, 'in'], [1012, 'in'],
  ];
  for (const [code, standing] of table) {
    assert.equal(after(state(1), { t: 'bye', d: { code, reason: 'ended' } }).standing, standing, String(code));
  }
});

test('a message of a newer server changes nothing', () => {
  const before = after(state(1, person('a')));
  assert.equal(reduce(before, JSON.parse('{"t":"react","d":{}}') as ToClient), before);
});

test('a weak link is one\'s own when the server sends oneself less, whatever reaches the others', () => {
  const hello = frame('hello.ok') as ToClient & { t: 'hello.ok' };
  const told = (pid: string, reason: Quality['reason']) => after(hello, { t: 'quality', d: { pid, score: 2, reason } as Quality });
  assert.equal(narrow(told(hello.d.pid, 'rate')), true);
  assert.equal(narrow(told('somebody else', 'rate')), false);
  assert.equal(narrow(told(hello.d.pid, 'loss')), false);
});
