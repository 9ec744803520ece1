import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Documents, mayPresent, mayPutAway, pageSeen, presents, turnsForAll, within, type Listing, type RoomDocument } from './documents.ts';
import { nothing, type RoomState } from './state.ts';
import type { Person, Role, Side } from './wire.gen.ts';

const person = (pid: string, role: Role, side: Side): Person => ({ pid, name: pid, role, side, company: '', lang: 'en', since: 0, standing: 'in', hand: 0, tracks: [], listen: { lang: 'en', duck: 15 } });
const everybody = [person('host', 'host', 'supplier'), person('guest', 'guest', 'buyer'), person('interpreter', 'interpreter', 'office'), person('officer', 'officer', 'office')];

/** The room as one of them sees it, with page 3 of a sheet shown by somebody. */
function room(as: string, presenter: string, people = everybody): RoomState {
  const me = everybody.find(({ pid }) => pid === as);
  assert.ok(me);
  return { ...nothing, standing: 'in', me: { pid: me.pid, role: me.role, side: me.side, gen: 1 }, people, doc: { id: 'sheet-1', page: 3, presenter, name: presenter } };
}
const sheet = (id: string): RoomDocument => ({ id, kind: 'sheet', sku: 'A', title: 'A', lang: 'en', pages: 0 });

test('both sides and officers show, interpreters do not', () => {
  const may = everybody.filter(({ pid }) => mayPresent(room(pid, 'nobody'))).map(({ pid }) => pid);
  assert.deepEqual(may, ['host', 'guest', 'officer']);
});

test('the presenter turns for all, an officer when the presenter has left, and who may put it away', () => {
  const by = (may: (state: RoomState) => boolean, presenter: string, people = everybody) => everybody.filter(({ pid }) => may(room(pid, presenter, people))).map(({ pid }) => pid);
  const without = everybody.filter(({ pid }) => pid !== 'guest');
  assert.deepEqual(by(turnsForAll, 'guest'), ['guest']);
  assert.deepEqual(by(turnsForAll, 'guest', without), ['guest', 'officer']);
  assert.deepEqual(by(mayPutAway, 'guest'), ['host', 'guest', 'officer']);
  assert.deepEqual(by(presents, 'host'), ['host']);
});

test('where nothing is shown nobody turns or puts away', () => {
  const state = { ...room('officer', 'guest', []), doc: nothing.doc };
  assert.deepEqual([turnsForAll(state), mayPutAway(state), presents({ ...state, me: { pid: '', role: 'guest', side: 'buyer', gen: 1 } })], [false, false, false]);
});

test('one looks at the page that is shown, or at one\'s own as long as the document stays', () => {
  const state = room('guest', 'host');
  assert.equal(pageSeen(state, null, 5), 3);
  assert.equal(pageSeen(state, { id: 'sheet-1', page: 5 }, 5), 5);
  assert.equal(pageSeen(state, { id: 'card-9', page: 5 }, 5), 3);
  assert.equal(pageSeen(state, null, 2), 2, 'who has fewer pages sees the last');
  assert.equal(pageSeen(state, null, 0), 3, 'how many there are is not known yet');
  assert.deepEqual([within(0, 4), within(9, 4), within(-1, 0)], [1, 4, 1]);
});

test('a document that is not in the list is looked for once, and again after a failure', async () => {
  const seen: Listing['is'][] = [];
  const answers: (() => Promise<RoomDocument[]>)[] = [];
  let asked = 0;
  const documents = new Documents(() => {
    asked++;
    return answers.shift()?.() ?? Promise.reject(new Error('no answer'));
  }, ({ is }) => seen.push(is));
  answers.push(() => Promise.resolve([sheet('sheet-1')]));
  documents.need('sheet-1');
  documents.need('sheet-1');
  await documents.load();
  assert.deepEqual([asked, documents.find('sheet-1')?.id, seen], [1, 'sheet-1', ['loading', 'here']]);
  answers.push(() => Promise.resolve([sheet('sheet-1')]));
  documents.need('sheet-2');
  assert.equal(documents.find('sheet-1')?.id, 'sheet-1', 'what was known stays meanwhile');
  await documents.load();
  documents.need('sheet-2');
  assert.equal(asked, 2, 'not again and again');
  documents.need('sheet-3');
  await documents.load();
  assert.deepEqual([seen.at(-1), documents.find('sheet-1')?.id], ['failed', 'sheet-1']);
  answers.push(() => Promise.resolve([sheet('sheet-3')]));
  documents.need('sheet-3');
  await documents.load();
  assert.equal(documents.find('sheet-3')?.id, 'sheet-3');
});
