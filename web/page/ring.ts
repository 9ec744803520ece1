// Rings on whatever page of the portal somebody of a desk has open: a banner with the answer in it, a sound, the page's
// title, and the browser's own notification where it is allowed. The list of rings is the same without script.

import { Bell } from './bell.ts';
import { listen } from './listen.ts';

interface Ring {
  id: string;
  title: string;
  line: string;
  open: string;
  answer?: string;
  refuse?: string;
  enter?: string;
}

interface Heard {
  rings: Ring[];
  labels: { answer: string; refuse: string; open: string; enter: string };
  listen: string;
}

/** How often the server is asked when nothing wakes the page, in ms. */
const every = 5000;

/** The title of the page while it rings: what rings, in front of what the page is. */
export function titled(title: string, ring: string, seconds: number): string {
  return ring && seconds % 2 === 0 ? `☎ ${ring}` : title;
}

/** The rings that were not there before. */
export function fresh(before: readonly string[], now: readonly Ring[]): Ring[] {
  return now.filter((ring) => !before.includes(ring.id));
}

export function startRing(page: Document): void {
  const banner = page.querySelector<HTMLElement>('#ring[data-rings]');
  const url = banner?.dataset.rings;
  if (!banner || !url) return;
  const bell = new Bell();
  const title = page.title;
  let known: string[] = [];
  let ticks = 0;
  let loud = '';
  let asking = false;
  let listening = false;
  const ask = async () => {
    if (asking) return;
    asking = true;
    try {
      const answer = await fetch(url, { headers: { Accept: 'application/json' } });
      if (answer.status === 401 || answer.status === 403) clearInterval(timer);
      if (!answer.ok) return;
      const now = (await answer.json()) as Heard;
      if (!listening) listen(now.listen, () => void ask());
      listening = true;
      show(now);
    } catch {
      // offline for a moment: the next turn asks again
    } finally {
      asking = false;
    }
  };
  const show = ({ rings, labels }: Heard) => {
    for (const ring of fresh(known, rings)) notify(ring);
    const ids = rings.map((ring) => ring.id);
    if (ids.join() !== known.join()) draw(page, banner, rings, labels);
    known = ids;
    loud = rings[0]?.title ?? '';
    banner.hidden = rings.length === 0;
    if (rings.length > 0) bell.start();
    else bell.stop();
  };
  setInterval(() => (page.title = titled(title, loud, ticks++)), 1000);
  const timer = setInterval(() => void ask(), every);
  void ask();
}

function draw(page: Document, banner: HTMLElement, rings: Ring[], labels: Heard['labels']): void {
  const make = (tag: string, text: string, name = '') => {
    const element = page.createElement(tag);
    element.textContent = text;
    if (name) element.className = name;
    return element;
  };
  const post = (action: string, label: string, name: string) => {
    const form = page.createElement('form');
    form.method = 'post';
    form.action = action;
    form.append(make('button', label, name));
    return form;
  };
  const link = (href: string, label: string, name: string) => {
    const a = page.createElement('a');
    a.href = href;
    a.textContent = label;
    a.className = name;
    return a;
  };
  banner.replaceChildren(
    ...rings.map((ring) => {
      const row = make('div', '', 'ring-row');
      const words = make('p', '', 'ring-words');
      words.append(make('b', ring.title), ' ', make('span', ring.line));
      const acts = make('div', '', 'ring-acts');
      if (ring.answer) acts.append(post(ring.answer, labels.answer, 'button primary'));
      if (ring.enter) acts.append(link(ring.enter, labels.enter, 'button primary'));
      if (ring.refuse) acts.append(post(ring.refuse, labels.refuse, 'button'));
      acts.append(link(ring.open, labels.open, 'ring-open'));
      row.append(words, acts);
      return row;
    }),
  );
}

/** The browser's own notification, for a page in the background. The same ring on several pages is one notification. */
function notify(ring: Ring): void {
  if (!('Notification' in window) || Notification.permission !== 'granted' || document.visibilityState === 'visible') return;
  try {
    const note = new Notification(ring.title, { body: ring.line, tag: `ring-${ring.id}` });
    note.onclick = () => {
      window.focus();
      location.assign(ring.open);
    };
  } catch {
    // phones allow notifications of service workers alone: there the pushed one comes
  }
}
