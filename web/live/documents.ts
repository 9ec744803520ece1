// What can be shown in the room: the portal's list, in this person's language and with what this person may see. The room itself knows ids alone.

import type { RoomState } from './state.ts';

/** A page of a card. */
export interface Picture {
  src: string;
  set: string;
  width: number;
  height: number;
  alt: string;
}

/** One line of a card; the text may have several lines. */
export interface Line {
  name: string;
  text: string;
  lang: string;
}

/** A product's card (lines, then pictures) or a sheet (PDF); see Document in server/consultation. */
export interface RoomDocument {
  id: string;
  kind: 'card' | 'sheet';
  sku: string;
  title: string;
  lang: string;
  /** 0: the file says. */
  pages: number;
  thumb?: string;
  short?: string;
  lines?: Line[];
  note?: string;
  pictures?: Picture[];
  file?: string;
  about?: string;
}

/** The list as it is known; what was known stays while it is fetched again, and when that fails. */
export interface Listing {
  is: 'unknown' | 'loading' | 'failed' | 'here';
  all: readonly RoomDocument[];
}
export const noListing: Listing = { is: 'unknown', all: [] };

/** For the portal's answer. */
const patience = 10_000;

/** The list, fetched when it is needed and again when somebody shows what is not in it. */
export class Documents {
  private listing = noListing;
  private running: Promise<void> | null = null;
  private readonly missed = new Set<string>();

  constructor(
    private readonly get: () => Promise<RoomDocument[]>,
    private readonly onChange: (listing: Listing) => void,
  ) {}

  /** Fetches the list, unless that is under way. */
  load(): Promise<void> {
    this.running ??= this.fetched().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  /** Sees to it that a document is in the list, if it can be; each is looked for once. */
  need(id: string): void {
    if (this.find(id) || this.missed.has(id)) return;
    this.missed.add(id);
    void this.load();
  }

  /** The document, as far as it is known. */
  find(id: string): RoomDocument | undefined {
    return this.listing.all.find((one) => one.id === id);
  }

  private async fetched(): Promise<void> {
    this.show({ ...this.listing, is: 'loading' });
    try {
      this.show({ is: 'here', all: await this.get() });
    } catch {
      this.missed.clear(); // it is looked for again when somebody asks
      this.show({ ...this.listing, is: 'failed' });
    }
  }

  private show(listing: Listing): void {
    this.listing = listing;
    this.onChange(listing);
  }
}

/** The portal's answer from this address. */
export async function fetchDocuments(url: string): Promise<RoomDocument[]> {
  const answer = await fetch(url, { headers: { accept: 'application/json' }, signal: AbortSignal.timeout(patience) });
  if (!answer.ok || answer.redirected) throw new Error(`documents: HTTP ${answer.status}`);
  return ((await answer.json()) as { documents: RoomDocument[] }).documents;
}

/** May this participant show something? Interpreters may not (PROTOCOL.md, "Who may do what"). */
export function mayPresent({ me }: RoomState): boolean {
  return me !== null && me.role !== 'interpreter';
}

/** Does this participant show the document? */
export function presents({ me, doc }: RoomState): boolean {
  return doc.id !== '' && doc.presenter === me?.pid;
}

/** Does a turned page turn for all? For the presenter; for an officer where the presenter has left. */
export function turnsForAll(state: RoomState): boolean {
  const { me, doc, people } = state;
  return presents(state) || (doc.id !== '' && me?.role === 'officer' && !people.some(({ pid }) => pid === doc.presenter));
}

/** May this participant put the document away? */
export function mayPutAway(state: RoomState): boolean {
  const { me, doc } = state;
  return presents(state) || (doc.id !== '' && (me?.role === 'host' || me?.role === 'officer'));
}

/** A page as far as there are so many; a document has fewer for some. 0 pages: nobody knows yet. */
export function within(page: number, pages: number): number {
  return Math.max(1, pages > 0 ? Math.min(page, pages) : page);
}

/** A page that this person looks at by themselves, of the document and page that were shown then. */
export interface Aside {
  id: string;
  page: number;
}

/** The page to look at: one's own as long as the document stays, else the one that is shown. */
export function pageSeen({ doc }: RoomState, aside: Aside | null, pages: number): number {
  return within(aside?.id === doc.id ? aside.page : doc.page, pages);
}
