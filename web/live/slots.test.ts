import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expected, midOf, seating, seatKey } from './slots.ts';
import { nothing, type RoomState } from './state.ts';
import type { Person, Role, Side, Source } from './wire.gen.ts';

const person = (pid: string, role: Role, side: Side, sources: Source[] = ['camera']): Person => ({
  pid, role, side, name: pid, company: '', lang: 'en', since: 0, standing: 'in', hand: 0, listen: { lang: 'en', duck: 15 },
  tracks: sources.map((source) => ({ source, muted: false })),
});

const four: RoomState = {
  ...nothing,
  standing: 'in',
  me: { pid: 'buyer', role: 'guest', side: 'buyer', gen: 1 },
  people: [
    person('officer', 'officer', 'office'),
    person('buyer', 'guest', 'buyer'),
    person('interpreter', 'interpreter', 'office'),
    person('supplier', 'host', 'supplier'),
  ],
  slots: [
    { mid: '12', pid: 'supplier', source: 'camera' },
    { mid: '4', pid: 'supplier', source: 'mic' },
    { mid: '13', pid: 'officer', source: 'camera' },
  ],
};

const keys = (seats: readonly { person: Person; source: string }[]) => seats.map((seat) => `${seat.person.pid} ${seat.source}`);

test('with nobody speaking the other side stands on the stage and oneself sits last', () => {
  const { stage, strip } = seating(four);
  assert.equal(stage && seatKey(stage), 'supplier camera');
  assert.equal(stage?.mid, '12');
  assert.deepEqual(keys(strip), ['officer camera', 'interpreter camera', 'buyer camera']);
});

test('the speaker takes the stage, a shared screen takes it from the speaker, a pin from both', () => {
  assert.equal(seating({ ...four, speaker: 'interpreter' }).stage?.person.pid, 'interpreter');
  const shared = { ...four, speaker: 'interpreter', people: [...four.people.slice(0, 3), person('supplier', 'host', 'supplier', ['camera', 'screen'])] };
  const screen = seating(shared);
  assert.equal(screen.stage && seatKey(screen.stage), 'supplier screen');
  assert.ok(keys(screen.strip).includes('supplier camera'));
  assert.equal(seating(shared, 'officer camera').stage?.person.pid, 'officer');
});

test('a document takes the stage from everybody but who is pinned, and all sit in the strip', () => {
  const shown = { ...four, speaker: 'officer', doc: { id: 'sheet-1', page: 1, presenter: 'supplier', name: 'supplier' } };
  const { stage, strip } = seating(shown);
  assert.equal(stage, undefined);
  assert.deepEqual(keys(strip), ['officer camera', 'interpreter camera', 'supplier camera', 'buyer camera']);
  assert.equal(seating(shown, 'officer camera').stage?.person.pid, 'officer');
});

test('who spoke last stays when it is quiet, and one never stands on the own stage', () => {
  assert.equal(seating(four, '', 'officer').stage?.person.pid, 'officer');
  assert.equal(seating({ ...four, speaker: 'buyer' }).stage?.person.pid, 'supplier');
});

test('alone there is nobody on the stage', () => {
  const alone = seating({ ...four, people: four.people.filter((one) => one.pid === 'buyer') });
  assert.equal(alone.stage, undefined);
  assert.deepEqual(keys(alone.strip), ['buyer camera']);
});

test('a source without a slot has no line', () => {
  assert.equal(midOf(four.slots, 'officer', 'mic'), undefined);
  assert.equal(midOf(four.slots, 'supplier', 'mic'), '4');
});

test('something should arrive of others who are in and send', () => {
  assert.deepEqual(expected(four), ['12', '13'], 'nobody has a microphone on');
  const [officer, buyer, interpreter, supplier] = four.people as [Person, Person, Person, Person];
  const muted: Person = { ...supplier, tracks: [{ source: 'camera', muted: true }, { source: 'mic', muted: false }] };
  assert.deepEqual(expected({ ...four, people: [officer, buyer, interpreter, muted], stalled: ['13'] }), ['4']);
  assert.deepEqual(expected({ ...four, people: [{ ...officer, standing: 'interrupted' }, buyer, interpreter, supplier] }), ['12']);
});

test('before the start neither side has to be heard, and the office has', () => {
  const room = { number: 'SW-2026-0042', phase: 'live', locked: false, hold: 'both' } as const;
  const people = four.people.map((one): Person => ({ ...one, tracks: [{ source: 'mic', muted: false }] }));
  const lines = expected({ ...four, room, people, slots: people.map(({ pid }, i) => ({ mid: String(4 + i), pid, source: 'mic' })) });
  assert.deepEqual(lines, ['4', '6'], 'officer and interpreter');
});
