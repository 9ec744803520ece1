// The document on the stage: the page that is shown, or another one that this person looks at; who shows it; and what can be done with it.

import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { Bar } from './document-bar.tsx';
import { CardPage, Paper, PicturePage, SheetPage } from './document-page.tsx';
import { pageSeen, presents, turnsForAll, within, type RoomDocument } from './documents.ts';
import { strokeOf, turnOf } from './keys.ts';
import type { Sheet } from './pdf.ts';
import { percent, placeIn, Pointing } from './pointing.ts';
import { openSheet } from './sheets.ts';
import { useStore } from './store.ts';
import type { DocPointer } from './wire.gen.ts';

/** How long a pointer that does not move stays. */
const pointerLife = 4000;

export function DocumentSeat() {
  const store = useStore();
  const { say, call } = store;
  const { doc } = store.room.value;
  store.listing.value; // draws anew when the list comes
  useEffect(() => store.documents.need(doc.id), [doc.id]);
  const found = store.documents.find(doc.id);
  const sheet = useSheet(found);
  const pages = found?.kind === 'card' ? found.pages : sheet.is === 'open' ? sheet.sheet.pages : 0;
  const page = pageSeen(store.room.value, store.aside.value, pages);
  const all = turnsForAll(store.room.value);
  const turn = (to: number): void => {
    const next = within(to, pages);
    if (pages === 0 || next === page) return;
    if (all) call.acts.turn(next); // seen here at once, by the others a moment later
    store.aside.value = next === doc.page ? null : { id: doc.id, page: next };
  };
  useArrows((by) => turn(page + by));
  return (
    <section class="seat document" aria-label={say('doc_stage')} data-doc={doc.id} data-page={page}>
      <div class="doc-body">
        <Body found={found} sheet={sheet} page={page} shown={within(doc.page, pages) === page} />
      </div>
      <Bar found={found} page={page} pages={pages} turn={turn} />
    </section>
  );
}

type Opening = { is: 'none' } | { is: 'opening' } | { is: 'open'; sheet: Sheet; ratios: readonly number[] } | { is: 'failed'; again: () => void };

/** The sheet's file, opened as long as it is shown. */
function useSheet(found: RoomDocument | undefined): Opening {
  const { page } = useStore();
  const [opening, setOpening] = useState<Opening>({ is: 'none' });
  const [attempt, setAttempt] = useState(0);
  const file = found?.kind === 'sheet' ? found.file : undefined;
  useEffect(() => {
    if (!file) {
      setOpening({ is: 'none' });
      return;
    }
    const until = new AbortController();
    setOpening({ is: 'opening' });
    const open = async () => {
      const sheet = await openSheet(file, page.reader, until.signal);
      const ratios = await Promise.all(Array.from({ length: sheet.pages }, (_, i) => sheet.ratio(i + 1)));
      if (!until.signal.aborted) setOpening({ is: 'open', sheet, ratios });
    };
    open().catch(() => {
      if (!until.signal.aborted) setOpening({ is: 'failed', again: () => setAttempt(attempt + 1) });
    });
    return () => until.abort();
  }, [file, attempt]);
  return opening;
}

/** Arrow keys turn pages, where nothing else wants them. */
function useArrows(turn: (by: number) => void): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const by = turnOf(strokeOf(event));
      if (by === 0 || event.defaultPrevented) return;
      event.preventDefault();
      turn(by);
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  });
}

function Body({ found, sheet, page, shown }: { found: RoomDocument | undefined; sheet: Opening; page: number; shown: boolean }) {
  const store = useStore();
  const { say } = store;
  if (!found) return <Missing />;
  if (found.kind === 'card' && page === 1) return <CardPage card={found} />;
  const picture = found.pictures?.[page - 2];
  if (picture) {
    return (
      <Points ratio={picture.width / picture.height} shown={shown}>
        <PicturePage picture={picture} />
      </Points>
    );
  }
  if (sheet.is === 'failed') {
    return (
      <div class="seat-empty" role="alert">
        <b>{say('doc_sheet_failed')}</b>
        <button type="button" class="act" onClick={sheet.again}>
          {say('doc_again')}
        </button>
      </div>
    );
  }
  if (sheet.is !== 'open') return <p class="doc-wait">{say('doc_opening')}</p>;
  return (
    <Points ratio={sheet.ratios[page - 1] ?? 1} shown={shown}>
      <SheetPage sheet={sheet.sheet} page={page} label={`${found.title}, ${say('doc_page_of', { page, pages: sheet.sheet.pages })}`} />
    </Points>
  );
}

/** What somebody shows and this person's list has not: on its way, failed, or not theirs to see. */
function Missing() {
  const store = useStore();
  const { say } = store;
  const listing = store.listing.value;
  if (listing.is === 'failed') {
    return (
      <div class="seat-empty" role="alert">
        <b>{say('doc_list_failed')}</b>
        <button type="button" class="act" onClick={() => void store.documents.load()}>
          {say('doc_again')}
        </button>
      </div>
    );
  }
  if (listing.is !== 'here') return <p class="doc-wait">{say('doc_opening')}</p>;
  return (
    <div class="seat-empty">
      <b>{say('doc_unavailable')}</b>
      <p>{say('doc_unavailable_text')}</p>
    </div>
  );
}

/** A page that is the same for all: its presenter points at it, the others see where. */
function Points({ ratio, shown, children }: { ratio: number; shown: boolean; children: ComponentChildren }) {
  const store = useStore();
  const { room } = store.view.value;
  const pointing = useMemo(() => new Pointing((at) => store.call.point(at)), []);
  const mine = presents(room) && shown;
  const point = (event: PointerEvent) => {
    const at = placeIn((event.currentTarget as HTMLElement).getBoundingClientRect(), event.clientX, event.clientY);
    if (at) pointing.to(at);
  };
  return (
    <Paper ratio={ratio} onPoint={mine ? point : undefined} over={!mine && shown && room.pointer && <Dot at={room.pointer} />}>
      {children}
    </Paper>
  );
}

function Dot({ at }: { at: DocPointer }) {
  const [old, setOld] = useState<DocPointer | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setOld(at), pointerLife);
    return () => clearTimeout(timer);
  }, [at]);
  return <span class={`doc-pointer ${old === at ? 'old' : ''}`} style={percent(at)} aria-hidden="true" />;
}
