// The ladder of ways that media may go: UDP, TCP, the relay over TLS. The browser's ICE tries them all at once and takes the best
// that is open; this looks after what ICE does not see, which is a way that opens and then carries nothing, and remembers
// why a worse way was taken, so that the person is told and the next call from here begins with what works.

import type { Rung } from './wire.gen.ts';

export type Way = Exclude<Rung, ''>;
export const ways = ['udp', 'tcp', 'relay'] as const satisfies readonly Way[];

/** Why media do not go the direct way: it was closed from the start, or it was lost in mid-call. */
export interface Detour {
  way: Exclude<Way, 'udp'>;
  cause: 'blocked' | 'lost';
  /** ms since 1970. */
  at: number;
}

/** How long a way that was lost in mid-call is not tried again from the same network. */
const distrust = 30 * 60_000;

export class Ladder {
  /** The best way that the next connection may use. */
  from: Way;
  private best: Way | '' = '';
  private standing: Way | '' = '';
  private current: Detour | null;
  /** When a way was lost in mid-call. */
  private readonly losses = new Map<Way, number>();

  constructor(kept: Detour | null, private readonly now: () => number = Date.now) {
    this.current = kept;
    const distrusted = kept?.cause === 'lost' && now() - kept.at < distrust;
    this.from = distrusted ? kept.way : 'udp';
    if (distrusted) this.losses.set('udp', kept.at);
  }

  get detour(): Detour | null {
    return this.current;
  }

  /** Media go this way now. Answers whether the reason has changed. */
  stands(way: Way): boolean {
    const before = this.current;
    const lost = ways.slice(ways.indexOf(this.standing || way), ways.indexOf(way));
    if (lost[0]) this.losses.set(lost[0], this.now());
    this.standing = way;
    if (this.best === '' || ways.indexOf(way) < ways.indexOf(this.best)) this.best = way;
    if (way === 'udp') this.current = null;
    else if (before?.way !== way) this.current = { way, cause: this.best === way ? 'blocked' : 'lost', at: this.now() };
    return before?.way !== this.current?.way;
  }

  /** A connection did not come back: the next one leaves out the way that it would have taken, in the end beginning again. */
  fell(): void {
    this.losses.set(this.from, this.now());
    this.from = ways[(ways.indexOf(this.from) + 1) % ways.length] ?? 'udp';
  }

  /** The better ways that are worth a try, best first: all but those that were lost a while ago. */
  get better(): Way[] {
    const above = ways.slice(0, Math.max(0, ways.indexOf(this.standing || 'udp')));
    return above.filter((way) => this.now() - (this.losses.get(way) ?? -Infinity) >= distrust);
  }

  /** This way was tried and is open: the next path is to go it. */
  climb(way: Way): void {
    this.from = way;
  }

  /** What stood is gone: the browser may try all ways side by side again. */
  broke(): void {
    this.from = 'udp';
  }

  /** Another network: what was learned on the old one says nothing. */
  moved(): void {
    this.from = 'udp';
    this.best = '';
    this.losses.clear();
  }

  /** Leaves of an answer the candidates that the next connection may use. */
  allowed(sdp: string): string {
    return this.from === 'tcp' ? only('tcp', sdp) : sdp;
  }
}

/** Leaves of an answer only the candidates that this way may use. */
export function only(way: Way, sdp: string): string {
  const wanted = way === 'tcp' ? 'tcp' : 'udp';
  return sdp
    .split(/\r\n/)
    .filter((line) => !line.startsWith('a=candidate:') || line.split(' ')[2]?.toLowerCase() === wanted)
    .join('\r\n');
}

const key = 'etrade.detour';

/** What the last call from this browser learned; null where nothing is kept. */
export function keptDetour(storage: Pick<Storage, 'getItem'>): Detour | null {
  try {
    const kept = JSON.parse(storage.getItem(key) ?? 'null') as Partial<Detour> | null;
    const known = (kept?.way === 'tcp' || kept?.way === 'relay') && (kept.cause === 'blocked' || kept.cause === 'lost');
    return known && typeof kept.at === 'number' ? (kept as Detour) : null;
  } catch {
    return null; // not ours, or storage is switched off
  }
}

/** Keeps it for the next call. */
export function keepDetour(storage: Pick<Storage, 'setItem' | 'removeItem'>, detour: Detour | null): void {
  try {
    if (detour) storage.setItem(key, JSON.stringify(detour));
    else storage.removeItem(key);
  } catch {
    // storage is full or switched off: the next call learns it anew
  }
}
