// Counts a hold, or the wait until a room opens, down to its end: <time data-countdown datetime="..."> shows minutes and
// seconds. At the end it asks the server for the page again when `data-countdown="reload"` says so.

export function left(until: number, now: number): number {
  return Math.max(0, Math.ceil((until - now) / 1000));
}

/** "9:05", or "2:09:05" from an hour on. */
export function clockFace(seconds: number): string {
  const two = (n: number) => String(n).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  const rest = two(seconds % 60);
  return minutes >= 60 ? `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${rest}` : `${minutes}:${rest}`;
}

/** When it ends: so many seconds from now where the server says so, since a browser's clock may be wrong by hours. */
export function end(dateTime: string, seconds: string | undefined, now: number): number {
  return seconds ? now + Number(seconds) * 1000 : Date.parse(dateTime);
}

export function startCountdowns(page: ParentNode): void {
  for (const element of page.querySelectorAll<HTMLTimeElement>('time[data-countdown]')) {
    const until = end(element.dateTime, element.dataset.left, Date.now());
    if (Number.isNaN(until)) continue;
    const show = () => {
      const seconds = left(until, Date.now());
      element.textContent = clockFace(seconds);
      element.classList.toggle('soon', seconds < 120);
      if (seconds > 0) return;
      clearInterval(timer);
      if (element.dataset.countdown === 'reload') location.reload();
    };
    const timer = setInterval(show, 1000);
    if (left(until, Date.now()) > 0) show();
    else clearInterval(timer); // the page came late: what the server wrote stays, and nothing reloads in a circle
  }
}
