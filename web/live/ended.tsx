import { EntranceFrame } from './entrance.tsx';
import { useStore } from './store.ts';

/** Why the room is over for this page, and where to go from here. */
export function Ended() {
  const store = useStore();
  const { say, page } = store;
  const { room, signal } = store.view.value;
  const reason = room.farewell?.reason ?? (signal.is === 'closed' ? closedReason(signal.code) : 'left');
  const after = ['ended', 'time_over', 'empty'].includes(reason) && page.role !== 'officer' && page.outcome !== '';
  const again = ['left', 'full', 'locked', 'denied'].includes(reason) && room.farewell?.deny !== 'not_expected';
  return (
    <EntranceFrame alone>
      <div class="entrance-words" role="status">
        <h1>{say(`over_${reason}`)}</h1>
        <p>{say(room.farewell?.deny ? `denied_${room.farewell.deny}` : `over_${reason}_text`)}</p>
        <div class="entrance-acts">
          {after && (
            <a class="act primary" href={page.outcome}>
              {say('to_outcome')}
            </a>
          )}
          {again && (
            <button type="button" class="act primary" onClick={() => location.reload()}>
              {say('join_again')}
            </button>
          )}
          <a class="act plain" href={page.back}>
            {say('to_consultation')}
          </a>
        </div>
      </div>
    </EntranceFrame>
  );
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
      return code;
    case 'banned':
    case '4403':
      return 'removed';
    default:
      return 'failed';
  }
}

/** The same person is here by another tab: one of the two goes on. */
export function Elsewhere() {
  const store = useStore();
  const { say, page } = store;
  return (
    <EntranceFrame alone>
      <div class="entrance-words" role="alertdialog" aria-labelledby="elsewhere-title">
        <h1 id="elsewhere-title">{say('elsewhere_title')}</h1>
        <p>{say('elsewhere_text')}</p>
        <div class="entrance-acts">
          <button type="button" class="act primary" onClick={() => store.call.takeOver()}>
            {say('elsewhere_move')}
          </button>
          <a class="act plain" href={page.back}>
            {say('elsewhere_leave')}
          </a>
        </div>
      </div>
    </EntranceFrame>
  );
}
