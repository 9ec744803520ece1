// Chromium and Firefox in one room over every step of the ladder: UDP, media over TCP, the relay over TLS, each closed in mid-call
// and from the start; over a bad link, another network, a reload, a sleep. Each step begins where it has to, whatever became of the one before.

import assert from 'node:assert/strict';
import { after, before, test, type TestContext } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launch, visit } from './browser.ts';
import { keepPeers, unplug } from './decoded.ts';
import { Demo, freePort } from './demo.ts';
import { Firefox } from './firefox.ts';
import { Link, type Conditions } from './link.ts';
import { bears, longestStand, Pair, patience, silentSince } from './pair.ts';
import { openRoom, signIn } from './people.ts';
import { admit, closePanel, enter, inside, startWithout } from './room.ts';
import { marks, paint } from './senses.ts';
import { keepAudio, listen } from './sight.ts';
import { until } from './until.ts';
import { sentence } from './words.ts';

/** Where browsers find everything: pages, sockets, media, relay. By name, because Firefox takes no relay over TLS without one. */
const host = 'office.test';
const outside = '127.0.0.2';
const bad: Conditions = { rttMs: 250, lossPct: 5 };

const closed = { direct: {}, 'over TCP': { noUDP: true }, 'over relay': { noUDP: true, noTCP: true } } satisfies Record<string, Conditions>;
type Way = keyof typeof closed;

let demo: Demo;
let link: Link;
let chromium: Browser;
let firefox: Firefox;

before(async () => {
  const port = await freePort();
  link = await Link.open(`${outside}:${port}`, `127.0.0.1:${port}`);
  const settings = {
    ETRADE_TLS_SELF_SIGNED: 'true', ETRADE_PUBLIC_URL: `https://${host}:${port}`, ETRADE_MEDIA_IP: outside,
    ETRADE_CLIENT_NETS: `${outside}/32`, // media come through the link and by no way beside it
  };
  [demo, chromium, firefox] = await Promise.all([
    Demo.start(settings, port),
    launch(marks.green, '--ignore-certificate-errors', `--host-resolver-rules=MAP ${host} ${outside}`),
    Firefox.launch(marks.red, outside),
  ]);
});

after(async () => {
  await Promise.all([chromium?.close(), firefox?.close()]);
  await demo?.stop();
  await link?.close();
});

