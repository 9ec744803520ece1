// From one connection to the next without a gap: the server goes or the room has moved, and what was heard and seen goes on by the
// connection before until the new one brings the same.

import type { Peer } from './peer.ts';
import { midOf } from './slots.ts';
import { sample } from './stats.ts';
import type { Slot } from './wire.gen.ts';

const look = 100;
/** A server that leaves keeps its connections for some seconds; one that died has none any more. */
const patience = 5000;

export interface CrossingOptions {
  /** The connection before, and what its lines carried. */
  before: Peer;
  slots: readonly Slot[];
  next: Peer;
  /** The new lines on which something should arrive by now. */
  expected: () => readonly string[];
  onDone: () => void;
}

export class Crossing {
  private readonly timer: ReturnType<typeof setInterval>;
  private readonly until: number;
  private over = false;

  constructor(private readonly options: CrossingOptions) {
    this.until = performance.now() + patience;
    this.timer = setInterval(() => void this.look(), look);
  }

  get before(): Peer {
    return this.options.before;
  }

  /** What the lines of the connection before carry. */
  get slots(): readonly Slot[] {
    return this.options.slots;
  }

  /** Where what a new line will bring arrives still. */
  stream(mid: string, slots: readonly Slot[]): MediaStream | null {
    const slot = slots.find((one) => one.mid === mid);
    const old = slot && midOf(this.options.slots, slot.pid, slot.source);
    return old === undefined ? null : this.options.before.stream(old);
  }

  /** Ends it: the connection before is closed. */
  end(): void {
    this.stop();
    this.options.before.close();
  }

  private async look(): Promise<void> {
    const { next, expected, onDone } = this.options;
    if (performance.now() < this.until) {
      if (!next.connected) return;
      const { packets } = sample((await next.stats()).values(), performance.now());
      if (expected().some((mid) => !packets[mid])) return;
    }
    if (this.over) return; // the last look ended it
    this.stop();
    onDone();
  }

  private stop(): void {
    this.over = true;
    clearInterval(this.timer);
  }
}
