// When to try again after a lost socket, and whether to try at all. Full jitter from the first try, so that a room that
// lost its server does not come back as one wave.

export type Verdict =
  | 'resume' // same seat, by the resume token
  | 'renew' // the ticket or the session is spent: ask the portal for a fresh one
  | 'stop'; // the server said not to come back

const stop = new Set([4400, 4403, 4404, 4409, 4410, 1007, 1008, 1009]);

/** What a close code asks of the client (PROTOCOL.md, "Close codes"). Unknown: 44xx stop, all others come back. */
export function verdictOf(code: number): Verdict {
  if (code === 4401) return 'renew';
  if (code === 4408 || code === 4429) return 'resume';
  if (stop.has(code) || (code >= 4400 && code < 4500)) return 'stop';
  return 'resume';
}

export interface RetryOptions {
  baseMs?: number;
  capMs?: number;
  random?: () => number;
}

/** Counts the tries of one outage. `next` is the wait before the coming try in milliseconds. */
export class Retry {
  private tries = 0;
  private floorMs = 0;
  private readonly base: number;
  private readonly cap: number;
  private readonly random: () => number;

  constructor({ baseMs = 500, capMs = 30_000, random = Math.random }: RetryOptions = {}) {
    this.base = baseMs;
    this.cap = capMs;
    this.random = random;
  }

  next(): number {
    const ceiling = Math.min(this.cap, this.base * 2 ** this.tries);
    this.tries += 1;
    const wait = Math.max(this.floorMs, this.random() * ceiling);
    this.floorMs = 0;
    return wait;
  }

  /** The server asked for a pause (`retry_after_ms`): the next wait is at least that long. */
  atLeast(ms: number): void {
    this.floorMs = ms;
  }

  /** The connection is good again. */
  reset(): void {
    this.tries = 0;
    this.floorMs = 0;
  }

  get count(): number {
    return this.tries;
  }
}
