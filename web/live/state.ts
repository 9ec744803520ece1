// The room as this participant knows it: a pure reducer over what the server says. No time, no network, no media.

import type {
  ChatMsg, Doc, DocPointer, Farewell, HelloOK, Latecomer, LobbyStatus, OfficeWord, Person, Quality, RoomInfo, Slot, Source, Timer, ToClient, Track, Visitor,
} from './wire.gen.ts';

/** Where this participant stands: nothing said yet, unseen or waiting in the lobby, in, or through with it. */
export type Standing = 'unknown' | 'lobby' | 'in' | 'over';

export interface RoomState {
  standing: Standing;
  me: Pick<HelloOK, 'pid' | 'role' | 'side' | 'gen'> | null;
  rev: number;
  room: RoomInfo | null;
  people: readonly Person[];
  slots: readonly Slot[];
  chat: readonly ChatMsg[];
  /** Who waits, for those who may admit. */
  waiting: readonly Visitor[];
  /** What the lobby tells who waits. */
  lobby: LobbyStatus | null;
  timer: Timer | null;
  /** Who has said to come later. */
  late: readonly Latecomer[];
  /** What the Office has said last. */
  word: OfficeWord | null;
  /** pid of who speaks, or nobody. */
  speaker: string;
  /** What is shown to all; an empty id: nothing. */
  doc: Doc;
  /** Where its presenter points. */
  pointer: DocPointer | null;
  /** pids of interpreters who speak on their channel now. */
  interpreting: readonly string[];
  quality: Readonly<Record<string, Quality>>;
  /** mids on which nothing arrives although it should. */
  stalled: readonly string[];
  farewell: Farewell | null;
}

export const nothing: RoomState = {
  standing: 'unknown', me: null, rev: 0, room: null, people: [], slots: [], chat: [], waiting: [], lobby: null,
  timer: null, late: [], word: null, speaker: '', interpreting: [], doc: { id: '', page: 0, presenter: '', name: '' }, pointer: null, quality: {}, stalled: [], farewell: null,
};

export function reduce(state: RoomState, message: ToClient): RoomState {
  switch (message.t) {
    case 'hello.ok': {
      const { pid, role, side, gen } = message.d;
      return { ...state, me: { pid, role, side, gen }, standing: message.d.standing === 'in' ? 'in' : 'lobby', late: [], word: null, farewell: null };
    }
    case 'state':
      return { ...state, standing: 'in', rev: message.d.rev, room: message.d.room, people: message.d.people, lobby: null };
    case 'delta': {
      const { rev, room, people = [], gone = [] } = message.d;
      if (rev !== state.rev + 1) return state; // a gap: the server follows with the whole state
      return { ...state, rev, room: room ?? state.room, people: merge(state.people, people, gone) };
    }
    case 'slots': {
      const mids = new Set(message.d.slots.map((slot) => slot.mid));
      return { ...state, slots: message.d.slots, stalled: state.stalled.filter((mid) => mids.has(mid)) };
    }
    case 'lobby.status':
      // Out of the room, by waiting or by being sent back, nothing of the room stays on this page.
      return { ...nothing, me: state.me, timer: state.timer, late: state.late, word: state.word, standing: 'lobby', lobby: message.d };
    case 'lobby.list':
      return { ...state, waiting: message.d.waiting };
    case 'timer':
      return { ...state, timer: message.d };
    case 'late':
      return { ...state, late: message.d.people };
    case 'office.word':
      return { ...state, word: message.d };
    case 'speaker':
      return { ...state, speaker: message.d.pid, interpreting: message.d.interpreting ?? [] };
    case 'doc':
      return { ...state, doc: message.d, pointer: null };
    case 'doc.pointer':
      return { ...state, pointer: message.d };
    case 'quality':
      return { ...state, quality: { ...state.quality, [message.d.pid]: message.d } };
    case 'media.stalled':
      return state.stalled.includes(message.d.mid) ? state : { ...state, stalled: [...state.stalled, message.d.mid] };
    case 'chat.msg':
      return { ...state, chat: said(state.chat, [message.d]) };
    case 'chat.history':
      return { ...state, chat: said(state.chat, message.d.messages) };
    case 'bye':
      return { ...state, standing: isFinal(message.d) ? 'over' : state.standing, farewell: message.d };
    case 'ok':
    case 'error':
    case 'pong':
    case 'ice':
    case 'answer':
    case 'ice.restart_please':
    case 'layers.want':
    case 'knocked':
    case 'lobby.said':
    case 'muted_by':
    case 'unmute.asked':
    case 'slower.asked':
    case 'removed':
    case 'moved':
      return state; // moments and replies: they change no picture of the room
    default:
      return unknown(message, state);
  }
}

/** 44xx other than slow (4408) and rate (4429) mean that nobody comes back by themselves. */
function isFinal(bye: Farewell): boolean {
  return bye.code >= 4400 && bye.code < 4500 && bye.code !== 4408 && bye.code !== 4429 && bye.code !== 4401;
}

function merge(before: readonly Person[], changed: readonly Person[], gone: readonly string[]): readonly Person[] {
  const fresh = new Map(changed.map((person) => [person.pid, person]));
  const kept = before.filter((person) => !gone.includes(person.pid)).map((person) => fresh.get(person.pid) ?? person);
  const known = new Set(kept.map((person) => person.pid));
  return [...kept, ...changed.filter((person) => !known.has(person.pid))];
}

/** Each message once, in the room's order, however often it arrives. */
function said(before: readonly ChatMsg[], more: readonly ChatMsg[]): readonly ChatMsg[] {
  const known = new Set(before.map((line) => line.n));
  const fresh = more.filter((line) => !known.has(line.n));
  return fresh.length === 0 ? before : [...before, ...fresh].sort((a, b) => a.n - b.n);
}

/** A server that is newer than this page may say more; the compiler makes sure that all known words are handled. */
function unknown(_: never, state: RoomState): RoomState {
  return state;
}

export function trackOf(person: Person | undefined, source: Source): Track | undefined {
  return person?.tracks.find((track) => track.source === source);
}

export function self(state: RoomState): Person | undefined {
  return state.people.find((person) => person.pid === state.me?.pid);
}

/** May this participant admit, mute, lock and end? */
export function mayHost(state: RoomState): boolean {
  return state.me?.role === 'host' || state.me?.role === 'officer';
}

/** The server sends this participant less than there is, because the link does not carry it. */
export function narrow({ quality, me }: RoomState): boolean {
  return quality[me?.pid ?? '']?.reason === 'rate';
}
