// A message as the portal signs it, checked with the library of Standard Webhooks.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mock, test } from 'node:test';
import { Webhook } from 'standardwebhooks';

const signed = JSON.parse(readFileSync('../server/webhook/testdata/signed.json', 'utf8')) as Record<'secret' | 'body' | 'id' | 'timestamp' | 'signature', string>;

const headers = (signature: string) => ({ 'webhook-id': signed.id, 'webhook-timestamp': signed.timestamp, 'webhook-signature': signature });

test('a signed message is taken, with an older secret’s signature beside it too', () => {
  mock.timers.enable({ apis: ['Date'], now: Number(signed.timestamp) * 1000 + 2000 });
  const webhook = new Webhook(signed.secret);
  assert.deepEqual(webhook.verify(signed.body, headers(signed.signature)), JSON.parse(signed.body));
  assert.ok(webhook.verify(signed.body, headers(`v1,AAAA ${signed.signature}`)));
  mock.timers.reset();
});

test('a changed, forged or old message is refused', () => {
  mock.timers.enable({ apis: ['Date'], now: Number(signed.timestamp) * 1000 + 2000 });
  const webhook = new Webhook(signed.secret);
  assert.throws(() => webhook.verify(signed.body.replace('confirm', 'cancel'), headers(signed.signature)));
  assert.throws(() => new Webhook('whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA').verify(signed.body, headers(signed.signature)));
  mock.timers.setTime(Number(signed.timestamp) * 1000 + 6 * 60 * 1000);
  assert.throws(() => webhook.verify(signed.body, headers(signed.signature)), /timestamp/i);
  mock.timers.reset();
});
