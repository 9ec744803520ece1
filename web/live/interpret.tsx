// The interpreter's console: into which language, who listens, one's own loudness, slower, and taking over from a colleague.

import { useEffect, useState } from 'preact/hooks';
import { directions, listeners } from './hearing.ts';
import { Icon } from './icons.tsx';
import type { InterpreterCommand } from './keys.ts';
import { languageName } from './languages.ts';
import { meter } from './level.ts';
import { self } from './state.ts';
import { useStore, type Store } from './store.ts';
import type { Channel, Person } from './wire.gen.ts';

/** A strip over the controls, for interpreters alone. */
export function Console() {
  const { say, call, room } = useStore();
  const state = room.value;
  const me = self(state);
  if (me?.role !== 'interpreter' || !me.channel) return null;
  const { channel } = me;
  const colleague = takeable(state.people, me);
  return (
    <section class="console" aria-label={say('console')}>
      <div class="console-directions" role="group" aria-label={say('console_direction')}>
        {['', ...directions(state)].map((to, i) => (
          <Direction key={to} to={to} number={i} live={!channel.rest && channel.to === to} />
        ))}
      </div>
      <p class="console-state" role="status">
        <Standing channel={channel} />
      </p>
      <OwnLevel />
      <div class="console-acts">
        <button type="button" class="act small" aria-keyshortcuts="X" title={say('with_key', { what: say('slower'), key: 'X' })} onClick={() => call.acts.askSlower()}>
          <Icon name="clock" />
          {say('slower')}
        </button>
        {colleague && (
          <button
            type="button"
            class="act small"
            aria-keyshortcuts="T"
            title={say('with_key', { what: say('take_over_from', { name: colleague.name }), key: 'T' })}
            onClick={() => call.acts.takeOver(colleague.pid)}
          >
            <Icon name="refresh" />
            {say('take_over_from', { name: colleague.name })}
          </button>
        )}
      </div>
    </section>
  );
}

function Direction({ to, number, live }: { to: string; number: number; live: boolean }) {
  const { say, call } = useStore();
  const name = to === '' ? say('direction_floor') : languageName(to);
  return (
    <button
      type="button"
      class={`direction ${live ? 'live' : ''}`}
      aria-pressed={live}
      aria-keyshortcuts={String(number)}
      title={say('with_key', { what: to === '' ? say('direction_floor_hint') : say('direction_hint', { lang: name }), key: number })}
      onClick={() => call.acts.interpret(to)}
    >
      <kbd aria-hidden="true">{number}</kbd>
      <b lang={to || undefined}>{name}</b>
      {to === '' && <span>{say('direction_consecutive')}</span>}
    </button>
  );
}

/** In words: who hears the interpreter now. */
function Standing({ channel }: { channel: Channel }) {
  const store = useStore();
  const { say, view, now } = store;
  const { own, room } = view.value;
  if (channel.rest) return <b class="off">{say('console_rests', { name: store.nameOf(channel.by ?? '') })}</b>;
  if (channel.until) {
    const seconds = Math.max(0, Math.ceil((channel.until - now.value) / 1000));
    return <b>{say('console_handing_over', { name: store.nameOf(channel.by ?? ''), seconds })}</b>;
  }
  if (!own.mic.on || own.mic.muted) return <b class="off">{say('console_muted')}</b>;
  if (channel.to === '') return <b>{say('console_floor')}</b>;
  const count = listeners(room, channel.to);
  return <b class={count === 0 ? 'off' : ''}>{say('console_listen', { count, lang: languageName(channel.to) })}</b>;
}

/** How loud one is oneself, while the microphone is open. */
function OwnLevel() {
  const { say, view, call } = useStore();
  const { mic } = view.value.own;
  const track = mic.on && !mic.muted ? call.media.track('mic') : null;
  const [level, setLevel] = useState(0);
  useEffect(() => {
    if (!track) return setLevel(0);
    const over = new AbortController();
    meter(track, (now) => setLevel(Math.round(now * 20) / 20), over.signal);
    return () => over.abort();
  }, [track]);
  return <meter class="console-level" min={0} max={1} value={level} aria-label={say('mic_level')} />;
}

/** The colleague whose channel one may take over: another interpreter who speaks on one that is not one's own already. */
function takeable(people: readonly Person[], me: Person): Person | undefined {
  return people.find(({ pid, channel }) => pid !== me.pid && channel && channel.to !== '' && !channel.rest && !channel.until && (channel.to !== me.channel?.to || me.channel.rest));
}

/** What a key of the console does, for an interpreter: a number is a direction. */
export function interpretByKey(store: Store, command: InterpreterCommand): void {
  const state = store.room.value;
  const me = self(state);
  if (me?.role !== 'interpreter') return;
  const { acts } = store.call;
  if (command === 'slower') return acts.askSlower();
  if (command === 'take_over') {
    const colleague = takeable(state.people, me);
    return colleague && acts.takeOver(colleague.pid);
  }
  const to = ['', ...directions(state)][command];
  if (to !== undefined) acts.interpret(to);
}
