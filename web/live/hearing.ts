// What a person hears beside the floor: which channels there are, and how loud each receiving line is. All of it follows from the
// room's state.

import { self, type RoomState } from './state.ts';
import type { Person, Slot } from './wire.gen.ts';

/** A language as it is heard, the same in every script and country: the primary subtag of BCP 47. */
export function spoken(lang: string): string {
  return lang.toLowerCase().split('-')[0] ?? '';
}

/** The language that a person's voice is for now; nothing for who speaks to everybody, or rests. */
export function channelOf(person: Person): string {
  return person.channel && !person.channel.rest ? person.channel.to : '';
}

/** The other interpreters on a channel, in order of arrival. */
export function interpretersOf(room: RoomState, lang: string): Person[] {
  return room.people.filter((person) => lang !== '' && person.pid !== room.me?.pid && channelOf(person) === lang);
}

/** What a person may choose to hear: nothing but the original (empty), the own language, then what others interpret into. Nobody interprets from the own channel. */
export function choices(room: RoomState): string[] {
  const me = self(room);
  if (!me) return [];
  const own = me.role === 'interpreter' ? [] : [spoken(me.lang)];
  const channels = room.people.filter((person) => person.pid !== me.pid).map(channelOf).filter((to) => to !== channelOf(me));
  return [...new Set(['', ...own, me.listen.lang, ...channels])];
}

/** The languages into which an interpreter may be asked to speak: those of the two sides, then of others. */
export function directions(room: RoomState): string[] {
  const order = { supplier: 0, buyer: 1, office: 2 };
  const people = room.people.filter((person) => person.role !== 'interpreter').sort((a, b) => order[a.side] - order[b.side]);
  const mine = self(room)?.channel?.to ?? '';
  return [...new Set(people.flatMap((person) => [spoken(person.lang), person.listen.lang]).concat(mine))].filter(Boolean);
}

/** How many others listen to a language. */
export function listeners(room: RoomState, lang: string): number {
  return room.people.filter((person) => person.pid !== room.me?.pid && person.listen.lang === lang).length;
}

/** An interpreter whom this person listens to is there, and something comes: a lost socket alone takes no voice away. */
export function accompanied(room: RoomState): boolean {
  return interpretersOf(room, self(room)?.listen.lang ?? '').some((person) => {
    const mid = room.slots.find((slot) => slot.pid === person.pid && slot.source === 'mic')?.mid;
    return !(mid && room.stalled.includes(mid));
  });
}

/**
 * How loud the lines of sound are, 0 to 1, by mid. While somebody speaks on the person's channel, all others on the floor are turned
 * down but those who speak the person's language. Null where no channel is listened to: nothing is to be changed.
 */
export function gains(room: RoomState, slots: readonly Slot[] = room.slots): ReadonlyMap<string, number> | null {
  const listen = self(room)?.listen;
  const voices = interpretersOf(room, listen?.lang ?? '');
  if (!listen || voices.length === 0) return null;
  const active = voices.some((person) => room.interpreting.includes(person.pid));
  const loud = ({ pid, source }: Slot): boolean => {
    const from = room.people.find((person) => person.pid === pid);
    if (!active || !from || source === 'screen_audio') return !active;
    return from.role === 'interpreter' ? voices.includes(from) : spoken(from.lang) === listen.lang;
  };
  const sound = slots.filter(({ source }) => source === 'mic' || source === 'screen_audio');
  return new Map(sound.map((slot) => [slot.mid, loud(slot) ? 1 : listen.duck / 100]));
}
