// Which receiving line carries whom, and who stands on the stage.

import { trackOf, type RoomState } from './state.ts';
import type { Person, Slot, Source, Wish } from './wire.gen.ts';

/** The mid on which a source of a person arrives. */
export function midOf(slots: readonly Slot[], pid: string, source: Source): string | undefined {
  return slots.find((slot) => slot.pid === pid && slot.source === source)?.mid;
}

/** The lines on which somebody sends who can be heard or seen: others who are in. */
export function sent({ slots, people, me, room }: RoomState): readonly string[] {
  const sends = ({ pid, source }: Slot): boolean => {
    const person = people.find((one) => one.pid === pid);
    const track = trackOf(person, source);
    if (!person || person.pid === me?.pid || person.standing !== 'in' || !track || track.muted) return false;
    const sound = source === 'mic' || source === 'screen_audio';
    return !(sound && room?.hold && person.side !== 'office'); // nobody hears the two sides before the start
  };
  return slots.filter(sends).map((slot) => slot.mid);
}

/** The lines on which something should arrive: those that are sent, as far as the server does not say that they stall. */
export function expected(room: RoomState): readonly string[] {
  return sent(room).filter((mid) => !room.stalled.includes(mid));
}

export interface Seat {
  person: Person;
  /** What the picture shows; a person who shares has two seats. */
  source: 'camera' | 'screen';
  /** Line of the picture; undefined when there is none to show. */
  mid: string | undefined;
  mine: boolean;
}

export interface Seating {
  stage: Seat | undefined;
  strip: readonly Seat[];
}

/**
 * The stage shows, in this order: what the person pinned, the document (then no seat stands there), a shared screen, who spoke
 * last, the first one of the other side. Everyone else sits in the strip in order of arrival, oneself last.
 */
export function seating(state: RoomState, pinned = '', lastSpeaker = state.speaker): Seating {
  const seats: Seat[] = [];
  for (const person of state.people) {
    const mine = person.pid === state.me?.pid;
    const seat = (source: 'camera' | 'screen'): Seat => ({
      person, source, mine, mid: mine ? undefined : midOf(state.slots, person.pid, source),
    });
    seats.push(seat('camera'));
    if (trackOf(person, 'screen')) seats.push(seat('screen'));
  }
  const others = seats.filter((seat) => !seat.mine);
  const first = () =>
    others.find((seat) => seat.source === 'screen') ??
    others.find((seat) => seat.person.pid === lastSpeaker) ??
    others.find((seat) => seat.person.side !== state.me?.side && seat.person.side !== 'office') ??
    others[0];
  const stage = seats.find((seat) => seatKey(seat) === pinned) ?? (state.doc.id ? undefined : first());
  const strip = seats.filter((seat) => seat !== stage);
  return { stage, strip: [...strip.filter((seat) => !seat.mine), ...strip.filter((seat) => seat.mine)] };
}

/** The pictures in the order in which they matter, each no larger than it is shown: `wide` is a screen with room for the full size. */
export function wishes({ stage, strip }: Seating, wide: boolean): Wish[] {
  const small = strip.length <= 2 && wide ? 'h' : 'q';
  return (stage ? [stage, ...strip] : strip)
    .filter((seat) => !seat.mine)
    .map((seat) => ({ pid: seat.person.pid, source: seat.source, max: seat !== stage ? small : wide || seat.source === 'screen' ? 'f' : 'h' }));
}

export function seatKey(seat: Seat): string {
  return `${seat.person.pid} ${seat.source}`;
}
