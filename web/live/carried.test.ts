import assert from 'node:assert/strict';
import { test } from 'node:test';
import { carry } from './carried.ts';

test('a packet carries the one before, as signaling/sfu reads it', () => {
  const own = Uint8Array.of(0x08, 1, 2, 3);
  const before = Uint8Array.of(0x08, 9, 9);
  assert.deepEqual([...(carry(own, before, 960) ?? [])], [0x0b, 0x41, 11, 1, 2, 3, 0x08, 9, 9, 0x03, 0xc0, 0, 3, 0x65, 0x54, 0x4f, 0x31]);
});

test('the size of long padding takes more bytes', () => {
  for (const [size, sizes] of [[246, [254]], [247, [255, 1]], [300, [255, 54]], [500, [255, 254]], [501, [255, 255, 1]]] as const) {
    const packet = carry(Uint8Array.of(0x08, 1), new Uint8Array(size).fill(7), 960);
    assert.deepEqual([...(packet ?? []).slice(0, 4 + sizes.length)], [0x0b, 0x41, ...sizes, 1, 7], `${size} bytes`);
    assert.equal(packet?.length, 3 + sizes.length + size + 8);
  }
});

test('what cannot be carried is left as it is', () => {
  const one = Uint8Array.of(0x08, 1);
  for (const [own, before, apart] of [
    [Uint8Array.of(0x09, 1, 2), one, 960], [Uint8Array.of(0x0b, 0x41, 0), one, 960], [new Uint8Array(), one, 960], [one, new Uint8Array(), 960],
    [one, one, 0], [one, one, -960], [one, one, 70_000], [one, new Uint8Array(1200), 960],
  ] as const) assert.equal(carry(own, before, apart), null);
});
