import type { ComponentChildren } from 'preact';
import { remaining, steps } from './clock.ts';
import { companyOf } from './company.ts';
import { wish } from './extension.ts';
import { SlowerBanner } from './hear.tsx';
import { Icon } from './icons.tsx';
import { lateWords } from './late.ts';
import { standingWord } from './office.ts';
import { refusals } from './own.ts';
import { mayHost, narrow, self } from './state.ts';
import { useStore } from './store.ts';
import { unseen } from './unseen.ts';

/** What cannot wait: a lost connection, a knock, the end of the time, a device that failed, a weak link. */
export function Banners() {
  const store = useStore();
  return (
    <div class="room-banners">
      <LostBanner />
      <OfficeBanner />
      <TimeBanner />
      <ExtensionBanner />
      <HoldBanner />
      <LateBanner />
      {mayHost(store.room.value) && store.panel.value !== 'people' && <KnockBanner />}
      <RefusedBanner />
      <PictureBanner />
      <UnseenBanner />
      <SoundBanner />
      <SlowerBanner />
    </div>
  );
}

function LostBanner() {
  const { say, view, now } = useStore();
  const { signal, link } = view.value;
  if (signal.is === 'lost') {
    now.value; // redraws each half second
    const seconds = Math.max(0, Math.floor((Date.now() - signal.since) / 1000));
    return (
      <div class="room-banner lost" role="alert">
        <Icon name="link-off" />
        <p>{say('reconnecting')}</p>
        <time aria-hidden="true">{say('seconds', { count: seconds })}</time>
      </div>
    );
  }
  if (link !== 'weak' && link !== 'down') return null;
  return (
    <div class="room-banner warn" role="status">
      <Icon name="link-weak" />
      <p>{say('media_reconnecting')}</p>
    </div>
  );
}

/** What the Office tells everybody from its board. */
export function OfficeBanner() {
  const { say, view, now, putAway } = useStore();
  const word = standingWord(view.value.room, now.value, putAway.value);
  if (!word) return null;
  return (
    <div class="room-banner office">
      <Icon name="info" />
      <p>
        <b>{say('office')}</b>{' '}
        <span lang={word.lang} dir="auto">
          {word.text}
        </span>
      </p>
      <button type="button" class="act plain square small" aria-label={say('close')} onClick={() => (putAway.value = word.id)}>
        <Icon name="close" />
      </button>
    </div>
  );
}

function TimeBanner() {
  const { say, view, now, call } = useStore();
  const { timer, room } = view.value.room;
  if (room?.phase === 'unattended') return <Warning text={say('unattended')} />;
  if (!timer) return null;
  const { hour, seconds } = remaining(timer, now.value);
  const offer = wish(view.value.room, now.value) === 'offer';
  const text = hour === 'over' ? say('time_over', { count: steps(seconds) }) : hour === 'last' ? say('time_last') : offer ? say('time_soon') : '';
  if (!text) return null;
  return (
    <Warning text={text}>
      {offer && (
        <button type="button" class="act small" onClick={() => call.acts.extend(true)}>
          {say('more_ask')}
        </button>
      )}
    </Warning>
  );
}

/** One side has asked for more time, or both have and the portal looks whose time is free. */
function ExtensionBanner() {
  const { say, view, now, call } = useStore();
  const state = view.value.room;
  const by = state.timer?.extension?.by ?? '';
  switch (wish(state, now.value)) {
    case 'answer':
      return (
        <Warning text={say(`more_asked_${by}`)}>
          <div class="room-banner-acts">
            <button type="button" class="act primary small" onClick={() => call.acts.extend(true)}>
              {say('more_yes')}
            </button>
            <button type="button" class="act small" onClick={() => call.acts.extend(false)}>
              {say('more_no')}
            </button>
          </div>
        </Warning>
      );
    case 'wait':
      return (
        <Warning text={say('more_wait')}>
          <button type="button" class="act small" onClick={() => call.acts.extend(false)}>
            {say('more_back')}
          </button>
        </Warning>
      );
    case 'watch':
      return <Warning text={say(`more_asked_${by}`)} />;
    case 'look':
      return <Warning text={say('more_look')} />;
    default:
      return null;
  }
}

/** Who is awaited has said to come later. */
export function LateBanner() {
  const { say, view, page } = useStore();
  return (
    <>
      {view.value.room.late.map((one) => (
        <Warning key={one.pid} text={lateWords(one, page, say)} />
      ))}
    </>
  );
}

