import type { ComponentChildren } from 'preact';
import { mayPresent, presents } from './documents.ts';
import { Icon, type IconName } from './icons.tsx';
import { self } from './state.ts';
import { useStore } from './store.ts';

interface ControlProps {
  icon: IconName;
  word: string;
  /** What a press does, for tooltip and screen reader. */
  label: string;
  shortcut?: string;
  pressed?: boolean;
  look?: 'off' | 'lit' | 'leave' | '';
  disabled?: boolean;
  press: () => void;
  children?: ComponentChildren;
}

function Control({ icon, word, label, shortcut, pressed, look = '', disabled = false, press, children }: ControlProps) {
  return (
    <button
      type="button"
      class={`control ${look}`}
      aria-label={label}
      aria-pressed={pressed}
      aria-keyshortcuts={shortcut}
      disabled={disabled}
      onClick={press}
    >
      <Icon name={icon} />
      <span class="control-word" aria-hidden="true">
        {word}
      </span>
      {children}
      <span role="tooltip" aria-hidden="true">
        {label}
        {shortcut && <kbd>{shortcut}</kbd>}
      </span>
    </button>
  );
}

/** Mic, camera, share, documents, hand, chat, people, leave: always in this order. */
export function Controls() {
  const store = useStore();
  const { say, call, panel } = store;
  const { own, room } = store.view.value;
  const live = own.mic.on && !own.mic.muted;
  const hand = (self(room)?.hand ?? 0) > 0;
  const unread = store.unread.value;
  const knocks = room.waiting.length;
  return (
    <nav class="room-bar" aria-label={say('controls')}>
      <Control icon={live ? 'mic' : 'mic-off'} word={say('mic')} label={say(live ? 'mic_off' : 'mic_on')} shortcut="M" look={live ? '' : 'off'} press={() => void call.own.setMic(!live)} />
      <Control icon={own.camera ? 'camera' : 'camera-off'} word={say('camera')} label={say(own.camera ? 'camera_off' : 'camera_on')} shortcut="V" look={own.camera ? '' : 'off'} press={() => void call.own.setCamera(!own.camera)} />
      <Control
        icon={own.sharing ? 'share-off' : 'share'}
        word={say('share')}
        label={say(own.sharing ? 'share_stop' : canShare() ? 'share_start' : 'share_impossible')}
        shortcut="S"
        look={own.sharing ? 'lit' : ''}
        disabled={!canShare()}
        press={() => (own.sharing ? call.own.stopShare() : void call.own.share())}
      />
      {mayPresent(room) && (
        <Control
          icon="document"
          word={say('doc_show')}
          label={say('doc_show_label')}
          shortcut="D"
          look={presents(room) ? 'lit' : ''}
          press={() => {
            store.picking.value = true;
          }}
        />
      )}
      <Control icon="hand" word={say('hand')} label={say(hand ? 'hand_down' : 'hand_up')} shortcut="H" look={hand ? 'lit' : ''} press={() => call.acts.hand(!hand)} />
      <Control icon="chat" word={say('chat')} label={unread > 0 ? say('chat_unread', { count: unread }) : say('chat_open')} shortcut="C" pressed={panel.value === 'chat'} press={() => store.open('chat')}>
        {unread > 0 && <span class="control-count" data-count={unread > 99 ? '99+' : unread} />}
      </Control>
      <Control icon="people" word={say('people')} label={knocks > 0 ? say('people_waiting', { count: knocks }) : say('people_open')} shortcut="P" pressed={panel.value === 'people'} press={() => store.open('people')}>
        {knocks > 0 && <span class="control-count" data-count={knocks} />}
      </Control>
      <Control
        icon="leave"
        word={say('leave')}
        label={say('leave_room')}
        look="leave"
        press={() => {
          store.question.value = { is: 'leave' };
        }}
      />
    </nav>
  );
}

export function canShare(): boolean {
  return 'getDisplayMedia' in (navigator.mediaDevices ?? {});
}
