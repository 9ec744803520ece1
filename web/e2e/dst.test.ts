// The weeks in which New York's and Berlin's clocks change and Toluca's and Suwon's do not: two buyers and the maker read the right
// hours when they book, on the consultation's page, in the mail, in the calendar file and in the reminder.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { launch, visit, type Watch } from './browser.ts';
import { Demo } from './demo.ts';
import { signIn } from './people.ts';
import { shoot } from './shots.ts';
import { until } from './until.ts';
import { steps } from './steps.ts';

/** What a buyer books: an instant, and what it is on both walls. */
interface Booking {
  city: string;
  zone: string;
  email: string;
  day: string; // on the buyer's wall
  at: string;
  mine: string;
  theirs: string;
  mineDay: RegExp;
  koreanDay: RegExp;
  number: string;
}

// New York changes on 14 March 2027 and Mexico does not: Tuesday 09:00 in Suwon stays Monday 18:00 in Toluca.
const toluca: Booking = {
  city: 'Toluca', zone: 'America/Mexico_City', email: 'juana@andina.example', day: '2027-03-15', at: '2027-03-16T00:00:00Z',
  mine: '18:00', theirs: '09:00', mineDay: /Mon 15 Mar/, koreanDay: /3월 16일 \(화\)/, number: '',
};
// Berlin changes on 28 March: 16:00 in Suwon is 08:00 in Cologne before it and 09:00 after it.
const cologne: Booking = {
  city: 'Cologne', zone: 'Europe/Berlin', email: 'erika@rheinbogen.example', day: '2027-03-30', at: '2027-03-30T07:00:00Z',
  mine: '09:00', theirs: '16:00', mineDay: /Tue 30 Mar/, koreanDay: /3월 30일 \(화\)/, number: '',
};

let demo: Demo;
let browser: Browser;

