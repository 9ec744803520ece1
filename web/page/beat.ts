// "I'm at the desk": while the supplier's switch is on, tells the portal every 5 s that a page is open. The switch is shown
// only where this script runs, is kept for the browser, and goes off by itself after a working day. A closed page stops the
// beat, and the portal forgets it 15 s later.

const every = 5000;
const workingDay = 9 * 3_600_000;
const kept = 'at desk until';

/** Until when the switch stays on after it is pressed; 0 switches it off. */
export function until(now: number, on: boolean): number {
  return on ? now + workingDay : 0;
}

/** Whether what was kept still holds. Nothing kept, or something else than a time, is off. */
export function isOn(text: string | null, now: number): boolean {
  const end = Number(text);
  return Number.isFinite(end) && end > now && end <= now + workingDay;
}

export function startBeat(page: ParentNode): void {
  const switches = [...page.querySelectorAll<HTMLButtonElement>('button[data-beat]')];
  const url = switches[0]?.dataset.beat;
  if (!url) return;
  const on = () => isOn(localStorage.getItem(kept), Date.now());
  const show = (here: boolean) => {
    for (const button of switches) {
      button.hidden = false;
      button.setAttribute('aria-pressed', String(on()));
      const dot = button.querySelector('.presence');
      dot?.classList.toggle('at-desk', here);
      dot?.classList.toggle('away', !here);
    }
  };
  const beat = async () => {
    if (!on()) return show(false);
    try {
      const answer = await fetch(url, { method: 'POST' });
      if (answer.status === 401 || answer.status === 403) clearInterval(timer);
      show(answer.ok);
    } catch {
      show(false); // offline for a moment: the next beat tries again
    }
  };
  for (const button of switches) {
    button.addEventListener('click', () => {
      localStorage.setItem(kept, String(until(Date.now(), !on())));
      void beat();
    });
  }
  const timer = setInterval(() => void beat(), every);
  void beat();
}
