// The device check: camera, microphone, loudspeaker and network, in the order in which people meet problems, with one plain
// verdict. It works without a consultation. Of people whom others ring the portal keeps that camera and microphone work, and nothing else.

import { render } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon, type IconName } from './icons.tsx';
import { ways } from './ladder.ts';
import { meter, tone } from './level.ts';
import { DeviceError, Media, type Refusal } from './media.ts';
import { inAppBrowser } from './permission.ts';
import { take } from './recorder.ts';
import { pageTexts, sayer, type Say } from './texts.ts';
import { advise, relays, tryWay, type Trips } from './way.ts';

type Mark = 'todo' | 'busy' | 'ok' | 'warn' | 'bad';

interface StepProps {
  number: number;
  mark: Mark;
  title: string;
  say: Say;
  children: preact.ComponentChildren;
}

const icons: Record<Mark, IconName> = { todo: 'clock', busy: 'refresh', ok: 'check', warn: 'warn', bad: 'close' };

function Step({ number, mark, title, say, children }: StepProps) {
  return (
    <li class={`check-step ${mark}`}>
      <h2>
        <span class="check-number" aria-hidden="true">
          {mark === 'todo' ? number : <Icon name={icons[mark]} />}
        </span>
        {title} <span class="check-mark">{say(`mark_${mark}`)}</span>
      </h2>
      <div class="check-body">{children}</div>
    </li>
  );
}

interface Devices {
  camera: MediaStreamTrack | null;
  mic: MediaStreamTrack | null;
  refused: { camera?: Refusal; mic?: Refusal };
}

/** Where the portal keeps that camera and microphone work, and what is said then; only for people whom others may ring. */
interface Report {
  url: string;
  noted: string;
}

async function report({ url }: Report): Promise<boolean> {
  try {
    const answer = await fetch(url, { method: 'POST', body: new URLSearchParams({ camera: 'yes', sound: 'yes' }) });
    if (answer.ok) document.dispatchEvent(new Event('devices-tested'));
    return answer.ok;
  } catch {
    return false; // offline: the network's step says so
  }
}

function Check({ say, url, media, to }: { say: Say; url: string; media: Media; to: Report | null }) {
  const [devices, setDevices] = useState<Devices | null>(null);
  const [heard, setHeard] = useState(false);
  const [tone, setTone] = useState<'todo' | 'played' | 'yes' | 'no'>('todo');
  const [trips, setTrips] = useState<Trips | 'busy' | 'failed' | null>(null);
  const [noted, setNoted] = useState(false);
  const works = heard && devices?.camera != null;
  useEffect(() => () => media.close(), []);
  useEffect(() => {
    if (works && to) void report(to).then(setNoted);
  }, [works]);

  const start = async () => {
    const refused: Devices['refused'] = {};
    const get = async (source: 'camera' | 'mic') => {
      try {
        return await media.start(source);
      } catch (error) {
        refused[source] = error instanceof DeviceError ? error.reason : 'failed';
        return null;
      }
    };
    const camera = await get('camera');
    const mic = await get('mic');
    setDevices({ camera, mic, refused });
    await probe();
  };
  const probe = async () => {
    setTrips('busy');
    const over = new AbortController();
    try {
      const ice = await relays(url);
      const found = await Promise.all(ways.map(async (way) => [way, await tryWay(url, way, ice, over.signal)] as const));
      setTrips(Object.fromEntries(found));
    } catch {
      setTrips('failed');
    }
  };

  if (!devices) {
    return (
      <div class="check-start">
        <p>{say('explain')}</p>
        {inAppBrowser(navigator.userAgent) && <p class="notice warn">{say('in_app')}</p>}
        <button type="button" class="button primary" onClick={() => void start()}>
          {say('start')}
        </button>
      </div>
    );
  }
  return (
    <>
      <Verdict say={say} devices={devices} trips={trips} />
      {noted && (
        <p class="notice success" role="status">
          <Icon name="check" />
          <span>{to?.noted}</span>
        </p>
      )}
      <ol class="check-steps">
        <Step number={1} title={say('camera')} mark={devices.camera ? 'ok' : devices.refused.camera === 'missing' ? 'warn' : 'bad'} say={say}>
          {devices.camera ? <Mirror track={devices.camera} label={say('camera_label')} /> : <p>{say(`refused_${devices.refused.camera ?? 'failed'}`)}</p>}
        </Step>
        <Step number={2} title={say('mic')} mark={!devices.mic ? 'bad' : heard ? 'ok' : 'todo'} say={say}>
          {devices.mic ? <Ear say={say} track={devices.mic} heard={heard} onHeard={() => setHeard(true)} /> : <p>{say(`refused_${devices.refused.mic ?? 'failed'}`)}</p>}
        </Step>
        <Step number={3} title={say('speaker')} mark={tone === 'yes' ? 'ok' : tone === 'no' ? 'warn' : 'todo'} say={say}>
          <Speaker say={say} state={tone} set={setTone} />
        </Step>
        <Step number={4} title={say('network')} mark={networkMark(trips)} say={say}>
          <Network say={say} trips={trips} again={() => void probe()} />
        </Step>
        {devices.mic && (
          <Step number={5} title={say('record')} mark="todo" say={say}>
            <Record say={say} tracks={[devices.mic, ...(devices.camera ? [devices.camera] : [])]} />
          </Step>
        )}
      </ol>
    </>
  );
}

