// A buyer cancels from the mail, on a phone and without signing in: once in English and once in Korean. Opening the link
// changes nothing; a second tap says what has happened.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { findings } from './axe.ts';
import { launch, visit, type Watch } from './browser.ts';
import { Demo } from './demo.ts';
import { shoot, keepWhole } from './shots.ts';
import { until } from './until.ts';

let demo: Demo;
let browser: Browser;

before(async () => {
  demo = await Demo.start();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } as const;

/** The path of the link with these words in the newest mail to the address. */
async function linkIn(page: Page, email: string, words: string): Promise<string> {
  return until(`a mail to ${email} with “${words}”`, async () => {
    const list = await page.request.get(`/en/dev/mail?to=${encodeURIComponent(email)}`);
    for (const [, letter] of (await list.text()).matchAll(/href="(\/en\/dev\/mail\/[^"/?]+)"/g)) {
      const html = await (await page.request.get(`${letter}/html`)).text();
      const link = new RegExp(`<a href="[^"]*?(/\\w\\w/letter/[^"]+)"[^>]*>${words}</a>`).exec(html);
      if (link?.[1]) return link[1];
    }
    return '';
  }, (path) => path !== '');
}

// Before the consultations are cancelled: looking at another time changes nothing.
test('another time is chosen from the mail', async () => {
  const { page, context, faults } = await visit(browser, demo.origin, phone);
  await page.goto(await linkIn(page, 'supplier@demo.example', '다른 시간 선택'));
  await page.locator('.slot').first().waitFor();
  await shoot(page, 'letter-move-ko');
  assert.deepEqual(await findings(page), []);
  await page.goto('/en/letter/cut-short');
  await page.getByText('We do not know this link.').waitFor();
  await shoot(page, 'letter-unknown-en');
  assert.deepEqual(faults, []);
  await context.close();
});

const cases = [
  { lang: 'en', email: 'buyer@demo.example', done: 'The consultation is cancelled.', used: 'This link has been used already.' },
  { lang: 'ko', email: 'erika@rheinbogen.example', done: '상담이 취소되었습니다.', used: '이미 사용된 링크입니다.' },
];

for (const { lang, email, done, used } of cases) {
  test(`a buyer cancels from the mail on a phone without signing in (${lang})`, async () => {
    const watch: Watch = await visit(browser, demo.origin, phone);
    const { page, context, faults } = watch;
    const link = (await linkIn(page, email, 'Cancel the consultation')).replace(/^\/\w\w\//, `/${lang}/`);

    for (const _ of [1, 2, 3]) assert.equal((await page.request.get(link)).status(), 200, 'looking uses nothing up');
    const opened = await page.goto(link);
    assert.equal(opened?.headers()['referrer-policy'], 'no-referrer');
    assert.equal(opened?.headers()['cache-control'], 'no-store');
    assert.equal(await page.locator('.clock time').count(), 2, 'the own clock and the other side’s');
    assert.match(await page.locator('main').innerText(), new RegExp(email));
    assert.deepEqual(await findings(page), []);
    await shoot(page, `letter-cancel-${lang}`);
    await page.setViewportSize(phone.viewport);

    await page.locator('main form button').tap();
    await page.locator('.choices.wrong').waitFor();
    await page.locator('input[name=reason][value=time_does_not_suit]').check();
    await page.locator('#text').fill('We are at a fair that week.');
    await page.locator('main form button').tap();
    await page.getByText(done).first().waitFor();
    await keepWhole(page, `letter-cancelled-${lang}`);
    assert.deepEqual(await findings(page), []);

    const again = await page.goto(link);
    assert.equal(again?.status(), 410);
    await page.getByText(used).waitFor();
    await keepWhole(page, `letter-used-${lang}`);
    assert.equal((await context.cookies()).filter((c) => c.name.endsWith('sid')).length, 0, 'nobody was signed in');
    assert.deepEqual(faults, []);
    await context.close();
  });
}
