// The officers' queue by keyboard: J and K or the arrows move, a letter presses what stands in the row with `data-key`, a
// question mark shows the keys, Escape leaves a form. The page is the same without.

/** The index after a step, at the ends it stays. */
export function step(index: number, by: number, count: number): number {
  return Math.min(count - 1, Math.max(0, index + by));
}

/** How far a key moves: one row on, one back, or not at all. The letters count by their place, whatever the layout. */
export function moves(key: string, code: string): number {
  if (code === 'KeyJ' || key === 'ArrowDown') return 1;
  if (code === 'KeyK' || key === 'ArrowUp') return -1;
  return 0;
}

/** What stands in the field after another reason was chosen: its words, unless the person has written some. */
export function words(now: string, templates: string[], chosen: string): string {
  return now.trim() === '' || templates.includes(now) ? chosen : now;
}

const typing = 'input:not([type=checkbox]), textarea, select, [contenteditable]';

export function startQueueKeys(page: Document): void {
  const queue = page.querySelector<HTMLElement>('.queue[data-keys]');
  if (!queue) return;
  for (const form of queue.querySelectorAll<HTMLFormElement>('form[data-templates]')) fillIn(form);
  page.addEventListener('keydown', (event) => {
    if (event.isComposing || event.altKey) return;
    const { target } = event;
    const inField = target instanceof Element && target.closest(typing) !== null;
    if (event.key === 'Escape') leave(queue, event);
    else if ((event.ctrlKey || event.metaKey) && event.key === 'Enter' && target instanceof Element) send(target, event);
    else if (!inField && !event.ctrlKey && !event.metaKey) press(page, queue, event);
  });
}

function press(page: Document, queue: HTMLElement, event: KeyboardEvent): void {
  const rows = [...queue.querySelectorAll<HTMLElement>('.queue-row')];
  const index = rows.findIndex((row) => row.contains(page.activeElement));
  const by = moves(event.key, event.code);
  if (by !== 0) {
    event.preventDefault();
    select(index < 0 ? rows[0] : rows[step(index, by, rows.length)]);
    return;
  }
  if (event.key === '?') {
    const help = page.querySelector<HTMLDetailsElement>('#queue-help');
    if (help) help.open = !help.open;
    event.preventDefault();
    return;
  }
  const letter = event.code.replace(/^Key/, '').toLowerCase();
  const act = rows[index]?.querySelector<HTMLElement>(`[data-key="${CSS.escape(letter)}"]`);
  if (!act) return;
  event.preventDefault();
  if (act instanceof HTMLDetailsElement) {
    act.open = true;
    act.querySelector<HTMLElement>('select, textarea, input:not([type=hidden])')?.focus();
  } else act.click();
}

function select(row: HTMLElement | undefined): void {
  row?.focus({ preventScroll: true });
  row?.scrollIntoView({ block: 'nearest' });
}

/** Escape closes the form of the row, and the row has the focus again. */
function leave(queue: HTMLElement, event: KeyboardEvent): void {
  const row = event.target instanceof Element ? event.target.closest<HTMLElement>('.queue-row') : null;
  if (!row || !queue.contains(row)) return;
  for (const fold of row.querySelectorAll<HTMLDetailsElement>('details[data-key]')) fold.open = false;
  select(row);
}

function send(target: Element, event: KeyboardEvent): void {
  const form = target.closest('form');
  if (!form) return;
  event.preventDefault();
  form.requestSubmit();
}

/** Puts the words of a chosen reason into the field, until somebody writes their own. */
function fillIn(form: HTMLFormElement): void {
  const reason = form.querySelector('select');
  const field = form.querySelector('textarea');
  if (!reason || !field) return;
  const templates = [...reason.options].map((option) => option.dataset['text'] ?? '').filter((text) => text !== '');
  reason.addEventListener('change', () => {
    field.value = words(field.value, templates, reason.selectedOptions[0]?.dataset['text'] ?? '');
  });
}
