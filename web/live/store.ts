// The island's signals over the framework-free call: the call's view, and what only this page knows (open panel, pinned seat,
// notes that fade).

import { computed, signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { Call, type CallView, type Moment } from './call.ts';
import { Documents, noListing, type Aside, type Listing } from './documents.ts';
import type { RoomPage } from './page.ts';
import { chime } from './sound.ts';
import type { Say } from './texts.ts';
import type { Doc, OfficeWord } from './wire.gen.ts';

export type Panel = 'none' | 'chat' | 'people';

/** A question that stands over the room until it is answered. */
export type Question =
  | { is: 'leave' }
  | { is: 'end' }
  | { is: 'remove'; pid: string; name: string }
  | { is: 'unmute'; by: string };

export interface Note {
  id: number;
  text: string;
}

const noteLife = 6000;
const slowerLife = 8000;

export class Store {
  readonly call: Call;
  readonly view;
  readonly now;
  readonly panel = signal<Panel>('none');
  readonly pinned = signal('');
  /** What can be shown, the list of it being open, and the page that one looks at by oneself. */
  readonly documents;
  readonly listing = signal<Listing>(noListing);
  readonly picking = signal(false);
  /** Pages are shown larger than they fit. */
  readonly large = signal(false);
  readonly aside = signal<Aside | null>(null);
  readonly question = signal<Question | null>(null);
  readonly notes = signal<readonly Note[]>([]);
  /** What a screen reader hears next. */
  readonly said = signal('');
  /** Name of the interpreter who has just asked for slower speech. */
  readonly slower = signal('');
  /** Id of the Office's word that this person has read and put away. */
  readonly putAway = signal('');
  private heardWord = '';
  private slowerOver: ReturnType<typeof setTimeout> | undefined;
  private readonly readUpTo = signal(0);
  private nextNote = 1;

  readonly room = computed(() => this.view.value.room);
  readonly unread = computed(() => {
    const mine = this.room.value.me?.pid;
    return this.room.value.chat.filter((line) => line.n > this.readUpTo.value && line.pid !== mine).length;
  });

  constructor(readonly page: RoomPage, readonly say: Say) {
    this.call = new Call({
      pass: page.pass,
      home: page.home,
      lang: page.lang,
      onView: (view) => this.viewChanged(view),
      onMoment: (moment) => this.moment(moment),
    });
    const now = () => (this.call.view.room.standing === 'unknown' ? Date.now() + page.ahead : this.call.serverNow);
    this.now = signal(now());
    this.view = signal<CallView>(this.call.view);
    this.documents = new Documents(page.documents, (listing) => {
      this.listing.value = listing;
    });
    setInterval(() => {
      this.now.value = now();
    }, 500);
  }

  /** Comes in with what is switched on now. Hosts and officers connect only here: they are announced by it. */
  enter(): void {
    if (this.room.value.standing === 'unknown') this.call.connect();
    this.call.enter();
  }

  open(panel: Panel): void {
    this.panel.value = this.panel.value === panel ? 'none' : panel;
    this.read();
  }

  note(text: string): void {
    const note = { id: this.nextNote++, text };
    this.notes.value = [...this.notes.value.slice(-2), note];
    this.said.value = text;
    setTimeout(() => this.dismiss(note.id), noteLife);
  }

  dismiss(id: number): void {
    this.notes.value = this.notes.value.filter((note) => note.id !== id);
  }

  nameOf(pid: string): string {
    return this.room.value.people.find((person) => person.pid === pid)?.name ?? this.say('somebody');
  }

  private viewChanged(view: CallView): void {
    const before = this.view.peek();
    this.view.value = view;
    if (view.room.chat !== before.room.chat) this.read();
    if (view.room.word && view.room.word.id !== this.heardWord) this.heard(view.room.word);
    if (view.room.doc !== before.room.doc) this.shown(before.room.doc, view.room.doc);
  }

  /** The shown page has come to where one looks oneself: one goes along again. A reader hears what others show. */
  private shown(before: Doc, now: Doc): void {
    if (this.aside.peek()?.page === now.page) this.aside.value = null;
    if (now.id === '' || now.presenter === this.room.value.me?.pid) return;
    if (now.id !== before.id || now.presenter !== before.presenter) this.said.value = this.say('doc_by', { name: now.name });
  }

  /** A word of the Office is not to be missed, whatever else goes on. */
  private heard({ id, text }: OfficeWord): void {
    this.heardWord = id;
    chime();
    this.said.value = `${this.say('office')}: ${text}`;
    notify(this.said.value);
  }

  private read(): void {
    if (this.panel.value === 'chat') this.readUpTo.value = this.room.value.chat.at(-1)?.n ?? 0;
  }

  private moment(moment: Moment): void {
    switch (moment.is) {
      case 'news':
        this.note(this.say(`news_${moment.news.key}`, moment.news.args));
        return;
      case 'knocked':
        chime();
        this.said.value = this.say('knocked', { name: moment.name });
        notify(this.said.value);
        return;
      case 'lobby_said':
        this.note(this.say('lobby_said', { name: moment.name, text: moment.text }));
        return;
      case 'muted':
        this.note(this.say(`muted_${moment.source}`, { name: this.nameOf(moment.by) }));
        return;
      case 'unmute_asked':
        this.question.value = { is: 'unmute', by: this.nameOf(moment.by) };
        return;
      case 'slower':
        this.slower.value = this.nameOf(moment.by);
        clearTimeout(this.slowerOver);
        this.slowerOver = setTimeout(() => (this.slower.value = ''), slowerLife);
        return;
      case 'detour':
        this.note(this.say(`detour_${moment.detour.cause}_${moment.detour.way}`));
        return;
      case 'refused':
        this.note(this.say(`refused_${moment.code}`));
    }
  }
}

/** A system notification for a page in the background, where the person has allowed them before. */
function notify(text: string): void {
  if (document.visibilityState === 'hidden' && 'Notification' in globalThis && Notification.permission === 'granted') {
    new Notification(text);
  }
}

const Context = createContext<Store | null>(null);
export const StoreProvider = Context.Provider;

export function useStore(): Store {
  const store = useContext(Context);
  if (!store) throw new Error('no store above');
  return store;
}
