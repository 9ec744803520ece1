// What is said of somebody who comes later: how much, and when that is on the reader's wall and on theirs.

import type { Say } from './texts.ts';
import type { Latecomer } from './wire.gen.ts';

export function lateWords(one: Latecomer, reader: { lang: string; zone: string }, say: Say): string {
  const { name, minutes } = one;
  const [here, there] = [hour(one.at, reader.lang, reader.zone), hour(one.at, reader.lang, one.zone)];
  return say(here === there ? 'late_here' : 'late_there', { name, minutes, here, there });
}

/** In a zone that this browser does not know, the hour of UTC with its name. */
function hour(at: number, lang: string, zone: string): string {
  const shape = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  try {
    return new Intl.DateTimeFormat(lang, { ...shape, timeZone: zone }).format(at);
  } catch {
    return new Intl.DateTimeFormat(lang, { ...shape, timeZone: 'UTC', timeZoneName: 'short' }).format(at);
  }
}
