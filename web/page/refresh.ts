// Keeps a part of a page fresh: <div id="board" data-refresh="5"> is fetched again every 5 s and replaced, but not while the
// person is inside it (an open fold, a focused control) or the page is hidden. With data-listen="/live/changes/…" it is fetched
// at once when the server says so too. It ends when the fresh part has no data-refresh any more.

import { listen } from './listen.ts';

export function startRefresh(page: Document): void {
  const part = page.querySelector<HTMLElement>('[data-refresh]');
  const seconds = Number(part?.dataset.refresh);
  if (!part?.id || !(seconds > 0)) return;
  const look = () => {
    if (page.visibilityState === 'hidden' || isBusy(part, page)) return;
    load(location.href, (fresh) => {
      const next = fresh.getElementById(part.id);
      if (!next || isBusy(part, page)) return;
      part.replaceChildren(...[...next.childNodes].map((node) => page.importNode(node, true)));
      if (!next.dataset.refresh) clearInterval(timer);
    });
  };
  const timer = setInterval(look, seconds * 1000);
  if (part.dataset.listen) listen(part.dataset.listen, look);
}

function isBusy(part: HTMLElement, page: Document): boolean {
  return part.contains(page.activeElement) || part.querySelector('details[open]') !== null;
}

/** XMLHttpRequest parses a document without running it, and needs no markup from text. */
function load(url: string, done: (page: Document) => void): void {
  const request = new XMLHttpRequest();
  request.responseType = 'document';
  request.open('GET', url);
  request.onload = () => {
    if (request.status === 200 && request.responseXML) done(request.responseXML);
  };
  request.send();
}
