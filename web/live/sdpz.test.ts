import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { pack, unpack } from './sdpz.ts';

const line = 'a=rtpmap:96 VP8/90000\r\n';

test('an offer comes out as it went in, and zlib reads it', async () => {
  const sdp = 'v=0\r\n' + line.repeat(400);
  const packed = await pack(sdp);
  assert.equal(await unpack(packed), sdp);
  assert.equal(inflateRawSync(Buffer.from(packed, 'base64')).toString(), sdp);
  assert.ok(packed.length < 400, `packed to ${packed.length}`);
});

test('an answer that inflates beyond the limit is refused', async () => {
  const bomb = deflateRawSync(Buffer.alloc(1024 * 1024)).toString('base64');
  await assert.rejects(unpack(bomb), RangeError);
});

test('an empty text survives', async () => {
  assert.equal(await unpack(await pack('')), '');
});