function networkMark(trips: Trips | 'busy' | 'failed' | null): Mark {
  if (trips === null || trips === 'busy') return 'busy';
  if (trips === 'failed') return 'bad';
  const { advice } = advise(trips);
  return advice === 'video' ? 'ok' : advice === 'blocked' ? 'bad' : 'warn';
}

/** One sentence that says whether a consultation will work from here. */
function Verdict({ say, devices, trips }: { say: Say; devices: Devices; trips: Trips | 'busy' | 'failed' | null }) {
  if (trips === null || trips === 'busy') {
    return (
      <p class="notice info" role="status">
        <Icon name="refresh" />
        <span>{say('verdict_busy')}</span>
      </p>
    );
  }
  const { advice, way, rttMs } = trips === 'failed' ? { advice: 'failed' as const, way: '', rttMs: 0 } : advise(trips);
  const good = advice === 'video' && devices.camera && devices.mic;
  const bad = advice === 'blocked' || advice === 'failed';
  return (
    <div class={`notice ${good ? 'success' : bad ? 'danger' : 'warn'}`} role="status">
      <Icon name={good ? 'check' : 'warn'} />
      <div>
        <p>
          <b>{say(`verdict_${advice}`)}</b>
        </p>
        <p>{say(`verdict_${advice}_text`, { way: way ? say(`way_${way}`) : '', ms: rttMs, host: location.host })}</p>
        {!bad && !devices.mic && <p>{say('verdict_no_mic')}</p>}
        {!bad && devices.mic && !devices.camera && <p>{say('verdict_no_camera')}</p>}
      </div>
    </div>
  );
}

function Mirror({ track, label }: { track: MediaStreamTrack; label: string }) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current) video.current.srcObject = new MediaStream([track]);
  }, [track]);
  return <video ref={video} class="check-picture mirrored" autoPlay playsInline muted aria-label={label} />;
}

function Ear({ say, track, heard, onHeard }: { say: Say; track: MediaStreamTrack; heard: boolean; onHeard: () => void }) {
  const [level, setLevel] = useState(0);
  useEffect(() => {
    const over = new AbortController();
    meter(track, setLevel, over.signal);
    return () => over.abort();
  }, [track]);
  useEffect(() => {
    if (level > 0.35) onHeard();
  }, [level]);
  return (
    <>
      <p>{say(heard ? 'mic_heard' : 'mic_speak')}</p>
      <div class="check-meter" role="meter" aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(level * 100)} aria-label={say('mic_level')}>
        <span style={{ transform: `scaleX(${level.toFixed(2)})` }} />
      </div>
    </>
  );
}

