import { useState } from 'preact/hooks';
import { companyOf } from './company.ts';
import { Icon } from './icons.tsx';
import { Face } from './seat.tsx';
import { mayHost, trackOf } from './state.ts';
import { useStore } from './store.ts';
import type { Person, Visitor } from './wire.gen.ts';

/** Who is in, who waits, and what a host or officer may do about it. */
export function PeoplePanel() {
  const store = useStore();
  const { say, call } = store;
  const room = store.room.value;
  const host = mayHost(room);
  return (
    <>
      <div class="panel-body">
        {host && room.waiting.length > 0 && (
          <section aria-labelledby="knocks-title">
            <h2 class="panel-title" id="knocks-title">
              {say('waiting_count', { count: room.waiting.length })}
            </h2>
            <ul class="crowd knocks">
              {room.waiting.map((visitor) => (
                <Knock key={visitor.pid} visitor={visitor} />
              ))}
            </ul>
            {room.waiting.length > 1 && (
              <button type="button" class="act primary" onClick={() => call.acts.admitAll()}>
                {say('admit_all')}
              </button>
            )}
          </section>
        )}
        <ul class="crowd" aria-label={say('in_the_room')}>
          {room.people.map((person) => (
            <Attendee key={person.pid} person={person} host={host} />
          ))}
        </ul>
      </div>
      {host && (
        <div class="panel-foot">
          <button type="button" class="act" aria-pressed={room.room?.locked ?? false} onClick={() => call.acts.lock(!room.room?.locked)}>
            <Icon name={room.room?.locked ? 'lock' : 'unlock'} />
            {say(room.room?.locked ? 'unlock' : 'lock')}
          </button>
          <button
            type="button"
            class="act danger"
            onClick={() => {
              store.question.value = { is: 'end' };
            }}
          >
            <Icon name="end" />
            {say('end_for_all')}
          </button>
        </div>
      )}
    </>
  );
}

function Knock({ visitor }: { visitor: Visitor }) {
  const { say, call, page } = useStore();
  const [answering, setAnswering] = useState(false);
  const answer = (event: Event) => {
    event.preventDefault();
    const field = (event.currentTarget as HTMLFormElement).elements.namedItem('text') as HTMLInputElement;
    if (field.value.trim()) call.acts.tellVisitor(visitor.pid, field.value.trim());
    setAnswering(false);
  };
  return (
    <li class="crowd-person">
      <Face {...visitor} />
      <span class="crowd-name">
        <b>{visitor.name}</b>
        <span>
          {say(`role_${visitor.role}`)} · {companyOf(visitor, page.lang)}
          {visitor.away && ` · ${say('visitor_away')}`}
        </span>
        {visitor.message && <q>{visitor.message}</q>}
      </span>
      <div class="crowd-acts">
        <button type="button" class="act primary small" onClick={() => call.acts.admit(visitor.pid)}>
          {say('admit')}
        </button>
        <button type="button" class="act small" onClick={() => call.acts.deny(visitor.pid, 'not_expected')}>
          {say('deny')}
        </button>
        <button type="button" class="act plain small" onClick={() => setAnswering(!answering)} aria-expanded={answering}>
          {say('write_to_visitor')}
        </button>
        {answering && (
          <form class="chat-form" onSubmit={answer}>
            <input name="text" maxLength={500} aria-label={say('write_to', { name: visitor.name })} />
            <button type="submit" class="act primary square" aria-label={say('chat_send')}>
              <Icon name="send" />
            </button>
          </form>
        )}
      </div>
    </li>
  );
}

function Attendee({ person, host }: { person: Person; host: boolean }) {
  const store = useStore();
  const { say, call } = store;
  const room = store.room.value;
  const mine = person.pid === room.me?.pid;
  const mic = trackOf(person, 'mic');
  const officer = room.me?.role === 'officer';
  const company = companyOf(person, store.page.lang);
  const mark = store.page.expected.find((one) => one.company === company)?.mark;
  const acts = host && !mine && (officer || person.role !== 'officer');
  return (
    <li class="crowd-person">
      <Face {...person} />
      <span class="crowd-name">
        <b>{mine ? say('name_you', { name: person.name }) : person.name}</b>
        <span>{[say(`role_${person.role}`), company].filter(Boolean).join(' · ')}</span>
        {mark && <span>{mark}</span>}
      </span>
      <span class="crowd-state">
        {person.hand > 0 && (
          <span role="img" aria-label={say('hand_is_up')}>
            <Icon name="hand" />
          </span>
        )}
        <span role="img" class={mic && !mic.muted ? '' : 'off'} aria-label={say(mic && !mic.muted ? 'is_heard' : 'is_muted')}>
          <Icon name={mic && !mic.muted ? 'mic' : 'mic-off'} />
        </span>
      </span>
      {acts && (
        <div class="crowd-acts">
          {mic?.muted ? (
            <button type="button" class="act small" onClick={() => call.acts.askUnmute(person.pid, 'mic')}>
              {say('ask_unmute')}
            </button>
          ) : (
            mic && (
              <button type="button" class="act small" onClick={() => call.acts.mute(person.pid, 'mic')}>
                {say('mute')}
              </button>
            )
          )}
          {(person.role === 'guest' || person.role === 'interpreter') && (
            <button type="button" class="act plain small" onClick={() => call.acts.sendBack(person.pid)}>
              {say('send_back')}
            </button>
          )}
          {officer && (
            <button
              type="button"
              class="act plain small"
              onClick={() => {
                store.question.value = { is: 'remove', pid: person.pid, name: person.name };
              }}
            >
              {say('remove')}
            </button>
          )}
        </div>
      )}
    </li>
  );
}
