// Looks after the connection while a call lasts: measures it every second, mends it when nothing arrives although somebody
// sends, and reacts to a change of network.

import type { Peer } from './peer.ts';
import { flowing, sample, verdict, Watch, type Sample, type Verdict } from './stats.ts';

const sampleEvery = 1000;
/** Between two verdicts: shorter, a few packets would decide. */
const judgedEvery = 2000;
/** Somebody sends and nothing of it arrives. */
const flatLimit = 4000;
/** Not even checks are answered: browsers themselves call a path disconnected only after 7 s, and UDP that was closed in mid-call never comes back. */
const deadLimit = 4000;

export interface HealthOptions {
  peer: () => Peer | null;
  /** Somebody else is said to send right now, so that something has to arrive. */
  expecting: () => boolean;
  onVerdict: (verdict: Verdict) => void;
  /** Packets arrived on these receiving lines since the last look. */
  onFlowing: (mids: readonly string[]) => void;
  onNetwork: () => void;
  /** Every measurement, for whoever adds them up. */
  onSample: (now: Sample) => void;
  signal: AbortSignal;
}

export class Health {
  private measured: Peer | null = null;
  private last: Sample | undefined;
  private media = new Watch('received');
  private path = new Watch('heard');

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
      this.watchAnew();
    }
    const now = sample((await peer.stats()).values(), performance.now());
    if (peer !== this.options.peer()) return;
    this.options.onSample(now);
    if (!this.last || now.at - this.last.at >= judgedEvery - sampleEvery / 2) {
      this.options.onVerdict(verdict(this.last, now));
      this.options.onFlowing(flowing(this.last, now));
      this.last = now;
    }
    const flat = this.media.flat(now, this.options.expecting()) >= flatLimit;
    const dead = this.path.flat(now, now.path !== '') >= deadLimit;
    if (flat || dead) {
      this.watchAnew();
      peer.restart();
    }
  }

  private watchAnew(): void {
    this.media = new Watch('received');
    this.path = new Watch('heard');
  }
}
