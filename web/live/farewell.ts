// Why the room is over for this page, and what a person can do then.

import type { Role } from './wire.gen.ts';

export interface Parting {
  /** Text key `live.over_<reason>`. */
  reason: string;
  /** Text key `live.<text>` of the sentence below it. */
  text: string;
  /** Text key of a button that loads the page again, where that leads back; '' where it does not. */
  again: '' | 'join_again' | 'load_again' | 'sign_in_again';
  /** This person states an outcome now. */
  outcome: boolean;
}

const again: Readonly<Record<string, Parting['again']>> = {
  left: 'join_again', full: 'join_again', locked: 'join_again', denied: 'join_again', failed: 'load_again', signed_out: 'sign_in_again',
};

/** `said` is the room's farewell, `code` what the socket or the portal said without one. */
export function parting(said: { reason: string; deny?: string | undefined } | null, code: string, role: Role, statesOutcome: boolean): Parting {
  const reason = said?.reason ?? (code ? closedReason(code) : 'left');
  const closes = ['ended', 'time_over', 'empty'].includes(reason);
  const outcome = closes && statesOutcome && role !== 'officer';
  const text = said?.deny ? `denied_${said.deny}` : closes && !outcome ? 'over_thanks' : `over_${reason}_text`;
  return { reason, text, outcome, again: said?.deny === 'not_expected' ? '' : (again[reason] ?? '') };
}

/** Words for a close without a farewell: an error to the hello, or a bare close code. */
function closedReason(code: string): string {
  switch (code) {
    case '4409':
      return 'taken_over';
    case '4410':
    case 'ended':
      return 'ended';
    case 'full':
    case 'locked':
    case 'seat':
    case 'signed_out':
      return code;
    case 'banned':
    case '4403':
      return 'removed';
    default:
      return 'failed';
  }
}
