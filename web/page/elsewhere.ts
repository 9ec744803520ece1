// A visitor whose device keeps another time than the page is told so, and changes it with one click. Nothing is stored or
// sent before that click.

import { hour } from './tick.ts';

/** Whether two zones show different walls now or in half a year (daylight saving). */
export function differ(now: Date, zone: string, other: string): boolean {
  const later = new Date(now.getTime() + 182 * 24 * 3600 * 1000);
  return [now, later].some((at) => hour(at, zone) !== hour(at, other));
}

/** Shows the hint that the server has prepared for visitors who chose no city. */
export function hintAtZone(page: Document): void {
  const hint = page.getElementById('zone-hint');
  const shown = hint?.dataset.zone;
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zone = hint?.querySelector<HTMLInputElement>('input[name=zone]');
  if (!hint || !zone || !shown || !own || !differ(new Date(), shown, own)) return;
  zone.value = own;
  hint.hidden = false;
}
