// Under the document: whose it is, the pages, and what may be done with it.

import { mayPresent, mayPutAway, presents, turnsForAll, within, type RoomDocument } from './documents.ts';
import { Icon } from './icons.tsx';
import { useStore } from './store.ts';

export function Bar({ found, page, pages, turn }: { found: RoomDocument | undefined; page: number; pages: number; turn: (to: number) => void }) {
  const store = useStore();
  const { say, call } = store;
  const { room } = store.view.value;
  const { doc } = room;
  const aside = store.aside.value?.id === doc.id && !turnsForAll(room);
  const left = !room.people.some(({ pid }) => pid === doc.presenter);
  return (
    <div class="doc-bar">
      <p class="doc-title">
        {found && <b lang={found.lang}>{found.title}</b>}
        <span>{presents(room) ? say('doc_mine') : say('doc_by', { name: doc.name })}</span>
      </p>
      {pages > 0 && (
        <div class="doc-pages">
          <button type="button" class="act plain square" aria-label={say('doc_previous')} disabled={page <= 1} onClick={() => turn(page - 1)}>
            <Icon name="back" />
          </button>
          <span aria-live="polite" aria-label={say('doc_page_of', { page, pages })}>{`${page} / ${pages}`}</span>
          <button type="button" class="act plain square" aria-label={say('doc_next')} disabled={page >= pages} onClick={() => turn(page + 1)}>
            <Icon name="forth" />
          </button>
        </div>
      )}
      <div class="doc-acts">
        {found && !(found.kind === 'card' && page === 1) && (
          <button type="button" class="act small square" aria-label={say('doc_large')} title={say('doc_large')} aria-pressed={store.large.value} onClick={() => (store.large.value = !store.large.value)}>
            <Icon name={store.large.value ? 'smaller' : 'larger'} />
          </button>
        )}
        {aside && (
          <button type="button" class="act small primary" onClick={() => (store.aside.value = null)}>
            {say('doc_return', { page: within(doc.page, pages) })}
          </button>
        )}
        {found && mayPresent(room) && (aside || left) && (
          <button
            type="button"
            class="act small"
            onClick={() => {
              call.acts.present(doc.id, page);
              store.aside.value = null;
            }}
          >
            {say('doc_take_over')}
          </button>
        )}
        {mayPutAway(room) && (
          <button type="button" class="act small" onClick={() => call.acts.putAway()}>
            {say('doc_put_away')}
          </button>
        )}
      </div>
    </div>
  );
}
