// Clocks of the page that show the present: the header's two and the dials of the home page.

const marks = 'time[data-tick][data-zone]';

/** "16:05" in a zone. */
export function hour(at: Date, zone: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
}

/** How long until the next minute begins, in ms. */
export function toNextMinute(now: number): number {
  return 60_000 - (now % 60_000);
}

/** Keeps the clocks right while the page is open; they end with the page. */
export function startClocks(page: ParentNode): void {
  const clocks = [...page.querySelectorAll<HTMLTimeElement>(marks)];
  if (clocks.length === 0) return;
  const show = (): void => {
    const now = new Date();
    for (const clock of clocks) {
      clock.textContent = hour(now, clock.dataset.zone ?? 'UTC');
      clock.dateTime = now.toISOString();
    }
    setTimeout(show, toNextMinute(Date.now()));
  };
  setTimeout(show, toNextMinute(Date.now()));
}
