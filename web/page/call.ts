// The caller's page while it rings: it asks the server every few seconds, which also says that the caller is still there,
// shows what has changed, and follows when the answer leads somewhere else: into the room.

import { startCountdowns } from './countdown.ts';
import { startFilm } from './film.ts';
import { listen } from './listen.ts';

/** Whether the server has led the page elsewhere. */
export function ledAway(asked: string, answered: string): boolean {
  return answered !== '' && new URL(answered, asked).pathname !== new URL(asked).pathname;
}

export function startCall(page: Document): void {
  const part = page.querySelector<HTMLElement>('#call[data-call]');
  const seconds = Number(part?.dataset.call);
  if (!part || !(seconds > 0)) return;
  let asking = false;
  let shown = '';
  const ask = () => {
    if (asking) return;
    asking = true;
    const request = new XMLHttpRequest();
    request.responseType = 'document';
    request.open('GET', location.href);
    request.timeout = 10_000;
    request.onloadend = () => {
      asking = false;
      if (request.responseURL && ledAway(location.href, request.responseURL)) {
        clearInterval(timer);
        location.assign(request.responseURL);
        return;
      }
      const fresh = request.status === 200 ? request.responseXML?.getElementById('call') : null;
      if (!fresh) return; // offline for a moment, or the server is: the next turn asks again
      if (!fresh.dataset.call) clearInterval(timer);
      const now = fresh.innerHTML;
      if (now !== shown) replace(page, part, fresh);
      shown = now;
    };
    request.send();
  };
  const timer = setInterval(ask, seconds * 1000);
  if (part.dataset.listen) listen(part.dataset.listen, ask);
}

/** Shows the fresh part; what was typed into the text stays. */
function replace(page: Document, part: HTMLElement, fresh: HTMLElement): void {
  const typed = part.querySelector('textarea')?.value ?? '';
  const open = part.querySelector('details')?.open ?? false;
  const writing = page.activeElement instanceof HTMLTextAreaElement;
  part.replaceChildren(...[...fresh.childNodes].map((node) => page.importNode(node, true)));
  const text = part.querySelector('textarea');
  const fold = part.querySelector('details');
  if (fold && open) fold.open = true;
  if (text && typed) text.value = typed;
  if (text && writing) text.focus();
  startCountdowns(part);
  startFilm(part);
}
