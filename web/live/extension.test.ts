import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wish } from './extension.ts';
import { nothing, type RoomState } from './state.ts';
import type { Extension, Side } from './wire.gen.ts';

const end = 1_767_234_600_000;
const inside = (side: Side, extension?: Extension): RoomState => ({
  ...nothing, standing: 'in', me: { pid: 'me', role: side === 'buyer' ? 'guest' : side === 'supplier' ? 'host' : 'officer', side, gen: 1 },
  timer: { startsAt: end - 1_800_000, endsAt: end, graceUntil: end + 120_000, serverTime: 0, ...(extension ? { extension } : {}) },
});

test('in the last five minutes and in overtime both sides may ask, the office may not', () => {
  assert.equal(wish(inside('buyer'), end - 301_000), null);
  assert.equal(wish(inside('buyer'), end - 300_000), 'offer');
  assert.equal(wish(inside('supplier'), end + 60_000), 'offer');
  assert.equal(wish(inside('office'), end - 60_000), null);
});

test('who has asked waits, the other side answers, the office watches', () => {
  const asked = { state: 'asked', by: 'buyer' } as const;
  assert.equal(wish(inside('buyer', asked), end - 60_000), 'wait');
  assert.equal(wish(inside('supplier', asked), end - 60_000), 'answer');
  assert.equal(wish(inside('office', asked), end - 60_000), 'watch');
});

test('a no may be asked again, an answer of the portal is the last', () => {
  assert.equal(wish(inside('buyer', { state: 'declined', by: 'supplier' }), end - 60_000), 'offer');
  assert.equal(wish(inside('buyer', { state: 'agreed', by: 'buyer' }), end - 60_000), 'look');
  assert.equal(wish(inside('buyer', { state: 'given', by: 'buyer' }), end - 60_000), null);
  assert.equal(wish(inside('buyer', { state: 'refused', by: 'buyer' }), end - 60_000), null);
});
