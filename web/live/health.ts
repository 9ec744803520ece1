// Looks after the connection while a call lasts: measures it every 2 s, mends it when nothing arrives although somebody
// sends, and reacts to a change of network.

import type { Peer } from './peer.ts';
import { flowing, sample, verdict, Watch, type Sample, type Verdict } from './stats.ts';

const sampleEvery = 2000;
const flatLimit = 4000;

export interface HealthOptions {
  peer: () => Peer | null;
  /** Somebody else is said to send right now, so that something has to arrive. */
  expecting: () => boolean;
  onVerdict: (verdict: Verdict) => void;
  /** Packets arrived on these receiving lines since the last look. */
  onFlowing: (mids: readonly string[]) => void;
  onNetwork: () => void;
  signal: AbortSignal;
}

export class Health {
  private measured: Peer | null = null;
  private last: Sample | undefined;
  private watch = new Watch();

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

  private async measure(): Promise<void> {
    const peer = this.options.peer();
    if (!peer?.connected) return;
    if (peer !== this.measured) {
      this.measured = peer;
      this.last = undefined;
      this.watch = new Watch();
    }
    const now = sample((await peer.stats()).values(), performance.now());
    if (peer !== this.options.peer()) return;
    this.options.onVerdict(verdict(this.last, now));
    this.options.onFlowing(flowing(this.last, now));
    this.last = now;
    if (this.watch.flat(now, this.options.expecting()) >= flatLimit) {
      this.watch = new Watch();
      peer.restart();
    }
  }
}
