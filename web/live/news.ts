// What is worth telling a person when the room changes: compares two states and names it by text key, for the line that
// screen readers hear and for the short notes on the screen.

import { accompanied, channelOf, interpretersOf } from './hearing.ts';
import type { RoomState } from './state.ts';
import { self, trackOf } from './state.ts';
import type { Args } from './texts.ts';

export interface News {
  /** Text key `live.news_<key>`. */
  key: string;
  args: Args;
}

export function news(before: RoomState, after: RoomState): News[] {
  if (after.standing !== 'in') return standing(before, after);
  if (!after.room) return []; // admitted, and the room's state is still to come
  if (!before.room) return [after.people.length > 1 ? { key: 'in', args: { count: after.people.length } } : { key: 'in_one', args: {} }];
  const told: News[] = [];
  const me = after.me?.pid;
  for (const person of after.people) {
    const old = before.people.find((one) => one.pid === person.pid);
    const args = { name: person.name };
    if (person.pid === me) continue;
    if (!old) {
      told.push({ key: person.role === 'officer' ? 'officer_joined' : 'joined', args });
      continue;
    }
    if (old.standing !== person.standing) told.push({ key: person.standing === 'in' ? 'back' : 'interrupted', args });
    if (!old.hand && person.hand) told.push({ key: 'hand', args });
    if (!trackOf(old, 'screen') && trackOf(person, 'screen')) told.push({ key: 'shares', args });
    if (trackOf(old, 'screen') && !trackOf(person, 'screen')) told.push({ key: 'share_over', args });
  }
  for (const old of before.people) {
    if (old.pid !== me && !after.people.some((person) => person.pid === old.pid)) told.push({ key: 'left', args: { name: old.name } });
  }
  if (accompanied(before) && !accompanied(after) && left(before, after)) told.push({ key: 'interpreter_gone', args: {} });
  if (before.room.hold && !after.room.hold) {
    const came = after.people.some((person) => person.role === 'interpreter');
    told.push({ key: came ? 'hold_over' : 'hold_waived', args: {} });
  }
  if (before.room && after.room && before.room.locked !== after.room.locked) {
    told.push({ key: after.room.locked ? 'locked' : 'unlocked', args: {} });
  }
  const extension = after.timer?.extension;
  if (before.timer && extension && extension.state !== before.timer.extension?.state) {
    if (extension.state === 'given' || extension.state === 'refused') told.push({ key: `more_${extension.state}`, args: {} });
    if (extension.state === 'declined' && extension.by !== after.me?.side) told.push({ key: `more_declined_${extension.by}`, args: {} });
  }
  return told;
}

/** Nobody of those to whom this person listened has only changed the direction. */
function left(before: RoomState, after: RoomState): boolean {
  const lang = self(before)?.listen.lang ?? '';
  if (self(after)?.listen.lang !== lang) return false;
  return interpretersOf(before, lang).every((old) => {
    const now = after.people.find((one) => one.pid === old.pid);
    return !now || channelOf(now) === lang;
  });
}

function standing(before: RoomState, after: RoomState): News[] {
  if (after.standing !== 'lobby' || !after.lobby) return [];
  if (after.lobby.returned && !before.lobby?.returned) return [{ key: 'returned', args: {} }];
  if (before.lobby && before.lobby.hostState !== after.lobby.hostState) {
    return [{ key: after.lobby.hostState === 'here' ? 'host_here' : 'host_away', args: {} }];
  }
  if (after.lobby.message && after.lobby.message !== before.lobby?.message) {
    return [{ key: 'lobby_message', args: { text: after.lobby.message } }];
  }
  return [];
}
