// The whole story: a buyer finds a maker and books, the office approves, the maker accepts, four people meet by live
// video, a stranger is turned away, the officer ends it, both sides say what was agreed, and the report counts it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { findings } from './axe.ts';
import { launch, visit, type Watch } from './browser.ts';
import { Demo } from './demo.ts';
import { signIn, signInByMail, type Role } from './people.ts';
import { shoot } from './shots.ts';
import { admit, closePanel, deny, enter, inside, openPeople, seesAll } from './room.ts';
import { marks } from './senses.ts';
import { heard, listen, seen } from './sight.ts';
import { steps } from './steps.ts';
import { until } from './until.ts';
import { sentence } from './words.ts';

const cast = {
  buyer: marks.red,
  supplier: marks.green,
  interpreter: marks.blue,
  officer: marks.yellow,
} as const;
type Part = keyof typeof cast;
const parts = Object.keys(cast) as Part[];
const langs: Record<Part, string> = { buyer: 'en', supplier: 'ko', interpreter: 'ko', officer: 'en' };
const names: Record<Part, string> = { buyer: 'Radu', supplier: '이슬', interpreter: '도담', officer: '누리' };
const everyone = parts.map((part) => cast[part].name);

let demo: Demo;
const browsers: Browser[] = [];
const watches = {} as Record<Part, Watch>;

before(async () => {
  demo = await Demo.start();
});

after(async () => {
  await Promise.all(browsers.map((browser) => browser.close()));
  await demo?.stop();
});

