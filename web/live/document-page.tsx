// One page of a document, as large as it fits: a card's lines, a picture, a page of a PDF. What points at it lies over it.

import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Picture, RoomDocument } from './documents.ts';
import type { Sheet } from './pdf.ts';
import { useStore } from './store.ts';

/** A product in words: the same for nobody, since each sees their own language and prices. */
export function CardPage({ card }: { card: RoomDocument }) {
  const [photo] = card.pictures ?? [];
  return (
    <article class="doc-card" aria-label={card.title} tabIndex={0}>
      {photo && <img src={photo.src} srcset={photo.set} sizes="(min-width: 48em) 30vw, 90vw" width={photo.width} height={photo.height} alt={photo.alt} />}
      <div class="doc-card-words">
        <h2 lang={card.lang}>{card.title}</h2>
        {card.short && <p class="doc-card-short">{card.short}</p>}
        <dl>
          {card.lines?.map((line) => (
            <div key={line.name}>
              <dt>{line.name}</dt>
              <dd lang={line.lang}>{line.text}</dd>
            </div>
          ))}
        </dl>
        {card.note && <p class="doc-card-note">{card.note}</p>}
        <p class="doc-card-sku">{card.sku}</p>
      </div>
    </article>
  );
}

/** A page that is the same for all: a box of this shape, as large as it fits or, to be read, larger; with what is drawn over it. */
export function Paper({ ratio, over, onPoint, children }: { ratio: number; over: ComponentChildren; onPoint: ((event: PointerEvent) => void) | undefined; children: ComponentChildren }) {
  const { large } = useStore();
  const room = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    if (!room.current) return;
    const watch = new ResizeObserver(([entry]) => {
      if (entry) setSize({ width: entry.borderBoxSize[0]?.inlineSize ?? 0, height: entry.borderBoxSize[0]?.blockSize ?? 0 }); // scroll bars included
    });
    watch.observe(room.current);
    return () => watch.disconnect();
  }, []);
  const fits = Math.floor(Math.min(size.width, size.height * ratio));
  const width = large.value ? Math.max(Math.floor(size.width), 2 * fits) : fits;
  return (
    <div ref={room} class="doc-room" {...(large.value && { tabIndex: 0 })}>
      {width > 0 && (
        <div class={`doc-paper ${onPoint ? 'points' : ''} ${large.value ? 'large' : ''}`} style={{ inlineSize: `${width}px`, blockSize: `${Math.floor(width / ratio)}px` }} onPointerMove={onPoint} onPointerDown={onPoint}>
          {children}
          {over}
        </div>
      )}
    </div>
  );
}

export function PicturePage({ picture }: { picture: Picture }) {
  return <img class="doc-picture" src={picture.src} srcset={picture.set} sizes="(min-width: 48em) 70vw, 100vw" alt={picture.alt} draggable={false} />;
}

/** A page of a sheet, drawn again at each size. What was drawn before stays until then. */
export function SheetPage({ sheet, page, label }: { sheet: Sheet; page: number; label: string }) {
  const { say } = useStore();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(0);
  const [words, setWords] = useState('');
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const watch = new ResizeObserver(([entry]) => setWidth(Math.round((entry?.contentRect.width ?? 0) * devicePixelRatio)));
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  useEffect(() => {
    const element = canvas.current;
    if (!element || width === 0) return;
    const until = new AbortController();
    setFailed(false);
    void draw(sheet, page, element, width, until.signal).catch(() => {
      if (!until.signal.aborted) setFailed(true);
    });
    void sheet.text(page).then((text) => {
      if (!until.signal.aborted) setWords(text);
    }, () => undefined);
    return () => until.abort();
  }, [sheet, page, width]);
  return (
    <>
      <canvas ref={canvas} class="doc-sheet" role="img" aria-label={label} data-page={page} />
      <p class="said">{words}</p>
      {failed && <p class="doc-broken">{say('doc_sheet_failed')}</p>}
    </>
  );
}

/** Draws beside the page and then onto it, so that no half page is seen and two drawings never meet on one canvas. */
async function draw(sheet: Sheet, page: number, onto: HTMLCanvasElement, width: number, signal: AbortSignal): Promise<void> {
  const beside = document.createElement('canvas');
  await sheet.draw(page, beside, width, signal);
  signal.throwIfAborted();
  onto.width = beside.width;
  onto.height = beside.height;
  onto.getContext('2d')?.drawImage(beside, 0, 0);
  onto.dataset.drawn = String(page);
}
