// Back up the ladder: while media go a longer way, the better ones are tried now and then by a connection that carries nothing.
// The call changes over to one that is open, and hears nothing of one that is not.

import type { Way } from './ladder.ts';

const firstWait = 20_000;
const longestWait = 10 * 60_000;

export interface ClimbOptions {
  /** The ways that are worth a try now, best first. */
  better: () => readonly Way[];
  /** Rejects when the server does not answer. */
  tryWay: (way: Way) => Promise<boolean>;
  onOpen: (way: Way) => void;
  signal: AbortSignal;
}

export class Climb {
  private wait = firstWait;
  private timer: ReturnType<typeof setTimeout>;

  constructor(private readonly options: ClimbOptions) {
    this.timer = setTimeout(() => void this.look(), this.wait);
    options.signal.addEventListener('abort', () => clearTimeout(this.timer));
  }

  private async look(): Promise<void> {
    const { better, onOpen, signal } = this.options;
    const wanted = better();
    const found = await this.firstOpen(wanted);
    if (signal.aborted) return;
    if (found && better().includes(found)) onOpen(found); // it may have got there by itself meanwhile
    this.wait = wanted.length > 0 && !found ? Math.min(2 * this.wait, longestWait) : firstWait;
    this.timer = setTimeout(() => void this.look(), this.wait);
  }

  private async firstOpen(wanted: readonly Way[]): Promise<Way | undefined> {
    for (const way of wanted) {
      try {
        if (await this.options.tryWay(way)) return way;
      } catch {
        return undefined; // the server is busy or away: later
      }
    }
    return undefined;
  }
}
