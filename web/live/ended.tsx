import { EntranceFrame } from './entrance.tsx';
import { parting } from './farewell.ts';
import { useStore } from './store.ts';

/** Why the room is over for this page, and where to go from here. */
export function Ended() {
  const store = useStore();
  const { say, page } = store;
  const { room, signal } = store.view.value;
  const { reason, text, again, outcome } = parting(room.farewell, signal.is === 'closed' ? signal.code : '', page.role, page.outcome !== '');
  return (
    <EntranceFrame alone>
      <div class="entrance-words" role="status">
        <h1>{say(`over_${reason}`)}</h1>
        <p>{say(text)}</p>
        <div class="entrance-acts">
          {outcome && (
            <a class="act primary" href={page.outcome}>
              {say('to_outcome')}
            </a>
          )}
          {again && (
            <button type="button" class="act primary" onClick={() => location.reload()}>
              {say(again)}
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