test('Chromium and Firefox meet on every step of the ladder', async (t) => {
  const { page, context } = await visit(chromium, demo.origin, { ignoreHTTPSErrors: true });
  context.setDefaultTimeout(patience);
  await Promise.all([
    listen(context), context.addInitScript(keepPeers), firefox.before(keepAudio), firefox.before(keepPeers), firefox.before(paint, 'rgb(235, 20, 20)'),
  ]);
  const pair = new Pair(page, firefox);
  const { supplier, buyer } = pair;

  await t.test('56: a knock changes the title, and is notified to a page in the background', () => comeIn(page, context));
  await pair.meet('direct');
  const seats = await pair.seats();

  /** What follows when the link or a page changes, from both being on this way; how long pictures stood still is told. */
  const step = (name: string, begins: Way, happens: (t: TestContext) => Promise<void>) =>
    t.test(name, async (t) => {
      await link.is(closed[begins]);
      if (!(await pair.go(begins))) {
        await pair.again();
        await pair.meet(begins);
      }
      const over = new AbortController();
      const stood = Promise.all(pair.both.map((party) => longestStand(party, over.signal)));
      const began = performance.now();
      try {
        await happens(t);
        over.abort();
        t.diagnostic(`${((performance.now() - began) / 1000).toFixed(1)} s; pictures stood for ${(await stood).map((s) => s.toFixed(1)).join(' and ')} s at most`);
      } finally {
        over.abort();
        await pair.rest();
      }
    });

  await step('105: redundant sound of the one reaches the other as plain Opus', 'direct', async () => {
    const [one, other] = await Promise.all([supplier.look(), buyer.look()]);
    assert.deepEqual([one.redundant, other.redundant], [true, false]);
  });

  await step('19: a device that is pulled out is replaced without an offer', 'direct', async () => {
    const { offers } = await supplier.look();
    await page.evaluate(unplug);
    await pair.meet('direct');
    assert.equal((await supplier.look()).offers, offers);
  });

  await step('35, 44: UDP is closed in mid-call while the buyer is muted', 'direct', async () => {
    await buyer.mute(true);
    await supplier.hears();
    const { mic } = await buyer.look();
    await link.is(closed['over TCP']);
    await pair.meet('over TCP');
    silentSince(mic, await buyer.look());
  });

  await step('35: TCP is closed in mid-call as well', 'over TCP', async () => {
    await link.is(closed['over relay']);
    await pair.meet('over relay');
  });

  await step('33, 45: TLS alone from the start, with a hand up and a muted supplier', 'over relay', async () => {
    await supplier.mute(true);
    await supplier.raise(true);
    await firefox.waitFor('.seat-mark.hand');
    await pair.again();
    await pair.meet('over relay');
    assert.deepEqual(await pair.seats(), seats, 'both have their seats');
    assert.deepEqual([await supplier.muted(), await supplier.raised()], [true, true], 'as before the reload');
    await firefox.waitFor('.seat-mark.hand');
    silentSince([], await supplier.look());
  });

  await step('32: UDP is closed from the start', 'over relay', async () => {
    await link.is(closed['over TCP']);
    await pair.again();
    await pair.meet('over TCP');
  });

  await step('39: another network', 'direct', async () => {
    await link.moves();
    await pair.meet('');
    assert.deepEqual(await pair.seats(), seats);
  });

  await step('100: 250 ms and 5 % loss each way', 'direct', async () => {
    await link.is(bad);
    await pair.again();
    await pair.meet('');
  });

  await step('31: 10 % loss each way', 'direct', async (t) => {
    await link.is({ ...bad, lossPct: 10 });
    // Over both ways 19 of 100 packets are lost: less than that is missing. The round trip grew in mid-call, and pictures go on.
    const both = await Promise.all(pair.both.map((party) => bears(party, 0.19)));
    for (const { madeUp, frames, freezes } of both) {
      t.diagnostic(`sound made up ${(100 * madeUp).toFixed(1)} %, ${frames.toFixed(1)} frames a second, ${freezes.toFixed(0)} freezes a minute`);
      assert.ok(frames > 1, 'a picture that moves');
    }
  });

  await step('50: the buyer closes the laptop and opens it again', 'direct', async () => {
    firefox.sleep(true);
    try {
      await page.locator('.seat.away').waitFor();
    } finally {
      firefox.sleep(false);
    }
    await pair.meet('');
    assert.deepEqual(await pair.seats(), seats);
  });
});

/** The supplier comes in with Chromium, the buyer knocks with Firefox while the other looks elsewhere, and both start without the interpreter. */
async function comeIn(supplier: Page, context: BrowserContext): Promise<void> {
  await context.grantPermissions(['notifications', 'camera', 'microphone']);
  await context.addInitScript(() => {
    const notified: string[] = [];
    window.Notification = class extends Notification {
      constructor(title: string) {
        super(title);
        notified.push(title);
      }
    };
    Object.assign(globalThis, { notified });
  });
  await signIn(supplier, 'supplier');
  const number = await openRoom(supplier);
  assert.ok(number);
  await enter(supplier, number);
  await inside(supplier);
  const title = await supplier.title();
  await background(supplier, true);

  await firefox.goto(`${demo.origin}/en/sign-in`);
  await firefox.click('button[name=email][value="buyer@demo.example"]');
  await until('the buyer is signed in', () => firefox.evaluate(() => location.pathname), (path) => !path.endsWith('/sign-in'), patience);
  await firefox.goto(`${demo.origin}/en/consultations/${number}/room`);
  await firefox.click('.entrance-acts .act.primary'); // asks for camera and microphone
  await firefox.waitFor('.preview video.shown');
  await firefox.click('.entrance-acts .act.primary:enabled');

  await until('the title says that one waits', () => supplier.title(), (now) => now === `(1) ${title}`, patience);
  const told = await until('a notification', () => supplier.evaluate(() => (globalThis as unknown as { notified: string[] }).notified), (all) => all.length > 0, patience);
  assert.match(told.join(), /Radu/);
  await background(supplier, false);
  await admit(supplier, 'Radu');
  await firefox.waitFor('.room-bar');
  assert.equal(await supplier.title(), title);
  await closePanel(supplier);
  await startWithout(supplier);
  await firefox.press(await sentence(supplier, 'start_without'));
}

/** The page says of itself that another window is in front of it: a browser without a screen has none. */
async function background(page: Page, behind: boolean): Promise<void> {
  await page.evaluate((state) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state });
    document.dispatchEvent(new Event('visibilitychange'));
  }, behind ? 'hidden' : 'visible');
}
