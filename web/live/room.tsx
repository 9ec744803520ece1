// The room's page: mounts the island, keeps what a reload needs, and listens to the keyboard.

import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Banners } from './banners.tsx';
import type { Kept } from './call.ts';
import { canShare, Controls } from './controls.tsx';
import { DocumentPicker } from './document-picker.tsx';
import { mayPresent } from './documents.ts';
import { Ended, Elsewhere } from './ended.tsx';
import { Entrance } from './entrance.tsx';
import { Hear } from './hear.tsx';
import { Console, interpretByKey } from './interpret.tsx';
import { commandOf, strokeOf } from './keys.ts';
import { Lobby } from './lobby.tsx';
import { Notes } from './notes.tsx';
import { roomPage } from './page.ts';
import { SidePanel } from './panel.tsx';
import { Questions } from './questions.tsx';
import { Stage } from './stage.tsx';
import { self } from './state.ts';
import { Store, StoreProvider, useStore } from './store.ts';
import { pageTexts, sayer } from './texts.ts';
import { Topline } from './topline.tsx';

function App({ store }: { store: Store }) {
  return (
    <StoreProvider value={store}>
      <Screen />
      <Questions />
      <p class="said" aria-live="polite">
        {store.said.value}
      </p>
    </StoreProvider>
  );
}

function Screen() {
  const store = useStore();
  const { room, signal, entered } = store.view.value;
  useTitle(room.waiting.length);
  if (room.standing === 'over' || signal.is === 'closed') return <Ended />;
  if (signal.is === 'elsewhere') return <Elsewhere />;
  if (entered && room.standing === 'in') return <Room />;
  return (
    <>
      {entered ? <Lobby /> : <Entrance />}
      <Notes />
    </>
  );
}

/** Whoever is in another window sees by the title that somebody waits. */
function useTitle(waiting: number): void {
  const [plain] = useState(document.title);
  useEffect(() => {
    document.title = waiting > 0 ? `(${waiting}) ${plain}` : plain;
  }, [waiting]);
}

function Room() {
  const store = useStore();
  useEffect(() => listen(store), []);
  return (
    <div class={`room ${store.panel.value === 'none' ? '' : 'with-panel'}`}>
      <Topline />
      <Banners />
      <Stage />
      <Notes />
      <SidePanel />
      <div class="room-voices">
        <Console />
        <Hear />
      </div>
      <Controls />
      <DocumentPicker />
    </div>
  );
}

function listen(store: Store): () => void {
  const pressed = (event: KeyboardEvent) => {
    const command = commandOf(strokeOf(event));
    if (command === null || store.question.value || store.picking.value) return;
    const { own } = store.view.value;
    switch (command) {
      case 'mic':
        void store.call.own.setMic(!own.mic.on || own.mic.muted);
        break;
      case 'camera':
        void store.call.own.setCamera(!own.camera);
        break;
      case 'share':
        if (own.sharing) store.call.own.stopShare();
        else if (canShare()) void store.call.own.share();
        break;
      case 'hand':
        store.call.acts.hand(!self(store.room.value)?.hand);
        break;
      case 'chat':
      case 'people':
        store.open(command);
        break;
      case 'documents':
        store.picking.value = mayPresent(store.room.value);
        break;
      case 'close':
        if (store.panel.value !== 'none') store.open(store.panel.value);
        break;
      default:
        interpretByKey(store, command);
    }
    event.preventDefault();
  };
  window.addEventListener('keydown', pressed);
  return () => window.removeEventListener('keydown', pressed);
}

/** The session of this tab over a reload. It is taken out at once, so that a duplicated tab is asked and steals no seat. */
function takeKept(key: string): Kept | undefined {
  const text = sessionStorage.getItem(key);
  sessionStorage.removeItem(key);
  return text ? (JSON.parse(text) as Kept) : undefined;
}

function start(root: HTMLElement): void {
  const page = roomPage(root);
  const store = new Store(page, sayer(pageTexts(), page.lang));
  const key = `room ${page.number}`;
  const kept = takeKept(key);
  window.addEventListener('pagehide', () => {
    const now = store.call.kept();
    if (now) sessionStorage.setItem(key, JSON.stringify(now));
  });
  // Who waits anyway is connected at once: the transport stands when somebody opens. Hosts would be announced by it.
  if (kept) store.call.connect(kept);
  else if (page.role === 'guest' || page.role === 'interpreter') store.call.connect();
  root.textContent = '';
  render(<App store={store} />, root);
}

const root = document.getElementById('room');
if (root) start(root);
