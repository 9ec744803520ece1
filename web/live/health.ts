// Looks after the connection while a call lasts: measures it every second, mends it when nothing arrives although somebody
// sends, and reacts to a change of network.

import type { Peer } from './peer.ts';
import { flowing, sample, verdict, Watch, type Sample, type Verdict } from './stats.ts';

const sampleEvery = 1000;
/** Between two verdicts: shorter, a few packets would decide. */
const judgedEvery = 2000;
/** Somebody sends and nothing of it arrives. */
const flatLimit = 4000;
/**
 * Nothing at all is heard, not even the other side's checks: browsers themselves call a path disconnected only after 7 s, and UDP that was
 * closed in mid-call never comes back. In a quiet call checks are all there is, and Firefox makes one in 5 s.
 */
const deadLimit = 3000;
const quietLimit = 9000;
/** The socket was lost as well: it was no pause. */
const doubtLimit = 1000;
const doubtFor = 5000;
/** A way on which restarts bring no media is left. */
const flatMost = 2;

export interface HealthOptions {
  peer: () => Peer | null;
  /** Somebody else is said to send right now, so that something has to arrive. */
  expecting: () => boolean;
  onVerdict: (verdict: Verdict) => void;
  /** Packets arrived on these receiving lines since the last look. */
  onFlowing: (mids: readonly string[]) => void;
  onNetwork: () => void;
  /** Checks come through and media do not, after restarts either. */
  onBarren: () => void;
  /** Every measurement, for whoever adds them up. */
  onSample: (now: Sample) => void;
  signal: AbortSignal;
}

export class Health {
  private measured: Peer | null = null;
  private last: Sample | undefined;
  private media = new Watch('received');
  private path = new Watch('heard');
  private flats = 0;
  private doubted = -Infinity;

  constructor(private readonly options: HealthOptions) {
    const { signal } = options;
    const timer = setInterval(() => void this.measure(), sampleEvery);
    signal.addEventListener('abort', () => clearInterval(timer));
    window.addEventListener('online', () => options.onNetwork(), { signal });
    const link = (navigator as Navigator & { connection?: EventTarget & { type?: string } }).connection;
    let kind = link?.type;
    const changed = () => {
      if (link?.type !== kind) options.onNetwork();
      kind = link?.type;
    };
    link?.addEventListener('change', changed, { signal });
  }

  /** The way may be gone: the socket was, for a moment. */
  doubt(): void {
    this.doubted = performance.now();
  }

  private async measure(): Promise<void> {
    const peer = this.options.peer();
    if (!peer?.connected) return;
    if (peer !== this.measured) {
      this.measured = peer;
      this.last = undefined;
      this.flats = 0;
      this.watchAnew();
    }
    const now = sample((await peer.stats()).values(), performance.now());
    if (peer !== this.options.peer()) return;
    this.options.onSample(now);
    if (!this.last || now.at - this.last.at >= judgedEvery - sampleEvery / 2) {
      this.options.onVerdict(verdict(this.last, now));
      this.options.onFlowing(flowing(this.last, now));
      if (now.received > (this.last?.received ?? 0)) this.flats = 0;
      this.last = now;
    }
    if (peer.trying) return this.watchAnew();
    const limit = now.at - this.doubted < doubtFor ? doubtLimit : this.path.lively ? deadLimit : quietLimit;
    const dead = reached(this.path.flat(now, now.path !== ''), limit);
    const flat = reached(this.media.flat(now, this.options.expecting()), flatLimit);
    if (!dead && !flat) return;
    this.watchAnew();
    if (!dead) this.flats += 1;
    if (this.flats > flatMost) this.options.onBarren();
    else peer.mend();
  }

  private watchAnew(): void {
    this.media = new Watch('received');
    this.path = new Watch('heard');
  }
}

/** Looks are as far apart as the clock lets them be: one that is a little early counts. */
function reached(flat: number, limit: number): boolean {
  return flat >= limit - sampleEvery / 2;
}
