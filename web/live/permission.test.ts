import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inAppBrowser } from './permission.ts';

test('browsers inside apps are known, real ones are left alone', () => {
  const phone = 'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36';
  assert.equal(inAppBrowser(phone), false);
  assert.equal(inAppBrowser(`${phone} KAKAOTALK 10.8.5`), true);
  assert.equal(inAppBrowser(`${phone} MicroMessenger/8.0`), true);
  assert.equal(inAppBrowser('Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 [FBAN/FBIOS;FBAV/500.0]'), true);
  assert.equal(inAppBrowser('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'), false);
});
