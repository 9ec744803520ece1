// Chromium and Firefox in one room over every step of the ladder: UDP, media over TCP, the relay over TLS, each closed in mid-call
// and from the start; over a link of 250 ms and 5 % loss; after a reload and after a sleep. Everyone sees and hears everyone.

import assert from 'node:assert/strict';
import { after, before, test, type TestContext } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { launch, visit } from './browser.ts';
import { decoded, keepPeers, type Decoded } from './decoded.ts';
import { Demo, freePort } from './demo.ts';
import { Firefox } from './firefox.ts';
import { Link, type Conditions } from './link.ts';
import { openRoom, signIn } from './people.ts';
import { admit, closePanel, enter, inside, startWithout } from './room.ts';
import { marks, paint, type Mark } from './senses.ts';
import { heard, heardOnRecord, keepAudio, listen, seen, type Eyes } from './sight.ts';
import { until } from './until.ts';
import { sentence } from './words.ts';

/** Where browsers find everything: pages, sockets, media, relay. By name, because Firefox takes no relay over TLS without one. */
const host = 'office.test';
const outside = '127.0.0.2';
const patience = 120_000;
const microphone = '.room-bar [aria-keyshortcuts=M]';

let demo: Demo;
let link: Link;
let chromium: Browser;
let firefox: Firefox;

before(async () => {
  const port = await freePort();
  link = await Link.open(`${outside}:${port}`, `127.0.0.1:${port}`);
  demo = await Demo.start(
    {
      ETRADE_TLS_SELF_SIGNED: 'true', ETRADE_PUBLIC_URL: `https://${host}:${port}`, ETRADE_MEDIA_IP: outside,
      ETRADE_CLIENT_NETS: `${outside}/32`, // media come through the link and by no way beside it
    },
    port,
  );
  [chromium, firefox] = await Promise.all([launch(marks.green, '--ignore-certificate-errors', `--host-resolver-rules=MAP ${host} ${outside}`), Firefox.launch(marks.red, outside)]);
});

after(async () => {
  await Promise.all([chromium?.close(), firefox?.close()]);
  await demo?.stop();
  await link?.close();
});

test('Chromium and Firefox meet on every step of the ladder', async (t) => {
  const { page, context } = await visit(chromium, demo.origin, { ignoreHTTPSErrors: true });
  context.setDefaultTimeout(patience);
  await Promise.all([listen(context), context.addInitScript(keepPeers), firefox.before(keepAudio), firefox.before(keepPeers), firefox.before(paint, 'rgb(235, 20, 20)')]);
  const supplier: Party = { eyes: page, mark: marks.green, hears: () => heard(page) };
  const buyer: Party = { eyes: firefox, mark: marks.red, hears: () => heardOnRecord(firefox) };
  const step = steps(t, [supplier, buyer]);
  const number = await meet(page);
  const seats = { supplier: await ownPid(page), buyer: await ownPid(firefox) };

  await step('direct', {}, async () => {
    await meeting(supplier, buyer, 'direct');
    const [one, other] = await Promise.all([look(page), look(firefox)]);
    assert.deepEqual([one.redundant, other.redundant], [true, false], 'one sends redundant sound, the other takes none');
  });

  await step('UDP is closed in mid-call while the buyer is muted', { noUDP: true }, async () => {
    await meeting(supplier, buyer, 'over TCP', 'buyer is muted');
  }, async () => {
    await firefox.click(microphone);
    await firefox.waitFor(`${microphone}.off`);
    await until('the supplier hears nobody', () => heard(page), (tones) => tones.length === 0, patience);
    const { mic } = await look(firefox);
    return async () => {
      silentSince(mic, await look(firefox));
      await firefox.click(microphone);
      await hears(supplier, buyer);
    };
  });

  await step('then everything but TLS', { noUDP: true, noTCP: true }, () => meeting(supplier, buyer, 'over relay'));

  await step('TLS alone from the start, with a hand up and a muted supplier', { noUDP: true, noTCP: true }, async () => {
    await page.locator(microphone).click();
    await page.locator(`${microphone}.off`).waitFor();
    await page.locator('.room-bar [aria-keyshortcuts=H]').click();
    await firefox.waitFor('.seat-mark.hand');
    await again(page, number);
    await meeting(supplier, buyer, 'over relay', 'supplier is muted');
    assert.deepEqual({ supplier: await ownPid(page), buyer: await ownPid(firefox) }, seats, 'both have their seats');
    await page.locator(`${microphone}.off`).waitFor();
    await firefox.waitFor('.seat-mark.hand');
    silentSince([], await look(page));
    await page.locator(microphone).click();
    await hears(buyer, supplier);
  });

  await step('UDP closed from the start', { noUDP: true }, async () => {
    await forget();
    await again(page, number);
    await meeting(supplier, buyer, 'over TCP');
  });

  await step('250 ms and 5 % loss', { rttMs: 250, lossPct: 5 }, async () => {
    await forget();
    await again(page, number);
    await meeting(supplier, buyer, '');
  });

  await step('the buyer closes the laptop and opens it again', {}, async () => {
    firefox.sleep(true);
    try {
      await page.locator('.seat.away').waitFor();
    } finally {
      firefox.sleep(false);
    }
    await meeting(supplier, buyer, '');
    assert.equal(await ownPid(firefox), seats.buyer, 'the same seat');
  });

  /** As on another network, where nothing is known of its ways. */
  async function forget(): Promise<void> {
    await Promise.all([page.evaluate(() => localStorage.removeItem('etrade.detour')), firefox.evaluate(() => localStorage.removeItem('etrade.detour'))]);
  }
});