function Speaker({ say, state, set }: { say: Say; state: 'todo' | 'played' | 'yes' | 'no'; set: (state: 'played' | 'yes' | 'no') => void }) {
  const play = () => void tone().then(() => set('played'));
  return (
    <>
      <p>{say(state === 'no' ? 'speaker_help' : 'speaker_text')}</p>
      <div class="row">
        <button type="button" class="button" onClick={play}>
          <Icon name="speaker" />
          {say('speaker_play')}
        </button>
        {state !== 'todo' && (
          <>
            <button type="button" class="button quiet" aria-pressed={state === 'yes'} onClick={() => set('yes')}>
              {say('speaker_yes')}
            </button>
            <button type="button" class="button quiet" aria-pressed={state === 'no'} onClick={() => set('no')}>
              {say('speaker_no')}
            </button>
          </>
        )}
      </div>
    </>
  );
}

function Network({ say, trips, again }: { say: Say; trips: Trips | 'busy' | 'failed' | null; again: () => void }) {
  if (trips === null || trips === 'busy') return <p>{say('network_busy')}</p>;
  const blocked = trips !== 'failed' && advise(trips).advice !== 'video';
  return (
    <>
      {trips === 'failed' ? (
        <p>{say('network_failed')}</p>
      ) : (
        <dl class="summary">
          {ways.map((way) => (
            <div key={way}>
              <dt>{say(`way_${way}`)}</dt>
              <dd>{typeof trips[way] === 'number' ? say('way_open', { ms: trips[way] }) : say('way_closed')}</dd>
            </div>
          ))}
        </dl>
      )}
      {blocked && <ForIT say={say} />}
      <button type="button" class="button" onClick={again}>
        <Icon name="refresh" />
        {say('network_again')}
      </button>
    </>
  );
}

/** Words that a person can send to those who run the firewall. */
function ForIT({ say }: { say: Say }) {
  const [copied, setCopied] = useState(false);
  const text = say('it_text', { host: location.hostname, port: location.port || '443' });
  return (
    <div class="stack tight">
      <p>{say('it_intro')}</p>
      <textarea class="input" rows={4} readOnly aria-label={say('it_intro')} value={text} />
      <button type="button" class="button small" onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}>
        {say(copied ? 'it_copied' : 'it_copy')}
      </button>
    </div>
  );
}

function Record({ say, tracks }: { say: Say; tracks: MediaStreamTrack[] }) {
  const [state, setState] = useState<'todo' | 'busy' | 'failed'>('todo');
  const [film, setFilm] = useState('');
  useEffect(() => () => URL.revokeObjectURL(film), [film]);
  const record = async () => {
    setState('busy');
    setFilm('');
    try {
      setFilm(URL.createObjectURL(await take(new MediaStream(tracks), 5000)));
      setState('todo');
    } catch {
      setState('failed');
    }
  };
  return (
    <>
      <p>{say(state === 'failed' ? 'record_failed' : 'record_text')}</p>
      <button type="button" class="button" disabled={state === 'busy'} onClick={() => void record()}>
        {say(state === 'busy' ? 'record_busy' : 'record_start')}
      </button>
      {film && <video class="check-picture" src={film} controls playsInline aria-label={say('record')} />}
    </>
  );
}

const root = document.getElementById('check');
if (root) {
  const say = sayer(pageTexts(), document.documentElement.lang, 'check');
  root.textContent = '';
  const { url = '/live/check', report: reportUrl, noted = '' } = root.dataset;
  render(<Check say={say} media={new Media()} url={url} to={reportUrl ? { url: reportUrl, noted } : null} />, root);
}
