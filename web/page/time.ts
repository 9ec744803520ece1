// The browser knows daylight saving rules and languages better than a page that was made minutes ago: it rewrites times that
// say their zone, and adds how far away they are as a tooltip. The server's text stays where the browser cannot.

const marks = 'time[datetime][data-zone]';

/** "Tue 24 Nov, 09:30" in a zone, as the language writes it. */
export function wall(at: Date, zone: string, lang: string): string {
  const day = new Intl.DateTimeFormat(lang, { timeZone: zone, weekday: 'short', day: 'numeric', month: 'short' }).format(at);
  const hour = new Intl.DateTimeFormat(lang, { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
  return `${day}, ${hour}`;
}

/** "in 3 hours", "12 minutes ago": the largest unit that fits, up to days. */
export function distance(from: number, to: number, lang: string): string {
  const minutes = Math.round((to - from) / 60_000);
  const format = new Intl.RelativeTimeFormat(lang, { numeric: 'auto' });
  if (Math.abs(minutes) < 60) return format.format(minutes, 'minute');
  if (Math.abs(minutes) < 48 * 60) return format.format(Math.round(minutes / 60), 'hour');
  return format.format(Math.round(minutes / 1440), 'day');
}

/** Gives every time of the page its distance from now and its wall clock in full as a tooltip. */
export function upgradeTimes(page: ParentNode, now = Date.now()): void {
  const lang = document.documentElement.lang;
  for (const element of page.querySelectorAll<HTMLTimeElement>(marks)) {
    const at = new Date(element.dateTime);
    const zone = element.dataset.zone ?? 'UTC';
    if (Number.isNaN(at.getTime())) continue;
    element.title = `${wall(at, zone, lang)} (${zone}), ${distance(now, at.getTime(), lang)}`;
  }
}
