// Adds up what the record of a call keeps of this page's measurements: how often a picture stood still, and for how long.

import type { Frozen, Sample } from './stats.ts';

export interface Told {
  freezes: number;
  frozenMs: number;
}

const toldEvery = 15_000;

export class Tally {
  private told = 0;
  private sum: Told = { freezes: 0, frozenMs: 0 };
  private before: Readonly<Record<string, Frozen>> = {};
  private since = new Map<string, number>();

  /** Takes a measurement, and the lines on which pictures are being sent; answers what is to be told, now and then. */
  add(now: Sample, sent: readonly string[]): Told | null {
    let times = 0;
    let ms = 0;
    for (const [mid, frozen] of Object.entries(now.frozen)) {
      const before = this.before[mid];
      const since = this.since.get(mid);
      // A browser also calls it frozen while nothing was sent, and says so afterwards.
      if (!before || since === undefined || frozen.ms - before.ms > now.at - since) continue;
      times = Math.max(times, frozen.times - before.times);
      ms = Math.max(ms, frozen.ms - before.ms);
    }
    this.sum = { freezes: this.sum.freezes + times, frozenMs: this.sum.frozenMs + ms };
    this.before = now.frozen;
    for (const mid of this.since.keys()) if (!sent.includes(mid)) this.since.delete(mid);
    for (const mid of sent) if (!this.since.has(mid)) this.since.set(mid, now.at);
    if (this.told === 0) this.told = now.at;
    if (now.at - this.told < toldEvery) return null;
    this.told = now.at;
    const { sum } = this;
    this.sum = { freezes: 0, frozenMs: 0 };
    return sum;
  }
}
