import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { OfficeBanner } from './banners.tsx';
import { Icon } from './icons.tsx';
import { refusals } from './own.ts';
import { inAppBrowser, permissionOf } from './permission.ts';
import { Preview } from './preview.tsx';
import { Face } from './seat.tsx';
import { useStore } from './store.ts';
import { Clock, LinkChip } from './topline.tsx';

/** Number and way back, above everything that is not the room itself. */
export function EntranceFrame({ children, alone }: { children: ComponentChildren; alone?: boolean }) {
  const { say, page } = useStore();
  return (
    <div class="entrance">
      <div class="entrance-head">
        <a href={page.back}>
          <Icon name="back" />
          {say('to_consultation')}
        </a>
        {!alone && <LinkChip />}
      </div>
      <div class={`entrance-body ${alone ? 'alone' : ''}`}>{children}</div>
    </div>
  );
}

/** Before joining: the browser's question explained, then one's own picture, and a way in without either. */
export function Entrance() {
  const store = useStore();
  const { say, call, page } = store;
  const { own } = store.view.value;
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const ready = asked || own.mic.on || own.camera;
  const knocks = page.role === 'guest' || page.role === 'interpreter';

  const start = async (mic: boolean, camera: boolean) => {
    setBusy(true);
    if (mic) await call.own.setMic(true);
    if (camera && !store.view.value.entered) await call.own.setCamera(true); // in meanwhile, by a seat in which the camera may be off
    setBusy(false);
    setAsked(true);
  };
  useEffect(() => {
    void (async () => {
      const [mic, camera] = await Promise.all([permissionOf('microphone'), permissionOf('camera')]);
      if (mic === 'granted' || camera === 'granted') await start(mic === 'granted', camera === 'granted');
    })();
  }, []);

  /** Comes in with exactly these devices. */
  const enter = async (mic: boolean, lowband: boolean) => {
    setBusy(true);
    await call.own.setCamera(false);
    if (mic && !own.mic.on) await call.own.setMic(true);
    call.setLowband(lowband);
    store.enter();
  };
  return (
    <EntranceFrame>
      <Heading />
      <OfficeBanner />
      {ready ? <Preview /> : <Explained />}
      <div class="entrance-acts">
        <Refusals />
        {ready ? (
          <button type="button" class="act primary" disabled={busy} onClick={() => store.enter()}>
            {say(!own.mic.on && !own.camera ? 'join_listening' : knocks ? 'join_knock' : 'join')}
          </button>
        ) : (
          <button type="button" class="act primary" disabled={busy} onClick={() => void start(true, true)}>
            {say('permission_ask')}
          </button>
        )}
        <div class="entrance-pair">
          <button type="button" class="act" disabled={busy} onClick={() => void enter(true, false)}>
            {say('join_without_camera')}
          </button>
          <button type="button" class="act" disabled={busy} onClick={() => void enter(true, true)}>
            <span>
              {say('join_audio_only')}
              <small>{say('join_audio_rate')}</small>
            </span>
          </button>
        </div>
        {knocks && <p class="aside">{say('join_knock_hint')}</p>}
      </div>
      <div class="entrance-more">
        <ExpectedPeople />
        {page.check && (
          <p class="aside">
            <a href={page.check}>{say('check_devices')}</a>
          </p>
        )}
      </div>
    </EntranceFrame>
  );
}

function Heading() {
  const { say, page } = useStore();
  return (
    <div class="entrance-title">
      <p class="kicker">{say('consultation', { number: page.number })}</p>
      <h1>{page.title}</h1>
      <Clock />
    </div>
  );
}

export function ExpectedPeople() {
  const { say, page } = useStore();
  if (page.expected.length === 0) return null;
  return (
    <section class="expected" aria-labelledby="expected-title">
      <h2 id="expected-title">{say('expected')}</h2>
      <ul class="expected-list">
        {page.expected.map((one) => (
          <li key={`${one.name} ${one.role}`}>
            <Face {...one} />
            <span>
              <b>{one.name}</b>
              <small>{[say(`role_${one.role}`), one.company].filter(Boolean).join(' · ')}</small>
              {one.mark && <small>{one.mark}</small>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A picture of the question that the browser is about to ask. */
function Explained() {
  const { say } = useStore();
  return (
    <div class="preview">
      <div class="seat explained">
        <div class="seat-empty">
          <div class="prompt-picture" aria-hidden="true">
            <b>{say('prompt_wants', { host: location.hostname })}</b>
            <span class="prompt-line">
              <Icon name="camera" />
              {say('prompt_camera')}
            </span>
            <span class="prompt-line">
              <Icon name="mic" />
              {say('prompt_mic')}
            </span>
            <span class="prompt-keys">
              <span>{say('prompt_block')}</span>
              <span>{say('prompt_allow')}</span>
            </span>
          </div>
          <b>{say('permission_title')}</b>
          <p>{say('permission_text')}</p>
        </div>
      </div>
    </div>
  );
}

export function Refusals() {
  const { say, view } = useStore();
  const { refused } = view.value.own;
  if (inAppBrowser(navigator.userAgent)) return <Reason text={say('in_app_browser')} />;
  return (
    <>
      {refusals({ ...refused, screen: undefined }).map(({ reason, sources }) => (
        <Reason key={reason} text={say(`device_${reason}`, { device: sources.map((one) => say(one)).join(', ') })} />
      ))}
    </>
  );
}

function Reason({ text }: { text: string }) {
  return (
    <p class="reason" role="alert">
      <Icon name="warn" />
      <span>{text}</span>
    </p>
  );
}
