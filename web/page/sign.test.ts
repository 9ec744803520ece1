import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { canonical, isCanonical, type Signable } from './canonical.ts';
import { fromBase64, makeKey, possession, signed, toBase64 } from './sign.ts';

test('canonical form is that of the standard', () => {
  const sample = JSON.parse('{"\\u20ac":1,"\\r":2,"\\ufb33":3,"1":4,"\\ud83d\\ude00":5,"\\u0080":6,"\\u00f6":7}') as Signable; // RFC 8785 §3.2.3
  assert.equal(canonical(sample), '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}');
  assert.equal(canonical({ b: [1, -7, 'x'], a: {} }), '{"a":{},"b":[1,-7,"x"]}');
});

test('what two readers could take for two things is not signed', () => {
  for (const value of [1.5, -0, 2 ** 53, '\ud800', true, null]) assert.throws(() => canonical(value as Signable), TypeError);
  const bytes = (text: string) => new TextEncoder().encode(text);
  for (const text of ['{"a":1}', '"x"', '[1,"2"]']) assert.ok(isCanonical(bytes(text)), text);
  for (const text of ['{"a": 1}', '{"b":1,"a":2}', '{"a":1,"a":1}', '\ufeff{"a":1}', '{"a":null}', '{', '"\\u0041"']) assert.ok(!isCanonical(bytes(text)), text);
  assert.ok(!isCanonical(Uint8Array.of(0x22, 0xff, 0x22)));
});

test('a statement of the portal is in that form, byte for byte', () => {
  assert.ok(isCanonical(readFileSync('../server/statement/testdata/statement.json')));
});

test('a proof has the bytes that the portal checks', () => {
  const want = readFileSync('../server/statement/testdata/proof.json', 'utf8');
  assert.equal(new TextDecoder().decode(possession('cluj', 'clj-1', '9RDrXU5o7Fd7BoTeXxTzmuQ0JN0aMYxYZ9Mqvb2rVIk=')), want);
});

test('a key of the browser signs for another implementation and cannot be taken out', async () => {
  const { publicHalf, key } = await makeKey();
  const said = possession('cluj', 'clj-1', publicHalf);
  const signature = fromBase64(await signed(key, said));
  const head = Buffer.from('302a300506032b6570032100', 'hex'); // RFC 8410 §4
  const theirs = createPublicKey({ key: Buffer.concat([head, fromBase64(publicHalf)]), format: 'der', type: 'spki' });
  assert.ok(verify(null, said, theirs, signature));
  said[0] = 0x20;
  assert.ok(!verify(null, said, theirs, signature));
  await assert.rejects(crypto.subtle.exportKey('pkcs8', key));
  assert.equal(toBase64(fromBase64(publicHalf)), publicHalf);
});
