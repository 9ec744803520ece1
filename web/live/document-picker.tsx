// The list of what can be shown to all, over the room; Escape closes it.

import { useEffect, useRef } from 'preact/hooks';
import type { RoomDocument } from './documents.ts';
import { Icon } from './icons.tsx';
import { useStore } from './store.ts';

export function DocumentPicker() {
  const store = useStore();
  return store.picking.value ? <Picker /> : null;
}

function Picker() {
  const store = useStore();
  const { say } = store;
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
    void store.documents.load();
  }, []);
  const close = () => {
    store.picking.value = false;
  };
  return (
    <dialog ref={dialog} class="room-dialog doc-picker" aria-labelledby="picker-title" onClose={close}>
      <div class="doc-picker-top">
        <h2 id="picker-title">{say('doc_pick')}</h2>
        <button type="button" class="act plain square" aria-label={say('close')} onClick={close}>
          <Icon name="close" />
        </button>
      </div>
      <p>{say('doc_pick_hint')}</p>
      <Choices close={close} />
    </dialog>
  );
}

function Choices({ close }: { close: () => void }) {
  const store = useStore();
  const { say } = store;
  const { is, all } = store.listing.value;
  if (is === 'failed') {
    return (
      <div class="doc-picker-empty" role="alert">
        <b>{say('doc_list_failed')}</b>
        <button type="button" class="act" onClick={() => void store.documents.load()}>
          {say('doc_again')}
        </button>
      </div>
    );
  }
  if (all.length === 0) {
    return (
      <div class="doc-picker-empty" role="status">
        {is === 'here' ? (
          <>
            <b>{say('doc_none')}</b>
            <p>{say('doc_none_text')}</p>
          </>
        ) : (
          <p>{say('doc_list_wait')}</p>
        )}
      </div>
    );
  }
  const show = (one: RoomDocument) => () => {
    store.aside.value = null;
    store.pinned.value = '';
    store.call.acts.present(one.id, 1);
    close();
  };
  return (
    <ul class="doc-choices">
      {all.map((one) => (
        <li key={one.id}>
          <button type="button" data-doc={one.id} onClick={show(one)}>
            <span class="doc-thumb">
              {one.thumb ? <img src={one.thumb} width="72" height="54" alt="" loading="lazy" /> : <Icon name="document" />}
            </span>
            <span class="doc-choice">
              <b lang={one.lang}>{one.title}</b>
              <span>{one.kind === 'card' ? say('doc_card', { count: one.pages }) : one.about}</span>
            </span>
            <Icon name={one.kind === 'card' ? 'product' : 'document'} />
          </button>
        </li>
      ))}
    </ul>
  );
}