test('from search to report', async (t) => {
  const step = steps(t);
  let number = '';

  await step('four people sign in', async () => {
    for (const part of parts) {
      const browser = await launch(cast[part]);
      browsers.push(browser);
      watches[part] = await visit(browser, demo.origin);
      await listen(watches[part].context);
      await signIn(watches[part].page, part satisfies Role, langs[part]);
    }
  });

  await step('the buyer finds a product and books a time with an interpreter', async () => {
    const { page } = watches.buyer;
    await page.goto('/en');
    await page.locator('.hero-search input').fill('skin analyzer');
    await page.locator('.hero-search button').click();
    await page.locator('a[href*="/products/MI-F24"]').first().click();
    await page.locator('.booking a.button').click();
    await page.locator('select[name=pair]').selectOption('ko-ro');
    await page.locator('form[method=get] button').last().click();
    await page.locator('#times .slot').first().click();
    await page.locator('#times button').click();
    await page.locator('input[name=goal][value=distribution]').check();
    await page.locator('#message').fill('We equip beauty salons in Transylvania and would like to see the analyzer at work.');
    await page.locator('form.fields button').click();
    await page.locator('form[action$="/who"] button').click();
    await page.waitForURL(/\/consultations\/SW-\d{4}-\d{4}/);
    number = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  });

  await step('a mail with both times has gone to the buyer', async () => {
    const { page } = watches.buyer;
    await until('the mail', async () => {
      await page.goto('/en/dev/mail');
      return page.locator('main').innerText();
    }, (text) => text.includes(number));
  });

  await step('the officer approves it in the queue', async () => {
    const { page } = watches.officer;
    await page.goto('/en/desk/queue');
    await page.locator(`#row-${number} form[action$="/approve"] button`).click();
    await page.waitForURL(/done=/);
  });

  await step('the supplier accepts, the interpreter agrees', async () => {
    const supplier = watches.supplier.page;
    await supplier.goto('/ko/consultations');
    await supplier.locator(`a[href$="/consultations/${number}"]`).first().click();
    await supplier.locator('label.choice', { hasText: names.supplier }).click();
    await supplier.locator('form[action$="/accept"] button').click();
    const interpreter = watches.interpreter.page;
    await interpreter.goto('/ko/consultations');
    await interpreter.locator(`a[href$="/consultations/${number}"]`).first().click();
    await interpreter.locator('button[name=answer][value=yes]').click();
    const buyer = watches.buyer.page;
    await buyer.goto(`/en/consultations/${number}`);
    await buyer.locator(`a[href$="/consultations/${number}/room"]`).first().waitFor();
  });

  let met = 0;
  await step('the supplier opens the room and admits buyer and interpreter; the officer enters from the board', async () => {
    const host = watches.supplier.page;
    await enter(host, number, langs.supplier);
    await inside(host);
    for (const part of ['buyer', 'interpreter'] as const) {
      await enter(watches[part].page, number, langs[part]);
      await admit(host, names[part]);
      await inside(watches[part].page);
      if (part === 'buyer') met = Date.now();
    }
    const officer = watches.officer.page;
    await officer.goto('/en/desk/live');
    assert.match(await officer.locator('#board').innerText(), new RegExp(number));
    const rooms = (await (await officer.request.get('/api/v1/desk/rooms')).json()) as { number: string; people: { rung?: string }[] }[];
    assert.ok(rooms.some((room) => room.number === number && room.people.some((one) => one.rung)), JSON.stringify(rooms));
    for (const lang of ['ko', 'en']) {
      await officer.goto(`/${lang}/desk/live`);
      await shoot(officer, `board-${lang}`);
      assert.deepEqual(await findings(officer), [], 'the board');
    }
    await officer.locator(`a[href$="/consultations/${number}/room"]`).click();
    await officer.locator('.preview video.shown').waitFor();
    await officer.locator('.entrance-acts .act.primary').click();
    await inside(officer);
  });

  await step('everyone sees everyone, each by the own colour', async () => {
    const owners = new Map<string, string>();
    const views = await Promise.all(parts.map((part) => seesAll(watches[part].page, everyone)));
    views.forEach((seats, i) => {
      const own = seats.find((seat) => seat.mine);
      const part = parts[i];
      assert.ok(own && part);
      assert.equal(own.mark, cast[part].name);
      owners.set(own.pid, own.mark);
    });
    for (const seats of views) for (const seat of seats) assert.equal(seat.mark, owners.get(seat.pid), 'a seat shows somebody else');
  });

  await step('everyone hears the three others, each by the own tone', async () => {
    for (const part of parts) {
      const others = everyone.filter((mark) => mark !== cast[part].name).sort();
      await until(`${part} hears ${others.join(', ')}`, () => heard(watches[part].page), (got) => {
        const marksHeard = [...new Set(got)];
        return others.every((mark) => marksHeard.includes(mark)) && !marksHeard.includes(cast[part].name);
      });
    }
  });

  await step('nothing in the room stops a keyboard or a screen reader', async () => {
    for (const part of ['supplier', 'buyer'] as const) {
      const { page } = watches[part];
      await closePanel(page);
      await shoot(page, `room-${langs[part]}`);
      assert.deepEqual(await findings(page), [], part);
      await openPeople(page);
      await shoot(page, `room-people-${langs[part]}`);
      assert.deepEqual(await findings(page), [], part);
    }
  });

  await step('a written line, a raised hand and a mute by the host reach everyone', async () => {
    const { page: buyer } = watches.buyer;
    await buyer.locator('.room-bar [aria-keyshortcuts=C]').click();
    await buyer.locator('.chat-form textarea').fill('Can it be delivered by March?');
    await buyer.keyboard.press('Enter');
    await buyer.locator('.room-bar [aria-keyshortcuts=H]').click();
    for (const part of ['supplier', 'interpreter', 'officer'] as const) {
      const { page } = watches[part];
      await page.locator('.seat-mark.hand').first().waitFor();
      await page.locator('.room-bar [aria-keyshortcuts=C]').click();
      await page.locator('.chat-text', { hasText: 'Can it be delivered by March?' }).waitFor();
    }
    const host = watches.supplier.page;
    await openPeople(host);
    const first = host.locator('.crowd-person', { hasText: names.buyer }).locator('.crowd-acts button').first();
    await first.click();
    await buyer.locator('.room-bar .control.off[aria-keyshortcuts=M]').waitFor();
    await until('the host hears the buyer no more', () => heard(host), (got) => !got.includes(cast.buyer.name));
    await host.getByRole('button', { name: await sentence(host, 'ask_unmute') }).click();
    await buyer.locator('dialog .act.primary').click();
    await until('the host hears the buyer again', () => heard(host), (got) => got.includes(cast.buyer.name));
  });

  await step('the supplier shares the screen and all see it', async () => {
    const share = watches.supplier.page.locator('.room-bar [aria-keyshortcuts=S]');
    await share.click();
    for (const part of ['buyer', 'interpreter', 'officer'] as const) {
      const screen = async () => (await seen(watches[part].page)).find((seat) => seat.source === 'screen');
      const first = await until(`${part} sees the screen`, screen, (seat) => seat !== undefined);
      await until('the screen moves', screen, (seat) => (seat?.frames ?? 0) > (first?.frames ?? Infinity));
    }
    await share.click();
    await until('the screen is gone', () => seen(watches.buyer.page), (seats) => seats.every((seat) => seat.source !== 'screen'));
  });

  await step('a person of another company finds no such consultation', async () => {
    const { context, page, faults } = await visit(firstBrowser(), demo.origin);
    await signInByMail(page, 'max@klangwerk.example');
    const answer = await page.goto(`/en/consultations/${number}/room`);
    assert.equal(answer?.status(), 404);
    assert.deepEqual(faults, []);
    await context.close();
  });

  await step('a colleague whom nobody expects waits in the lobby, gets nothing, and is turned away', async () => {
    const { context, page, faults } = await visit(firstBrowser(), demo.origin);
    await listen(context);
    await signInByMail(page, 'ioana@simfonia.example');
    await enter(page, number);
    await openPeople(watches.supplier.page);
    await watches.supplier.page.locator('.knocks .crowd-person', { hasText: 'Ioana' }).waitFor();
    assert.equal(await page.locator('.seat[data-pid]').count(), 0, 'the lobby shows nobody');
    assert.deepEqual(await heard(page), [], 'the lobby hears nobody');
    await deny(watches.supplier.page, 'Ioana');
    await page.getByRole('heading', { name: await sentence(page, 'over_denied') }).waitFor();
    assert.deepEqual(faults, []);
    await context.close();
  });

  await step('the officer ends it for all', async () => {
    await until('the two have met long enough to count', async () => Date.now() - met, (ms) => ms > 12_000);
    const officer = watches.officer.page;
    await openPeople(officer);
    await officer.locator('.panel-foot .act.danger').click();
    await officer.locator('dialog .act.danger').click();
    for (const part of parts) {
      const { page } = watches[part];
      await page.getByRole('heading', { name: await sentence(page, 'over_ended') }).waitFor();
    }
  });

  await step('both sides say the same about what was agreed', async () => {
    for (const part of ['buyer', 'supplier'] as const) await sayOutcome(watches[part].page, number);
    const { page } = watches.interpreter;
    await page.goto(`/ko/consultations/${number}/outcome`);
    await page.locator('input[name=both_present]').first().check();
    await page.locator('input[name=figures][value=spoken]').check();
    await page.locator('form[action$="/attest"] button').click();
    await page.locator('.notice.success').first().waitFor();
  });

  await step('the report counts it as held, with the amount both confirmed', async () => {
    const { page } = watches.officer;
    await page.goto('/en/desk/report');
    const row = await page.locator('tr', { hasText: number }).innerText();
    assert.match(row, /Both sides agree/);
    assert.match(row, /48,000/);
    assert.match(row, /E1/);
    assert.doesNotMatch(row, /too short|No\b/);
  });

  await step('no page had a script error, a refused policy or another origin', async () => {
    for (const part of parts) assert.deepEqual(watches[part].faults, [], part);
  });
});

async function sayOutcome(page: Page, number: string): Promise<void> {
  await page.locator(`a[href$="/consultations/${number}/outcome"]`).click();
  await page.locator('input[name=stage]').last().check();
  await page.locator('#agreed').fill('Twenty analyzers for a trial in spring.');
  await page.locator('#amount').fill('48000');
  await page.locator('#currency').selectOption('USD');
  await page.locator('#next_step').fill('Quotation with delivery to Cluj-Napoca');
  await page.locator('form.fields button').click();
  await page.locator('.notice.success').first().waitFor();
}

function firstBrowser(): Browser {
  const [browser] = browsers;
  if (!browser) throw new Error('no browser yet');
  return browser;
}
