// The officers' queue by keyboard: J and K move, A approves, R returns, I assigns an interpreter, S suggests another time, O
// opens. A key presses what stands in the row with `data-key`; the page is the same without.

/** The index after a step, at the ends it stays. */
export function step(index: number, by: number, count: number): number {
  return Math.min(count - 1, Math.max(0, index + by));
}

export function startQueueKeys(page: Document): void {
  const queue = page.querySelector<HTMLElement>('.queue[data-keys]');
  if (!queue) return;
  page.addEventListener('keydown', (event) => {
    const { target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (target instanceof Element && target.closest('input, textarea, select, [contenteditable]')) return;
    const rows = [...queue.querySelectorAll<HTMLElement>('.queue-row')];
    const index = rows.findIndex((row) => row.contains(page.activeElement));
    const letter = event.code.replace(/^Key/, '').toLowerCase();
    if (letter === 'j' || letter === 'k') {
      const next = index < 0 ? rows[0] : rows[step(index, letter === 'j' ? 1 : -1, rows.length)];
      next?.setAttribute('tabindex', '-1');
      next?.focus();
      next?.scrollIntoView({ block: 'nearest' });
      event.preventDefault();
      return;
    }
    const act = rows[index]?.querySelector<HTMLElement>(`[data-key="${CSS.escape(letter)}"]`);
    if (!act) return;
    event.preventDefault();
    if (act instanceof HTMLDetailsElement) act.open = !act.open;
    else if (act instanceof HTMLSelectElement) act.focus();
    else if (act.matches('select, input, textarea')) act.focus();
    else act.click();
  });
}
