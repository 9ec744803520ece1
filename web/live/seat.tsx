import { useEffect, useRef, useState } from 'preact/hooks';
import { companyOf } from './company.ts';
import { Icon } from './icons.tsx';
import { initials } from './initials.ts';
import { languageName } from './languages.ts';
import type { Seat } from './slots.ts';
import { seatKey } from './slots.ts';
import { trackOf } from './state.ts';
import { useStore } from './store.ts';
import { unseen } from './unseen.ts';
import type { Person } from './wire.gen.ts';

export function Face({ name, role, side }: Pick<Person, 'name' | 'role' | 'side'>) {
  return (
    <span class={`seat-face ${role === 'interpreter' ? 'interpreter' : side}`} aria-hidden="true">
      {initials(name)}
    </span>
  );
}

/** A picture that is shown from its first frame on. */
export function Picture({ stream, mirrored, whole }: { stream: MediaStream; mirrored?: boolean; whole?: boolean }) {
  const video = useRef<HTMLVideoElement>(null);
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    element.srcObject = stream;
    element.play().catch(() => undefined); // muted video plays by itself; a pause by the browser ends with the next tap
    return () => {
      element.srcObject = null;
    };
  }, [stream]);
  return (
    <video
      ref={video}
      autoPlay
      playsInline
      muted
      class={`${mirrored ? 'mirrored' : ''} ${whole ? 'whole' : ''} ${shown ? 'shown' : ''}`}
      onResize={() => setShown(true)}
      onLoadedData={() => setShown(true)}
      onEmptied={() => setShown(false)}
    />
  );
}

/** One person, or the screen that a person shares. */
export function SeatView({ seat, big }: { seat: Seat; big?: boolean }) {
  const store = useStore();
  const { say } = store;
  const { room, own } = store.view.value;
  const { person, source, mine } = seat;
  const mic = trackOf(person, 'mic');
  const silent = mine ? !own.mic.on || own.mic.muted : !mic || mic.muted;
  const sends = mine ? (source === 'camera' ? own.camera : own.sharing) : Boolean(trackOf(person, source));
  const stream = useSeatStream(seat, sends);
  const stalled = seat.mid !== undefined && room.stalled.includes(seat.mid);
  const away = person.standing === 'interrupted';
  const weak = !mine && (room.quality[person.pid]?.score ?? 5) <= 2;
  const hidden = sends ? unseen(room, seat, say) : '';
  const speaking = source === 'camera' && room.speaker === person.pid && !silent;
  const name = mine ? say('you') : person.name;
  const screen = mine ? say('screen_mine') : say('screen_of', { name: person.name });
  const label = source === 'screen' ? screen : `${person.name}, ${say(`role_${person.role}`)}`;
  return (
    <div class={`seat ${speaking ? 'speaking' : ''} ${away ? 'away' : ''}`} role="group" aria-label={label} data-pid={person.pid} data-source={source}>
      {source === 'camera' && <Face name={person.name} role={person.role} side={person.side} />}
      {stream && <Picture key={`${seat.mid ?? 'own'} ${seatKey(seat)}`} stream={stream} mirrored={mine && source === 'camera'} whole={source === 'screen'} />}
      {hidden && big && <p class="seat-unseen">{hidden}</p>}
      <div class="seat-marks">
        {person.hand > 0 && source === 'camera' && (
          <span class="seat-mark hand">
            <Icon name="hand" />
            <span>{say('hand_is_up')}</span>
          </span>
        )}
        {hidden && !big && (
          <span class="seat-mark weak" role="img" aria-label={hidden} title={hidden}>
            <Icon name="camera-off" />
          </span>
        )}
        {source === 'camera' && person.channel && (
          <b class={`seat-mark channel ${room.interpreting.includes(person.pid) ? 'speaks' : ''}`}>
            {person.channel.rest ? say('mark_rests') : person.channel.to === '' ? say('mark_consecutive') : say('mark_into', { lang: languageName(person.channel.to) })}
          </b>
        )}
        {away && <span class="seat-mark away">{say('interrupted_mark')}</span>}
        {!away && (weak || stalled) && (
          <span class="seat-mark weak" title={say(stalled ? 'picture_stalled' : 'their_link_weak')}>
            <Icon name="link-weak" />
            <span>{say(stalled ? 'picture_stalled' : 'their_link_weak')}</span>
          </span>
        )}
      </div>
      <div class="seat-label">
        <span class="seat-name">
          {source === 'camera' && silent && (
            <span class="off" role="img" aria-label={say('is_muted')}>
              <Icon name="mic-off" />
            </span>
          )}
          {source === 'screen' && <Icon name="share" />}
          <b>{source === 'screen' ? screen : name}</b>
          {big && source === 'camera' && <span>{[say(`role_${person.role}`), companyOf(person, store.page.lang)].filter(Boolean).join(' · ')}</span>}
        </span>
      </div>
    </div>
  );
}

function useSeatStream(seat: Seat, sends: boolean): MediaStream | null {
  const store = useStore();
  const { lowband } = store.view.value;
  const own = useRef<{ track: MediaStreamTrack; stream: MediaStream } | null>(null);
  if (!sends) return null;
  if (!seat.mine) return seat.mid && !lowband ? store.call.stream(seat.mid) : null;
  const track = store.call.media.track(seat.source);
  if (!track) return null;
  if (own.current?.track !== track) own.current = { track, stream: new MediaStream([track]) };
  return own.current.stream;
}
