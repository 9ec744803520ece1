// A word of the Office to the room: for how long it stands before its reader. No time of its own.

import type { RoomState } from './state.ts';
import type { OfficeWord } from './wire.gen.ts';

/** The one that counts at `now`, ms by the server's clock, unless its reader has put it away. */
export function standingWord({ word }: Pick<RoomState, 'word'>, now: number, putAway: string): OfficeWord | null {
  return word && word.id !== putAway && now < word.until ? word : null;
}