before(async () => {
  demo = await Demo.start({ ETRADE_CLOCK: '2027-03-08T00:00Z' });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

test('three walls over two changes of clocks', async (t) => {
  const step = steps(t);
  const supplier = await visit(browser, demo.origin, { timezoneId: 'Asia/Seoul' });
  const officer = await visit(browser, demo.origin, { timezoneId: 'Asia/Seoul' });
  const buyers = new Map<Booking, Watch>();

  await step('two buyers, the maker and an officer sign in', async () => {
    for (const booking of [toluca, cologne]) {
      const watch = await visit(browser, demo.origin, { timezoneId: booking.zone });
      await signInOnce(watch.page, booking.email);
      buyers.set(booking, watch);
    }
    await signIn(supplier.page, 'supplier', 'ko');
    await signIn(officer.page, 'officer', 'ko');
  });

  await step('the booking page shows both hours of a start, before and after a change', async () => {
    const { page } = buyers.get(cologne)!;
    await page.goto('/en/book/miraon-imaging?from=2027-03-22&day=2027-03-26');
    assert.deepEqual(await slot(page, '2027-03-26T07:00:00Z'), { mine: '08:00', theirs: '16:00' });
    assert.match(await page.locator('main').innerText(), /Sun 28 Mar your clocks go forward 60 minutes/);
    await shoot(page, 'book-dst-cologne');
    await page.goto('/en/book/miraon-imaging?from=2027-03-29&day=2027-03-30');
    assert.deepEqual(await slot(page, cologne.at), { mine: cologne.mine, theirs: cologne.theirs });

    const mexican = buyers.get(toluca)!.page;
    await mexican.goto('/en/book/miraon-imaging?from=2027-03-11&day=2027-03-11');
    assert.deepEqual(await slot(mexican, '2027-03-12T00:00:00Z'), { mine: '18:00', theirs: '09:00' });
    await mexican.goto('/en/book/miraon-imaging?from=2027-03-15&day=2027-03-15');
    assert.deepEqual(await slot(mexican, toluca.at), { mine: toluca.mine, theirs: toluca.theirs });
    assert.match(await mexican.locator('main').innerText(), /Mon 15 Mar: holiday where you are/);
    assert.doesNotMatch(await mexican.locator('main').innerText(), /clocks go/);
  });

  await step('both book; the office approves, the maker accepts', async () => {
    for (const [booking, { page }] of buyers) {
      booking.number = await book(page, booking);
      await officer.page.goto('/ko/desk/queue');
      const approve = officer.page.locator(`#row-${booking.number} form[action$="/approve"] button`);
      if ((await approve.count()) > 0) { // a pair that has met before passes by rule
        await approve.click();
        await officer.page.waitForURL(/done=/);
      }
      await supplier.page.goto(`/ko/consultations/${booking.number}`);
      await supplier.page.locator('label.choice input[name=host]').first().check();
      await supplier.page.locator('form[action$="/accept"] button').click();
      await supplier.page.waitForURL(/consultations/);
    }
  });

  await step('the consultation shows every side its own hour first', () => seenByAll(buyers, supplier.page, officer.page));

  await step('mail and calendar file say the same', async () => {
    for (const [booking, { page }] of buyers) {
      const invite = await letter(page, booking.email, booking.number, true);
      assert.match(invite.text, booking.mineDay);
      assert.match(invite.text, new RegExp(booking.mine));
      assert.match(invite.text, new RegExp(booking.theirs));
      assert.ok(invite.text.indexOf(booking.mine) < invite.text.indexOf(booking.theirs), 'the own hour stands first');
      const start = booking.at.replaceAll(/[-:]/g, '');
      assert.match(invite.calendar, new RegExp(`DTSTART:${start}`));
    }
    for (const booking of [toluca, cologne]) {
      const invite = await letter(supplier.page, 'supplier@demo.example', booking.number, true);
      assert.match(invite.text, booking.koreanDay);
      assert.match(invite.text, new RegExp(booking.theirs));
      assert.match(invite.calendar, new RegExp(`DTSTART:${booking.at.replaceAll(/[-:]/g, '')}`));
    }
  });

  await step('after Berlin has changed nothing has moved, and the reminder says the right hour', async () => {
    await demo.setClock(new Date('2027-03-29T07:05:00Z'));
    const { page } = buyers.get(cologne)!;
    const reminder = await until('the reminder', () => letters(page, cologne.email), (all) => all.some((l) => /tomorrow/i.test(l.subject)), 60_000);
    const newest = reminder.find((l) => /tomorrow/i.test(l.subject));
    assert.match(newest?.text ?? '', /Tue 30 Mar/);
    assert.match(newest?.text ?? '', /09:00/);
    await signIn(supplier.page, 'supplier', 'ko'); // three weeks of silence have signed everybody out
    await supplier.page.goto(`/ko/consultations/${cologne.number}`);
    const theirs = await supplier.page.locator('.clock').first().innerText();
    assert.match(theirs, cologne.koreanDay);
    assert.match(theirs, /16:00[\s\S]*09:00/);
    assert.match(await supplier.page.locator('.zones').first().innerText(), /16:\d\d/);
  });

  for (const watch of [...buyers.values(), supplier, officer]) assert.deepEqual(watch.faults, []);
});

/** Signs in by mail, once an address: the demo may send it other letters at the same time. */
async function signInOnce(page: Page, email: string): Promise<void> {
  await page.goto('/en/sign-in');
  await page.locator('form[action$="/sign-in/mail"] input[type=email]').fill(email);
  await page.locator('form[action$="/sign-in/mail"] button').click();
  await page.waitForURL(/\/sign-in\/code/);
  const code = await until(`a code for ${email}`, async () => {
    const found = (await letters(page, email)).map((l) => /code[\s\S]*?\b(\d{3}[  ]?\d{3})\b/i.exec(l.text)?.[1]).find((text) => text);
    return found?.replaceAll(/\D/g, '') ?? '';
  }, (text) => text.length === 6);
  await page.locator('#code').fill(code);
  await page.locator('form[action$="/sign-in/code"] button.primary').click();
  await page.waitForURL((url) => !url.pathname.includes('/sign-in'));
}

/** Takes a start through the three steps; the number of the consultation. */
async function book(page: Page, booking: Booking): Promise<string> {
  await page.goto(`/en/book/miraon-imaging?product=MI-F24&from=${booking.day}&day=${booking.day}`);
  await page.locator(`#times input[value="${booking.at}"]`).check();
  await page.locator('#times button').click();
  await page.locator('input[name=goal][value=price]').check();
  await page.locator('#message').fill('We would like to see the analyzer at work before the season.');
  await page.locator('select[name=pair]').selectOption(''); // the letters of a meeting with nobody between are looked at
  const without = page.locator('input[name=without]');
  if ((await without.count()) > 0) await without.check();
  await page.locator('form.fields button').click();
  await page.locator('form[action$="/who"] button').click();
  await page.waitForURL(/\/consultations\/SW-\d{4}-\d{4}/);
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}

/** A start of the booking page as it reads. */
async function slot(page: Page, at: string): Promise<{ mine: string; theirs: string }> {
  const text = await page.locator(`.slot:has(input[value="${at}"])`).innerText();
  const [mine = '', theirs = ''] = text.match(/\d\d:\d\d/g) ?? [];
  return { mine, theirs };
}

/** The page of each consultation, in English for its buyer and in Korean for the maker and the officer. */
async function seenByAll(buyers: Map<Booking, Watch>, supplier: Page, officer: Page): Promise<void> {
  for (const [booking, { page }] of buyers) {
    await page.goto(`/en/consultations/${booking.number}`);
    const mine = await page.locator('.clock').first().innerText();
    assert.match(mine, booking.mineDay);
    assert.match(mine, new RegExp(`${booking.mine} ${booking.city}[\\s\\S]*${booking.theirs} Suwon`));
    await shoot(page, `consultation-dst-${booking.city.toLowerCase()}`);
    await supplier.goto(`/ko/consultations/${booking.number}`);
    const theirs = await supplier.locator('.clock').first().innerText();
    assert.match(theirs, booking.koreanDay);
    assert.match(theirs, new RegExp(`${booking.theirs}[\\s\\S]*${booking.mine}`));
    await officer.goto(`/ko/consultations/${booking.number}`);
    const office = await officer.locator('.clock').first().innerText();
    assert.match(office, booking.koreanDay);
    assert.match(office, new RegExp(`${booking.theirs}[\\s\\S]*${booking.mine}`));
  }
}

interface Letter {
  subject: string;
  text: string;
  calendar: string;
}

/** The letters to an address, newest first. */
async function letters(page: Page, email: string): Promise<Letter[]> {
  const list = await (await page.request.get(`/en/dev/mail?to=${encodeURIComponent(email)}`)).text();
  const found: Letter[] = [];
  for (const [, href] of list.matchAll(/href="(\/en\/dev\/mail\/[^"/?]+)"/g)) {
    const whole = await (await page.request.get(`${href}`)).text();
    const html = await page.request.get(`${href}/html`);
    const invite = await page.request.get(`${href}/invite.ics`);
    found.push({
      subject: /<title>([^<]*)/.exec(whole)?.[1] ?? '',
      text: html.ok() ? (await html.text()).replaceAll(/<style[\s\S]*?<\/style>|<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ') : '',
      calendar: invite.ok() ? await invite.text() : '',
    });
  }
  return found;
}

/** The newest letter about a consultation, with a calendar file where one is asked for. */
async function letter(page: Page, email: string, number: string, withCalendar: boolean): Promise<Letter> {
  const found = await until(`a letter to ${email} about ${number}`, () => letters(page, email),
    (all) => all.some((l) => l.text.includes(number) && (!withCalendar || l.calendar !== '')));
  return found.find((l) => l.text.includes(number) && (!withCalendar || l.calendar !== ''))!;
}
