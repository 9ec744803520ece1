import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { mayHost } from './state.ts';
import { useStore } from './store.ts';

/** The question that stands over the room, as a modal dialog; Escape is "no". */
export function Questions() {
  const store = useStore();
  const { say, call } = store;
  const question = store.question.value;
  if (!question) return null;
  const done = (act?: () => void) => () => {
    store.question.value = null;
    act?.();
  };
  const no = (
    <button type="button" class="act" onClick={done()}>
      {say('cancel')}
    </button>
  );
  switch (question.is) {
    case 'leave':
      return (
        <Dialog title={say('leave_title')} text={say(mayHost(store.room.value) ? 'leave_text_host' : 'leave_text')} close={done()}>
          {no}
          {mayHost(store.room.value) && (
            <button type="button" class="act" onClick={done(() => call.acts.endForAll())}>
              {say('end_for_all')}
            </button>
          )}
          <button type="button" class="act danger" onClick={done(() => call.leave())}>
            {say('leave_yes')}
          </button>
        </Dialog>
      );
    case 'end':
      return (
        <Dialog title={say('end_title')} text={say('end_text')} close={done()}>
          {no}
          <button type="button" class="act danger" onClick={done(() => call.acts.endForAll())}>
            {say('end_for_all')}
          </button>
        </Dialog>
      );
    case 'remove':
      return (
        <Dialog title={say('remove_title', { name: question.name })} text={say('remove_text')} close={done()}>
          {no}
          <button type="button" class="act danger" onClick={done(() => call.acts.remove(question.pid, true))}>
            {say('remove')}
          </button>
        </Dialog>
      );
    case 'unmute':
      return (
        <Dialog title={say('unmute_title', { name: question.by })} text={say('unmute_text')} close={done()}>
          <button type="button" class="act" onClick={done()}>
            {say('stay_muted')}
          </button>
          <button type="button" class="act primary" onClick={done(() => void call.own.setMic(true))}>
            {say('unmute')}
          </button>
        </Dialog>
      );
  }
}

function Dialog({ title, text, close, children }: { title: string; text: string; close: () => void; children: ComponentChildren }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="room-dialog" aria-labelledby="question-title" onClose={close}>
      <h2 id="question-title">{title}</h2>
      <p>{text}</p>
      <form method="dialog">{children}</form>
    </dialog>
  );
}