/** The start waits for the interpreter; a side may say that it does without. */
function HoldBanner() {
  const { say, view, call, page } = useStore();
  const { room, me } = view.value.room;
  const hold = room?.hold;
  if (!hold) return null;
  const name = page.expected.find((one) => one.role === 'interpreter')?.name ?? say('role_interpreter');
  const party = me?.role === 'host' || me?.role === 'guest';
  const mine = party && (hold === 'both' || hold === me?.side);
  const said = hold === 'both' || !party ? '' : mine ? say('hold_theirs') : say(`hold_${hold}`);
  return (
    <div class="room-banner warn" role="status">
      <Icon name="clock" />
      <p>
        <b>{say('hold', { name })}</b> {said || say('hold_text')}
      </p>
      {mine && (
        <button type="button" class="act small" onClick={() => call.acts.startWithout()}>
          {say('start_without')}
        </button>
      )}
    </div>
  );
}

function Warning({ text, children }: { text: string; children?: ComponentChildren }) {
  return (
    <div class="room-banner warn" role="status">
      <Icon name="clock" />
      <p>{text}</p>
      {children}
    </div>
  );
}

function KnockBanner() {
  const store = useStore();
  const { say, call, page } = store;
  const { waiting } = store.room.value;
  const [first, ...others] = waiting;
  if (!first) return null;
  return (
    <div class="room-banner warn" role="status">
      <Icon name="enter" />
      <p>
        <b>{first.name}</b> {say('waits_here', { company: companyOf(first, page.lang), role: say(`role_${first.role}`) })}
        {others.length > 0 && ` ${say('waits_more', { count: others.length })}`}
      </p>
      <div class="room-banner-acts">
        <button type="button" class="act primary small" onClick={() => call.acts.admit(first.pid)}>
          {say('admit')}
        </button>
        {others.length > 0 ? (
          <button type="button" class="act small" onClick={() => call.acts.admitAll()}>
            {say('admit_all')}
          </button>
        ) : (
          <button type="button" class="act small" onClick={() => store.open('people')}>
            {say('see_queue')}
          </button>
        )}
      </div>
    </div>
  );
}

function RefusedBanner() {
  const { say, view, call } = useStore();
  const [first] = refusals(view.value.own.refused);
  if (!first) return null;
  return (
    <div class="room-banner warn" role="alert">
      <Icon name="warn" />
      <p>{say(`device_${first.reason}`, { device: first.sources.map((one) => say(one === 'screen' ? 'share' : one)).join(', ') })}</p>
      <button type="button" class="act plain square small" aria-label={say('close')} onClick={() => call.own.heed(first)}>
        <Icon name="close" />
      </button>
    </div>
  );
}

/** Pictures off to save a link, and the offer to do so while one's own link is weak. */
function PictureBanner() {
  const { say, view, call } = useStore();
  const { lowband, verdict, room } = view.value;
  const less = narrow(room);
  if (!lowband && !less && verdict.grade !== 'weak') return null;
  return (
    <div class="room-banner" role="status">
      <Icon name={lowband ? 'camera-off' : 'link-weak'} />
      <p>{say(lowband ? 'lowband_is_on' : less ? 'link_narrow' : 'lowband_offer')}</p>
      <button type="button" class="act small" onClick={() => call.setLowband(!lowband)}>
        {say(lowband ? 'lowband_off' : 'lowband_on')}
      </button>
    </div>
  );
}

/** One's own picture that somebody cannot see, for as long as it is sent. */
function UnseenBanner() {
  const { say, view } = useStore();
  const { room, own } = view.value;
  const person = self(room);
  const sent = person ? (['camera', 'screen'] as const).filter((source) => (source === 'camera' ? own.camera : own.sharing)) : [];
  const text = sent.map((source) => person && unseen(room, { person, source, mine: true, mid: undefined }, say)).find(Boolean);
  if (!text) return null;
  return (
    <div class="room-banner warn" role="status">
      <Icon name="camera-off" />
      <p>{text}</p>
    </div>
  );
}

function SoundBanner() {
  const { say, view, call } = useStore();
  if (!view.value.soundBlocked) return null;
  return (
    <div class="room-banner warn" role="alert">
      <Icon name="speaker" />
      <p>{say('sound_blocked')}</p>
      <button type="button" class="act primary small" onClick={() => call.resumeSound()}>
        {say('sound_on')}
      </button>
    </div>
  );
}
