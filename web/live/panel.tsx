import { useEffect, useRef } from 'preact/hooks';
import { ChatPanel } from './chat.tsx';
import { Icon } from './icons.tsx';
import { PeoplePanel } from './people.tsx';
import { useStore, type Panel } from './store.ts';

const tabs = ['chat', 'people'] as const satisfies readonly Panel[];

const keys = { chat: 'C', people: 'P' } as const;

/** Chat and people beside the stage; over it on a phone. */
export function SidePanel() {
  const store = useStore();
  const { say, panel } = store;
  const open = panel.value;
  const aside = useRef<HTMLElement>(null);
  useEffect(() => {
    if (open === 'none') return;
    if (!aside.current?.contains(document.activeElement)) document.getElementById(`tab-${open}`)?.focus();
    return () => {
      // Closed with the focus in it: the keyboard goes on where it was opened.
      if (document.activeElement === document.body) document.querySelector<HTMLElement>(`.room-bar [aria-keyshortcuts=${keys[open]}]`)?.focus();
    };
  }, [open]);
  if (open === 'none') return null;
  const turn = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    const next = open === 'chat' ? 'people' : 'chat';
    store.open(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <aside ref={aside} class="room-panel" aria-label={say('panel')}>
      <div class="panel-tabs">
        <div role="tablist" aria-label={say('panel')} class="panel-tablist" onKeyDown={turn}>
          {tabs.map((tab) => (
            <button
              key={tab}
              type="button"
              role="tab"
              id={`tab-${tab}`}
              aria-selected={open === tab}
              aria-controls="panel-body"
              tabIndex={open === tab ? 0 : -1}
              onClick={() => open !== tab && store.open(tab)}
            >
              {tab === 'chat' ? say('chat') : say('people_count', { count: store.room.value.people.length })}
            </button>
          ))}
        </div>
        <button type="button" class="act plain square" aria-label={say('close_panel')} onClick={() => store.open(open)}>
          <Icon name="close" />
        </button>
      </div>
      <div class="panel-page" role="tabpanel" id="panel-body" aria-labelledby={`tab-${open}`}>
        {open === 'chat' ? <ChatPanel /> : <PeoplePanel />}
      </div>
    </aside>
  );
}
