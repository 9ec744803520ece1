// Draws over cells: <table data-cells> of checkboxes. Pressing on one and moving sets all that are passed to what the first became.
// Without script, and by keyboard, each is a checkbox of its own.

export function startCells(page: Document): void {
  for (const table of page.querySelectorAll<HTMLElement>('[data-cells]')) draw(table);
}

function draw(table: HTMLElement): void {
  let value: boolean | undefined; // what the stroke writes; undefined: no stroke
  table.addEventListener('pointerdown', (event) => {
    const box = boxAt(event.target);
    if (!box || event.button !== 0 || event.pointerType === 'touch') return; // a finger scrolls
    event.preventDefault();
    value = !box.checked;
    box.checked = value;
    box.focus();
  });
  table.addEventListener('pointerover', (event) => {
    const box = boxAt(event.target);
    if (box && value !== undefined) box.checked = value;
  });
  table.addEventListener('click', (event) => {
    if (event.detail > 0 && event.pointerType !== 'touch' && boxAt(event.target)) event.preventDefault(); // the stroke has set it
  });
  table.ownerDocument.addEventListener('pointerup', () => (value = undefined));
}

function boxAt(target: EventTarget | null): HTMLInputElement | null {
  const cell = target instanceof Element ? target.closest('label.cell') : null;
  return cell?.querySelector('input') ?? null;
}
