// Keeps free times true while the page is open: <div id="free" data-changes="/live/changes/…" data-taken="…"> hears from the server
// that a time was taken or freed and looks again. While the person chooses, what is gone is struck through in place; else the whole
// part is drawn anew. Where nothing can be heard, the page looks by itself every 20 s.

const lookEvery = 20_000; // ms

export function startChanges(page: Document): void {
  const part = page.querySelector<HTMLElement>('[data-changes]');
  if (!part?.id || !part.dataset.changes) return;
  new Changes(page, part, part.dataset.changes).start();
}

class Changes {
  private stream: EventSource | undefined;
  private timer: ReturnType<typeof setInterval> | undefined;
  private missed = false; // something may have happened while nothing could be heard
  constructor(
    private readonly page: Document,
    private readonly part: HTMLElement,
    private readonly url: string,
  ) {}

  start(): void {
    this.page.addEventListener('visibilitychange', () => this.follow());
    this.follow();
  }

  /** Listens while the page is seen. */
  private follow(): void {
    this.stream?.close();
    this.byItself(false);
    if (this.page.visibilityState === 'hidden') {
      this.missed = true;
      return;
    }
    this.stream = new EventSource(this.url);
    this.stream.addEventListener('changed', () => this.look());
    this.stream.addEventListener('lost', () => this.byItself(true));
    this.stream.addEventListener('back', () => {
      this.byItself(false);
      if (this.missed) this.look();
      this.missed = false;
    });
    this.stream.addEventListener('error', () => this.byItself(true));
  }

  private byItself(on: boolean): void {
    if (on) this.missed = true;
    if (on === (this.timer !== undefined)) return;
    clearInterval(this.timer);
    this.timer = on ? setInterval(() => this.look(), lookEvery) : undefined;
  }

  private look(): void {
    const request = new XMLHttpRequest(); // it parses a document without running it
    request.responseType = 'document';
    request.open('GET', location.href);
    request.onload = () => {
      const fresh = request.status === 200 ? request.responseXML?.getElementById(this.part.id) : undefined;
      if (fresh) this.draw(fresh);
    };
    request.send();
  }

  private draw(fresh: HTMLElement): void {
    if (!this.part.contains(this.page.activeElement) && !this.part.querySelector('input[type=radio]:checked')) {
      this.part.replaceChildren(...[...fresh.childNodes].map((node) => this.page.importNode(node, true)));
      return;
    }
    const free = new Set([...fresh.querySelectorAll<HTMLInputElement>('input[name=at]')].map((box) => box.value));
    for (const box of this.part.querySelectorAll<HTMLInputElement>('input[name=at]')) this.mark(box, !free.has(box.value));
  }

  private mark(box: HTMLInputElement, gone: boolean): void {
    if (box.disabled === gone) return;
    const news = this.part.dataset.taken ?? '';
    if (gone && box.checked) {
      const status = this.page.getElementById(`${this.part.id}-news`);
      if (status) status.textContent = news;
    }
    box.disabled = gone;
    if (gone) box.checked = false;
    const label = box.closest('label');
    label?.classList.toggle('gone', gone);
    if (gone && label) {
      const note = this.page.createElement('small');
      note.className = 'gone-note';
      note.textContent = news;
      label.append(note);
    } else {
      label?.querySelector('.gone-note')?.remove();
    }
  }
}
