// What the server put into the room's page: the data attributes of its root, and the fresh ticket it can be asked for.

import { ahead } from './clock.ts';
import { fetchDocuments, type RoomDocument } from './documents.ts';
import type { Reader } from './sheets.ts';
import { Refused, type Pass } from './signal.ts';
import type { Role, Side } from './wire.gen.ts';

/** Somebody whom the consultation names. */
export interface Expected {
  name: string;
  company: string;
  role: Role;
  side: Side;
  /** How far the office knows the company, in words. */
  mark?: string;
}

export interface RoomPage {
  lang: string;
  number: string;
  title: string;
  /** Whose wall the reader's times are on, IANA. */
  zone: string;
  role: Role;
  /** Agreed start and end, ms since 1970; replaced by the room's timer. */
  startsAt: number;
  endsAt: number;
  /** What the server's clock was ahead of the browser's when the page was made, ms; the browser's may be wrong by hours. */
  ahead: number;
  /** Where to go after the room, empty for who states no outcome, and back to the consultation. */
  outcome: string;
  back: string;
  check: string;
  expected: Expected[];
  pass: () => Promise<Pass>;
  /** What can be shown. */
  documents: () => Promise<RoomDocument[]>;
  reader: Reader;
  /** Where any node takes the socket. */
  home: string;
}

/** The page's own ticket is good for 30 s; a page that was open longer asks for another. */
const ticketGood = 20_000;
/** For the portal's answer; then the usual wait and another try. */
const patience = 10_000;

export function roomPage(root: HTMLElement): RoomPage {
  const data = root.dataset;
  const loadedAt = Date.now();
  let first: Pass | null = data.ticket ? { ticket: data.ticket, socket: absolute(data.socket ?? '') } : null;
  delete root.dataset.ticket;
  return {
    lang: document.documentElement.lang,
    number: data.number ?? '',
    title: data.title ?? '',
    zone: data.zone || 'UTC',
    role: (data.role ?? 'guest') as Role,
    startsAt: Date.parse(data.starts ?? ''),
    endsAt: Date.parse(data.ends ?? ''),
    ahead: ahead(Date.parse(data.ends ?? ''), Number(data.left), loadedAt),
    outcome: data.outcome ?? '',
    back: data.back ?? '/',
    check: data.check ?? '',
    expected: JSON.parse(document.getElementById('expected')?.textContent ?? '[]') as Expected[],
    home: absolute('/live/ws'),
    documents: () => fetchDocuments(data.documents ?? ''),
    reader: { program: data.pdf ?? '', worker: data.pdfWorker ?? '' },
    pass: async () => {
      const own = first;
      first = null;
      if (own && Date.now() - loadedAt < ticketGood) return own;
      return freshPass(data.ticketUrl ?? '');
    },
  };
}

async function freshPass(url: string): Promise<Pass> {
  const answer = await fetch(url, { method: 'POST', headers: { accept: 'application/json' }, signal: AbortSignal.timeout(patience) });
  if (answer.ok) {
    const pass = (await answer.json()) as Pass;
    return { ticket: pass.ticket, socket: absolute(pass.socket) };
  }
  // The portal said no: signed out (401), not one's own (403, 404), or the consultation is over (409, 410).
  if (answer.status === 401) throw new Refused('signed_out');
  if (answer.status >= 400 && answer.status < 500 && answer.status !== 429) throw new Refused('seat');
  throw new Error(`ticket: HTTP ${answer.status}`);
}

/** A socket address as it is, or as a path of this origin. */
function absolute(socket: string): string {
  const url = new URL(socket, location.href);
  if (url.protocol === 'https:') url.protocol = 'wss:';
  if (url.protocol === 'http:') url.protocol = 'ws:';
  return url.href;
}
