// Two people in one room, the supplier with Chromium and the buyer with Firefox, as far as a journey looks at their call: whether each sees and
// hears the other, which way media go, and how long they were away.

import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { decoded, type Decoded } from './decoded.ts';
import type { Firefox } from './firefox.ts';
import { marks, type Mark } from './senses.ts';
import { heard, heardOnRecord, seen, type Eyes } from './sight.ts';
import { until } from './until.ts';

export const patience = 120_000;
const microphone = '.room-bar [aria-keyshortcuts=M]';
const hand = '.room-bar [aria-keyshortcuts=H]';

/** One side of the call: a page, and the mark of its camera and microphone. */
export class Party {
  constructor(
    readonly eyes: Eyes & { reload(): Promise<unknown> },
    readonly mark: Mark,
    readonly tones: () => Promise<string[]>,
  ) {}

  look(): Promise<Decoded> {
    return this.eyes.evaluate(decoded);
  }

  /** Sees this colour, which moves, and is told that media go this way. */
  async sees(whom: Party, way: string): Promise<void> {
    const name = `${this.mark.name} sees ${whom.mark.name} ${way}`;
    await until(name, () => seen(this.eyes), (seats) => seats.some((seat) => !seat.mine && seat.mark === whom.mark.name), patience);
    let { frames } = await until(name, () => this.look(), (now) => now.way.startsWith(way) && now.frames > 0, patience);
    await until(`${name}, and it moves`, () => this.look(), (now) => {
      frames = Math.min(frames, now.frames); // another connection counts anew
      return now.frames >= frames + 10;
    }, patience);
  }

  async hears(...whom: Party[]): Promise<void> {
    const wanted = whom.map(({ mark }) => mark.name).join();
    await until(`${this.mark.name} hears ${wanted || 'nobody'}`, this.tones, (tones) => tones.join() === wanted, patience);
  }

  /** The seat that the person has. */
  seat(): Promise<string> {
    const own = () => document.querySelector('.seat video.mirrored')?.closest<HTMLElement>('.seat')?.dataset['pid'] ?? '';
    return until(`${this.mark.name} sends`, () => this.eyes.evaluate(own), Boolean, patience);
  }

  muted(): Promise<boolean> {
    return this.eyes.evaluate((selector: string) => document.querySelector(`${selector}.off`) !== null, microphone);
  }

  raised(): Promise<boolean> {
    return this.eyes.evaluate((selector: string) => document.querySelector(`${selector}.lit`) !== null, hand);
  }

  async mute(on: boolean): Promise<void> {
    if ((await this.muted()) === on) return;
    await this.click(microphone);
    await until(`${this.mark.name}'s microphone is ${on ? 'off' : 'on'}`, () => this.muted(), (muted) => muted === on, patience);
  }

  async raise(on: boolean): Promise<void> {
    if ((await this.raised()) === on) return;
    await this.click(hand);
    await until(`${this.mark.name}'s hand is ${on ? 'up' : 'down'}`, () => this.raised(), (raised) => raised === on, patience);
  }

  forget(): Promise<void> {
    return this.eyes.evaluate(() => localStorage.removeItem('etrade.detour'));
  }

  async reload(): Promise<void> {
    await this.eyes.reload();
    const there = () => document.querySelector('.room-bar') !== null;
    await until(`${this.mark.name} is in the room`, () => this.eyes.evaluate(there).catch(() => false), Boolean, patience);
  }

  private async click(selector: string): Promise<void> {
    await this.eyes.evaluate((wanted: string) => document.querySelector<HTMLElement>(wanted)?.click(), selector);
  }
}

export class Pair {
  readonly supplier: Party;
  readonly buyer: Party;

  constructor(chromium: Page, firefox: Firefox) {
    this.supplier = new Party(chromium, marks.green, () => heard(chromium));
    this.buyer = new Party(firefox, marks.red, () => heardOnRecord(firefox));
  }

  get both(): readonly Party[] {
    return [this.supplier, this.buyer];
  }

  /** Both see each other move, and hear each other as far as they are not muted. */
  async meet(way: string): Promise<void> {
    const { supplier, buyer } = this;
    await Promise.all([supplier.sees(buyer, way), buyer.sees(supplier, way)]);
    const [quiet, still] = await Promise.all([supplier.muted(), buyer.muted()]);
    await Promise.all([supplier.hears(...(still ? [] : [buyer])), buyer.hears(...(quiet ? [] : [supplier]))]);
  }

  /** Both load the room anew, as on a network of which nothing is known. */
  async again(): Promise<void> {
    await Promise.all(this.both.map(async (party) => {
      await party.forget();
      await party.reload();
    }));
  }

  async go(way: string): Promise<boolean> {
    const ways = await Promise.all(this.both.map((party) => party.look().catch(() => null)));
    return ways.every((now) => now?.way.startsWith(way));
  }

  seats(): Promise<string[]> {
    return Promise.all(this.both.map((party) => party.seat()));
  }

  /** Nobody is muted, no hand is up. */
  async rest(): Promise<void> {
    await Promise.all(this.both.map(async (party) => {
      await party.mute(false);
      await party.raise(false);
    }));
  }
}

/** Not one byte of the microphone has left since, on whichever connection. */
export function silentSince(before: number[], { mic }: Decoded): void {
  mic.forEach((bytes, i) => assert.ok(bytes <= (before[i] ?? 0), `a muted microphone has sent: ${before.join()} then ${mic.join()}`));
}

/** The longest time without a new frame until the end, s; a page that is being loaded shows none either. */
export async function longestStand(party: Party, end: AbortSignal): Promise<number> {
  const ended = new Promise<null>((done) => end.addEventListener('abort', () => done(null)));
  let longest = 0;
  let frames = -1;
  let since = performance.now();
  while (!end.aborted) {
    const now = await Promise.race([ended, party.look().then((all) => all.frames, () => frames)]); // a page that goes may not answer
    longest = Math.max(longest, performance.now() - since);
    if (now !== frames) since = performance.now();
    frames = now ?? frames;
    await new Promise((later) => setTimeout(later, 200));
  }
  return longest / 1000;
}

const rate = 48_000;
const span = 5 * rate;

/** What a person has of a call over a bad link. */
export interface Borne {
  /** The share of sound that had to be made up, by `madeUp`. */
  madeUp: number;
  /** Frames in a second of sound: a browser that gets no time has less of both. */
  frames: number;
  /** Freezes in a minute of it. */
  freezes: number;
}

/** Looks for as long as `madeUp` does. */
export async function bears(party: Party, bound: number): Promise<Borne> {
  const before = await party.look();
  const share = await madeUp(party, bound);
  const now = await party.look();
  const seconds = (now.samples - before.samples) / rate;
  return { madeUp: share, frames: (now.frames - before.frames) / seconds, freezes: (60 * (now.freezes - before.freezes)) / seconds };
}

/**
 * The share of sound that had to be made up in the first five seconds of it in which that was less than the bound. Of the five seconds
 * before nothing is asked: what comes later from now on is a pause to begin with.
 */
async function madeUp(party: Party, bound: number): Promise<number> {
  const { samples } = await party.look();
  let before = await until(`${party.mark.name} goes on`, () => party.look(), (now) => now.samples - samples >= span, patience);
  return until(`${party.mark.name} hears more than it makes up`, async () => {
    const now = await party.look();
    if (now.samples - before.samples < span) return 1;
    const share = (now.concealed - before.concealed) / (now.samples - before.samples);
    before = now;
    return share;
  }, (share) => share < bound, patience);
}
