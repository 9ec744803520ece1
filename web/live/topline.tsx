import { face, remaining } from './clock.ts';
import { Icon, type IconName } from './icons.tsx';
import { narrow } from './state.ts';
import { useStore } from './store.ts';

const day = 24 * 3600;

/** Number and subject, the time left, and how the connection is. */
export function Topline() {
  const { page } = useStore();
  return (
    <header class="room-top">
      <div class="room-title">
        <h1>{page.number}</h1>
        <span>{page.title}</span>
      </div>
      <Clock />
      <LinkChip />
    </header>
  );
}

export function Clock() {
  const { say, view, now, page } = useStore();
  const { timer } = view.value.room;
  const { hour, seconds } = remaining(
    timer ?? { startsAt: page.startsAt, endsAt: page.endsAt, graceUntil: page.endsAt, serverTime: 0 },
    now.value,
  );
  const look = hour === 'over' ? 'over' : hour === 'soon' || hour === 'last' ? 'soon' : '';
  return (
    <div class={`room-clock ${look}`} role="timer" aria-live="off">
      <time>{hour === 'before' && seconds >= day ? say('days', { count: Math.floor(seconds / day) }) : face(seconds)}</time>
      <span>{say(hour === 'before' ? 'until_start' : hour === 'over' ? 'overtime' : 'left')}</span>
    </div>
  );
}

/** The connection in words: mine first; a far one's weakness stands on its tile. */
export function LinkChip() {
  const { say, view } = useStore();
  const { signal, link, verdict, room } = view.value;
  const broken = signal.is === 'lost' || link === 'down' || link === 'weak';
  const state = broken ? 'lost' : link !== 'up' ? 'wait' : narrow(room) ? 'weak' : verdict.grade;
  const icon: IconName = state === 'lost' ? 'link-off' : state === 'weak' || state === 'fair' ? 'link-weak' : 'link';
  const more = link === 'up' && verdict.path ? say('link_more', { path: say(`path_${verdict.path}`), ms: verdict.rttMs }) : '';
  return (
    <div class={`room-link ${state}`} role="status" aria-label={say('link_label')}>
      <Icon name={icon} />
      <span class="room-link-word">{say(`link_${state === 'unknown' ? 'good' : state}`)}</span>
      {more && <span class="room-link-more">{more}</span>}
    </div>
  );
}
