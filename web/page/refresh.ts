// Keeps a part of a page fresh: <div id="board" data-refresh="5"> is fetched again every 5 s and replaced, but not while the
// person is inside it (an open fold, a focused control) or the page is hidden.

export function startRefresh(page: Document): void {
  const part = page.querySelector<HTMLElement>('[data-refresh]');
  const seconds = Number(part?.dataset.refresh);
  if (!part?.id || !(seconds > 0)) return;
  setInterval(() => {
    if (page.visibilityState === 'hidden' || isBusy(part, page)) return;
    load(location.href, (fresh) => {
      const next = fresh.getElementById(part.id);
      if (next && !isBusy(part, page)) part.replaceChildren(...[...next.childNodes].map((node) => page.importNode(node, true)));
    });
  }, seconds * 1000);
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
