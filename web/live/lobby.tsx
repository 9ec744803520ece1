import { useRef } from 'preact/hooks';
import { LateBanner, OfficeBanner } from './banners.tsx';
import { EntranceFrame, ExpectedPeople, Refusals } from './entrance.tsx';
import { Icon } from './icons.tsx';
import { Preview } from './preview.tsx';
import { useStore } from './store.ts';
import { Clock } from './topline.tsx';

/** Waiting to be admitted: what happens, who decides, where one stands, and a line to write to them. */
export function Lobby() {
  const store = useStore();
  const { say, page } = store;
  const { room, signal } = store.view.value;
  const lobby = room.lobby;
  return (
    <EntranceFrame>
      <div class="entrance-title" role="status">
        <p class="kicker">{page.title}</p>
        <h1>{say(lobby?.returned && !lobby.place ? 'lobby_returned' : 'lobby_title')}</h1>
        <p>{say(signal.is !== 'open' ? 'lobby_connecting' : lobby?.hostState === 'here' ? 'lobby_host_here' : 'lobby_host_away')}</p>
        <div class="lobby-facts">
          <Clock />
          {lobby && lobby.place > 0 && <span>{say('lobby_place', { count: lobby.place })}</span>}
          {lobby?.locked && <span>{say('lobby_locked')}</span>}
        </div>
      </div>
      <OfficeBanner />
      <LateBanner />
      <Preview />
      <div class="entrance-acts">
        <Refusals />
        {lobby?.message && (
          <p class="reason" role="status">
            <Icon name="chat" />
            <q>{lobby.message}</q>
          </p>
        )}
        {lobby && lobby.place > 0 && <WriteToHosts />}
        {lobby?.returned && lobby.place === 0 && (
          <button type="button" class="act primary" onClick={() => store.enter()}>
            {say('join_knock')}
          </button>
        )}
        <button type="button" class="act" onClick={() => store.call.leave()}>
          <Icon name="leave" />
          {say('lobby_leave')}
        </button>
      </div>
      <div class="entrance-more">
        <ExpectedPeople />
      </div>
    </EntranceFrame>
  );
}

function WriteToHosts() {
  const store = useStore();
  const { say } = store;
  const field = useRef<HTMLInputElement>(null);
  const send = (event: Event) => {
    event.preventDefault();
    const text = field.current?.value.trim();
    if (!text || !field.current) return;
    store.call.acts.tellHosts(text);
    field.current.value = '';
    store.note(say('lobby_sent'));
  };
  return (
    <form class="lobby-write" onSubmit={send}>
      <input ref={field} maxLength={500} aria-label={say('lobby_write')} placeholder={say('lobby_write')} />
      <button type="submit" class="act square" aria-label={say('chat_send')}>
        <Icon name="send" />
      </button>
    </form>
  );
}
