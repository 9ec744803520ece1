import { Icon } from './icons.tsx';
import { useStore } from './store.ts';

/** Short notes over the picture that fade by themselves; screen readers hear them once, from the live line. */
export function Notes() {
  const store = useStore();
  return (
    <div class="room-notes">
      {store.notes.value.map((note) => (
        <div class="room-note" key={note.id}>
          <p>{note.text}</p>
          <button type="button" class="act plain square small" aria-label={store.say('close')} onClick={() => store.dismiss(note.id)}>
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  );
}
