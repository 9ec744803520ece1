// What a person hears beside the original: the choice of channel and how loud the original stays, and what an interpreter asks of all.

import { useEffect, useState } from 'preact/hooks';
import { Icon } from './icons.tsx';
import { choices, interpretersOf } from './hearing.ts';
import { languageName } from './languages.ts';
import { self } from './state.ts';
import { useStore } from './store.ts';

/** One line under the stage while an interpreter is in: the original, or a language, and the loudness of the original while somebody interprets into it. */
export function Hear() {
  const { say, call, room } = useStore();
  const state = room.value;
  const me = self(state);
  const offered = choices(state);
  if (!me || offered.length < 2 || !state.people.some((person) => person.role === 'interpreter')) return null;
  const { lang, duck } = me.listen;
  return (
    <section class="voices" aria-label={say('hear_label')}>
      <fieldset class="voices-choice">
        <legend>{say(me.role === 'interpreter' ? 'hear_relay' : 'hear')}</legend>
        {offered.map((one) => (
          <Voice key={one} lang={one} chosen={one === lang} choose={() => call.acts.listen(one, duck)} />
        ))}
      </fieldset>
      {lang !== '' && interpretersOf(state, lang).length > 0 && <Duck duck={duck} choose={(percent) => call.acts.listen(lang, percent)} />}
    </section>
  );
}

/** How loud the original stays. What the hand has chosen stands until the server has said the same, which may be many steps later. */
function Duck({ duck, choose }: { duck: number; choose: (percent: number) => void }) {
  const { say } = useStore();
  const [chosen, setChosen] = useState<number | null>(null);
  useEffect(() => {
    if (chosen === duck) setChosen(null);
  }, [duck]);
  const percent = chosen ?? duck;
  return (
    <label class="voices-duck">
      <Icon name="speaker" />
      <span>{say('hear_original_at')}</span>
      <input
        type="range"
        min={0}
        max={100}
        step={5}
        value={percent}
        aria-valuetext={say('percent', { percent })}
        onInput={(event) => setChosen(Number(event.currentTarget.value))}
        onChange={(event) => choose(Number(event.currentTarget.value))}
      />
      <output>{say('percent', { percent })}</output>
    </label>
  );
}

function Voice({ lang, chosen, choose }: { lang: string; chosen: boolean; choose: () => void }) {
  const { say, room } = useStore();
  const by = interpretersOf(room.value, lang);
  const consecutive = room.value.people.some(({ channel }) => channel?.to === '' && !channel.rest);
  const speaks = by.some((person) => room.value.interpreting.includes(person.pid));
  return (
    <label class={`voice ${speaks ? 'speaks' : ''}`}>
      <input type="radio" name="hear" value={lang} checked={chosen} onChange={choose} />
      {lang === '' ? <b>{say('hear_original')}</b> : <b lang={lang}>{languageName(lang)}</b>}
      {lang !== '' && <span>{by.map((person) => person.name).join(', ') || say(consecutive ? 'mark_consecutive' : 'hear_nobody')}</span>}
    </label>
  );
}

/** An interpreter asks for slower speech: all others read it for as long as it takes to heed. */
export function SlowerBanner() {
  const { say, slower } = useStore();
  if (!slower.value) return null;
  return (
    <div class="room-banner warn" role="alert">
      <Icon name="clock" />
      <p>
        <b>{say('slower_asked', { name: slower.value })}</b> {say('slower_text')}
      </p>
    </div>
  );
}
