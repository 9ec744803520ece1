// Pictures that are sent and cannot be shown, because the browser of who should see them does not know how they are written.

import type { Seat } from './slots.ts';
import { trackOf, type RoomState } from './state.ts';
import type { Say } from './texts.ts';
import type { Codec } from './wire.gen.ts';

const names: Record<Codec, string> = { vp8: 'VP8', h264: 'H.264' };

/** What to say of a seat whose picture this browser cannot show, or whose own picture others cannot see; '' when there is nothing to say. */
export function unseen({ people, me }: RoomState, { person, source, mine }: Seat, say: Say): string {
  const { unseenBy = [], codec, muted } = trackOf(person, source) ?? {};
  if (!codec || muted) return '';
  if (!mine) return me && unseenBy.includes(me.pid) ? say('unseen_here', { codec: names[codec] }) : '';
  const blind = people.filter((one) => unseenBy.includes(one.pid)).map((one) => one.name);
  return blind.length > 0 ? say('unseen_by', { names: blind.join(', '), codec: names[codec] }) : '';
}
