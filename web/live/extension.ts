// Ten more minutes, once: who has asked, who has to answer, and what there is to do for this participant. No time of its own.

import { remaining } from './clock.ts';
import type { RoomState } from './state.ts';

/** offer: may ask; answer: the other side has asked; wait: one's own side has; watch: a side has asked, and this participant is of neither; look: the portal looks whose time is free. */
export type Wish = 'offer' | 'answer' | 'wait' | 'watch' | 'look';

/** `now` is ms by the server's clock. */
export function wish(room: RoomState, now: number): Wish | null {
  const { timer, me } = room;
  if (!timer || !me) return null;
  const party = me.side !== 'office';
  switch (timer.extension?.state) {
    case 'asked':
      return !party ? 'watch' : timer.extension.by === me.side ? 'wait' : 'answer';
    case 'agreed':
      return 'look';
    case 'given':
    case 'refused':
      return null;
    default:
      return party && ['soon', 'last', 'over'].includes(remaining(timer, now).hour) ? 'offer' : null;
  }
}
