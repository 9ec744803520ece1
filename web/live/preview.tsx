import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from './icons.tsx';
import { meter } from './level.ts';
import { Picture } from './seat.tsx';
import { useStore } from './store.ts';

/** One's own picture and voice before the others get them: switches, meter, choice of devices. */
export function Preview() {
  const { say, view, call } = useStore();
  const { own } = view.value;
  const camera = call.media.track('camera');
  const live = own.mic.on && !own.mic.muted;
  return (
    <div class="preview">
      <div class="seat">
        {camera ? <OwnPicture track={camera} /> : <p class="seat-empty">{say(own.camera ? 'camera_starting' : 'camera_is_off')}</p>}
      </div>
      <div class="preview-tools">
        <button type="button" class={`act ${live ? '' : 'off'}`} aria-pressed={live} onClick={() => void call.own.setMic(!live)}>
          <Icon name={live ? 'mic' : 'mic-off'} />
          {say(live ? 'mic_is_on' : 'mic_is_off')}
        </button>
        <button type="button" class={`act ${own.camera ? '' : 'off'}`} aria-pressed={own.camera} onClick={() => void call.own.setCamera(!own.camera)}>
          <Icon name={own.camera ? 'camera' : 'camera-off'} />
          {say(own.camera ? 'camera_is_on' : 'camera_is_off')}
        </button>
      </div>
      <MicMeter />
      <Picks />
    </div>
  );
}

function OwnPicture({ track }: { track: MediaStreamTrack }) {
  const kept = useRef<{ track: MediaStreamTrack; stream: MediaStream } | null>(null);
  if (kept.current?.track !== track) kept.current = { track, stream: new MediaStream([track]) };
  return <Picture key={track.id} stream={kept.current.stream} mirrored />;
}

/** A bar as loud as the microphone hears. */
export function MicMeter() {
  const { say, call, view } = useStore();
  const track = view.value.own.mic.on ? call.media.track('mic') : null;
  const [level, setLevel] = useState(0);
  useEffect(() => {
    if (!track) return;
    const over = new AbortController();
    meter(track, setLevel, over.signal);
    return () => over.abort();
  }, [track]);
  if (!track) return null;
  return (
    <div class="meter" role="meter" aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(level * 100)} aria-label={say('mic_level')}>
      <span style={{ transform: `scaleX(${level.toFixed(2)})` }} />
    </div>
  );
}

/** Selectors appear when there is something to choose from. */
export function Picks() {
  const { say, call, view } = useStore();
  const { devices, mic, camera } = view.value.own;
  const lists = [
    { source: 'mic', on: mic.on, list: devices.mics },
    { source: 'camera', on: camera, list: devices.cameras },
  ] as const;
  const open = lists.filter((one) => one.on && one.list.length > 1);
  if (open.length === 0) return null;
  return (
    <div class="picks">
      {open.map(({ source, list }) => (
        <label class="pick" key={source}>
          {say(`pick_${source}`)}
          <select
            value={call.media.track(source)?.getSettings().deviceId ?? ''}
            onChange={(event) => void call.own.choose(source, event.currentTarget.value)}
          >
            {list.map((device, i) => (
              <option key={device.deviceId} value={device.deviceId}>
                {device.label || say('device_number', { count: i + 1 })}
              </option>
            ))}
          </select>
        </label>
      ))}
    </div>
  );
}
