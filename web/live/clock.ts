// The agreed time on the server's clock: the person's own may be minutes off.

import type { Timer } from './wire.gen.ts';

export type Hour = 'before' | 'running' | 'soon' | 'last' | 'over';

export interface Remaining {
  hour: Hour;
  /** Seconds to the start (before), to the end (running, soon, last) or to the hard end (over). */
  seconds: number;
}

/** `now` is ms by the server's clock: local time plus the offset from `offset`. */
export function remaining(timer: Timer, now: number): Remaining {
  const until = (at: number) => Math.max(0, Math.ceil((at - now) / 1000));
  if (now < timer.startsAt) return { hour: 'before', seconds: until(timer.startsAt) };
  if (now >= timer.endsAt) return { hour: 'over', seconds: until(timer.graceUntil) };
  const seconds = until(timer.endsAt);
  return { hour: seconds <= 60 ? 'last' : seconds <= 300 ? 'soon' : 'running', seconds };
}

/** What to add to the local clock, from a ping's way there and back. */
export function offset(sentAt: number, receivedAt: number, serverTime: number): number {
  return serverTime - (sentAt + receivedAt) / 2;
}

/** What to add to the local clock before there is a ping: a page made `left` seconds before the end was loaded at `loadedAt`. 0 when the end is past. */
export function ahead(endsAt: number, left: number, loadedAt: number): number {
  return left > 0 ? endsAt - left * 1000 - loadedAt : 0;
}

/** "24:09", or "1:02:09" from an hour on. */
export function face(seconds: number): string {
  const two = (n: number) => String(n).padStart(2, '0');
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** Seconds as they are said aloud, in steps, so that a screen reader is not interrupted each second: 120, 90, 60, 30, 20, 10. */
export function steps(seconds: number): number {
  const step = seconds > 30 ? 30 : 10;
  return Math.ceil(seconds / step) * step;
}