/** One side of the call: a page, and the mark of its camera and microphone. */
interface Party {
  eyes: Eyes;
  mark: Mark;
  hears: () => Promise<string[]>;
}

const look = (eyes: Eyes): Promise<Decoded> => eyes.evaluate(decoded);

/** Both see the other's colour, which moves, and hear the other's tone, unless that one is muted, and say that media go this way. */
async function meeting(supplier: Party, buyer: Party, way: string, muted?: 'supplier is muted' | 'buyer is muted'): Promise<void> {
  await Promise.all([sees(supplier, buyer, way), sees(buyer, supplier, way)]);
  await Promise.all([muted === 'buyer is muted' ? undefined : hears(supplier, buyer), muted === 'supplier is muted' ? undefined : hears(buyer, supplier)]);
}

async function sees(who: Party, whom: Party, way: string): Promise<void> {
  const name = `${who.mark.name} sees ${whom.mark.name} ${way}`;
  await until(name, () => seen(who.eyes), (seats) => seats.some((seat) => !seat.mine && seat.mark === whom.mark.name), patience);
  const first = await until(name, () => look(who.eyes), (now) => now.way.startsWith(way) && now.frames > 0, patience);
  let frames = first.frames;
  await until(`${name}, and it moves`, () => look(who.eyes), (now) => {
    frames = Math.min(frames, now.frames); // another connection counts anew
    return now.frames >= frames + 10;
  }, patience);
}

async function hears(who: Party, whom: Party): Promise<void> {
  await until(`${who.mark.name} hears ${whom.mark.name}`, who.hears, (tones) => tones.includes(whom.mark.name), patience);
}

/** Not one byte of the microphone has left since, on whichever connection. */
function silentSince(before: number[], { mic }: Decoded): void {
  mic.forEach((bytes, i) => assert.ok(bytes <= (before[i] ?? 0), `a muted microphone has sent: ${before.join()} then ${mic.join()}`));
}

/** The seat that the person has. */
function ownPid(eyes: Eyes): Promise<string> {
  return eyes.evaluate(() => document.querySelector('.seat video.mirrored')?.closest<HTMLElement>('.seat')?.dataset['pid'] ?? '');
}

type Act = () => Promise<void>;

/** Changes the link, waits for what has to follow, and tells how long pictures stood still. What is to be done before that gives back what is to be done after. */
function steps(t: TestContext, parties: Party[]): (name: string, conditions: Conditions, follows: Act, prepare?: () => Promise<Act>) => Promise<void> {
  return (name, conditions, follows, prepare) =>
    t.test(name, async (t) => {
      const finish = await prepare?.();
      const began = performance.now();
      await link.is(conditions);
      const over = new AbortController();
      const gaps = Promise.all(parties.map(({ eyes }) => longestStand(eyes, over.signal)));
      await follows().finally(() => over.abort());
      const stood = (await gaps).map((ms) => (ms / 1000).toFixed(1)).join(' and ');
      const made = await Promise.all(parties.map(async ({ eyes }) => (100 * (await look(eyes)).concealed).toFixed(1)));
      t.diagnostic(`${name}: ${((performance.now() - began) / 1000).toFixed(1)} s; pictures stood ${stood} s; sound made up or muted ${made.join(' and ')} %`);
      await finish?.();
    });
}

/** The longest time without a new frame until the end, ms; a page that is being loaded shows none either. */
async function longestStand(eyes: Eyes, end: AbortSignal): Promise<number> {
  const ended = new Promise<null>((done) => end.addEventListener('abort', () => done(null)));
  let longest = 0;
  let frames = -1;
  let since = performance.now();
  while (!end.aborted) {
    const now = await Promise.race([ended, look(eyes).then((all) => all.frames, () => frames)]); // a page that goes may not answer
    longest = Math.max(longest, performance.now() - since);
    if (now !== frames) since = performance.now();
    frames = now ?? frames;
    await new Promise((later) => setTimeout(later, 100));
  }
  return longest;
}

/** The supplier comes in with Chromium, the buyer with Firefox, and both start without the interpreter. */
async function meet(supplier: Page): Promise<string> {
  await signIn(supplier, 'supplier');
  await firefox.goto(`${demo.origin}/en/sign-in`);
  await firefox.click('button[name=email][value="buyer@demo.example"]');
  await until('the buyer is signed in', () => firefox.evaluate(() => location.pathname), (path) => !path.endsWith('/sign-in'), patience);
  const number = await openRoom(supplier);
  assert.ok(number);
  await enter(supplier, number);
  await inside(supplier);
  await firefox.goto(`${demo.origin}/en/consultations/${number}/room`);
  await firefox.click('.entrance-acts .act.primary'); // asks for camera and microphone
  await firefox.waitFor('.preview video.shown');
  await firefox.click('.entrance-acts .act.primary:enabled');
  await admit(supplier, 'Radu');
  await firefox.waitFor('.room-bar');
  await closePanel(supplier);
  await startWithout(supplier);
  await firefox.press(await sentence(supplier, 'start_without'));
  await Promise.all([until('the supplier sends', () => ownPid(supplier), Boolean, patience), until('the buyer sends', () => ownPid(firefox), Boolean, patience)]);
  return number;
}

/** Both load the room anew, and are back in it. */
async function again(supplier: Page, number: string): Promise<void> {
  await Promise.all([supplier.reload(), firefox.goto(`${demo.origin}/en/consultations/${number}/room`)]);
  await Promise.all([inside(supplier), firefox.waitFor('.room-bar')]);
}
