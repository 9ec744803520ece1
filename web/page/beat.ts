// "I'm at the desk": while the supplier's switch is on, tells the portal every 5 s that a page is open, and how the person is
// there: at the desk, busy, on a break until some time, or away when no key or pointer has moved for 5 minutes. The switch is
// shown only where this script runs, is kept for the browser, and goes off by itself after a working day. A closed page stops
// the beat, and the portal forgets it 15 s later.

const every = 5000;
const workingDay = 9 * 3_600_000;
const idle = 5 * 60_000;
const kept = 'at desk until';
const keptHow = 'at desk how';
const keptMoved = 'at desk moved';
const wanted = 'at desk after the test';

/** Until when the switch stays on after it is pressed; 0 switches it off. */
export function until(now: number, on: boolean): number {
  return on ? now + workingDay : 0;
}

/** Whether what was kept still holds. Nothing kept, or something else than a time, is off. */
export function isOn(text: string | null, now: number): boolean {
  const end = Number(text);
  return Number.isFinite(end) && end > now && end <= now + workingDay;
}

/** How somebody is there, as the portal reads it. */
export interface How {
  state: 'at_desk' | 'busy' | 'break' | 'away';
  left: number; // s of a break
}

/** What was chosen ("busy", "break 1767225600000"), as it holds now; without a choice the last movement decides. */
export function how(choice: string | null, moved: number, now: number): How {
  const [word, end] = (choice ?? '').split(' ');
  const left = Math.ceil((Number(end) - now) / 1000);
  if (word === 'busy') return { state: 'busy', left: 0 };
  if (word === 'break' && left > 0) return { state: 'break', left };
  return { state: now - moved > idle ? 'away' : 'at_desk', left: 0 };
}

/** What is kept of a choice in the list: "busy", "break 30" for minutes, or "". */
export function keep(value: string, now: number): string {
  const [word, minutes] = value.split(' ');
  return word === 'break' ? `break ${now + Number(minutes) * 60_000}` : (word ?? '');
}

export function startBeat(page: Document): void {
  const switches = [...page.querySelectorAll<HTMLButtonElement>('button[data-beat]')];
  const choices = [...page.querySelectorAll<HTMLSelectElement>('select[data-how]')];
  const url = switches[0]?.dataset.beat;
  if (!url) return;
  const on = () => isOn(localStorage.getItem(kept), Date.now());
  const now = () => how(localStorage.getItem(keptHow), Number(localStorage.getItem(keptMoved)), Date.now());
  const show = (here: boolean) => {
    const { state } = now();
    for (const button of switches) {
      button.hidden = false;
      button.setAttribute('aria-pressed', String(on()));
      const dot = button.querySelector('.presence');
      if (dot) dot.className = `presence ${here ? state.replace('_', '-') : 'away'}`;
    }
    for (const choice of choices) {
      choice.hidden = !on();
      if (state === 'at_desk' || state === 'away') choice.value = '';
    }
  };
  const check = switches[0]?.dataset.check ?? '';
  const beat = async (pressed = false) => {
    if (!on()) return show(false);
    try {
      const { state, left } = now();
      const answer = await fetch(url, { method: 'POST', body: new URLSearchParams({ state, left: String(left) }) });
      if (answer.status === 401 || answer.status === 403) clearInterval(timer);
      if (answer.status === 409) untested(pressed);
      show(answer.ok);
    } catch {
      show(false); // offline for a moment: the next beat tries again
    }
  };
  // Nobody rings whose camera and microphone are not tested: whoever pressed the switch goes to the test, and is at the desk
  // when it has come out well.
  const untested = (pressed: boolean) => {
    localStorage.removeItem(kept);
    if (!pressed || !check) return;
    sessionStorage.setItem(wanted, 'yes');
    location.assign(check);
  };
  const tested = () => {
    if (sessionStorage.getItem(wanted) === null) return;
    sessionStorage.removeItem(wanted);
    localStorage.setItem(kept, String(until(Date.now(), true)));
    void beat();
  };
  const moved = () => localStorage.setItem(keptMoved, String(Date.now()));
  let last = 0;
  for (const kind of ['pointermove', 'pointerdown', 'keydown'] as const) {
    page.addEventListener(kind, () => {
      if (Date.now() - last < every) return;
      last = Date.now();
      moved();
    });
  }
  for (const button of switches) {
    button.addEventListener('click', () => {
      localStorage.setItem(kept, String(until(Date.now(), !on())));
      localStorage.removeItem(keptHow);
      moved();
      void beat(true);
    });
  }
  for (const choice of choices) {
    choice.addEventListener('change', () => {
      localStorage.setItem(keptHow, keep(choice.value, Date.now()));
      void beat();
    });
  }
  const timer = setInterval(() => void beat(), every);
  moved(); // whoever opens a page is there
  page.addEventListener('devices-tested', tested);
  if (page.querySelector('[data-desk-ready]')) tested();
  void beat();
}
