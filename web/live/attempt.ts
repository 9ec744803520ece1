// How long an attempt to connect is waited for. The browser's ICE tries all ways side by side, so that whoever breaks it off breaks off
// those that are about to stand as well: it goes on as long as it gets anywhere. What counts are looks and no clock: a page or a
// machine that is busy looks less often, and only takes longer.

import type { Sample } from './stats.ts';

/** Between two looks, ms. */
export const lookEvery = 500;
/** Nothing has changed for so many looks. */
const still = 12;
/** The browser has given all ways up. */
const failed = 3;
/** However much goes on. */
const whole = 60;

export type Judgement = 'stands' | 'goes on' | 'over';

export class Attempt {
  /** The server has answered the offer: from now on the ways themselves are tried. */
  answered = false;
  private before: Pick<Sample, 'pair' | 'heard'> | undefined;
  private seen = '';
  private unchanged = 0;
  private looks = 0;

  /**
   * A way stands when something is heard on it since the answer. The state alone tells nothing: to the browser a way that has just
   * died is connected, and one that stood all the time never was anything else.
   */
  judge(state: RTCPeerConnectionState, { pair, heard, answers }: Pick<Sample, 'pair' | 'heard' | 'answers'>): Judgement {
    const { before } = this;
    if (before && state === 'connected' && (pair !== before.pair || heard > before.heard)) return 'stands';
    if (this.answered) this.before ??= { pair, heard };
    const seen = `${this.answered} ${state} ${pair} ${answers}`;
    this.unchanged = seen === this.seen ? this.unchanged + 1 : 0;
    this.seen = seen;
    this.looks += 1;
    const limit = this.answered && state === 'failed' ? failed : still;
    return this.unchanged >= limit || this.looks >= whole ? 'over' : 'goes on';
  }
}
