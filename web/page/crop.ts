// Choosing the part of a photograph that is shown: when the fold with the four numbers (percent) is opened, the whole picture
// appears above them, and dragging over it writes them. The numbers are the form; the picture is a help.

export interface Part {
  left: number;
  top: number;
  width: number;
  height: number;
}

const least = 10; // percent, as the server takes it

/** The part between two corners, given as fractions of the picture; never smaller than the server takes, never outside. */
export function partBetween(a: { x: number; y: number }, b: { x: number; y: number }): Part {
  const along = (from: number, to: number): [number, number] => {
    const start = Math.round(Math.min(Math.max(Math.min(from, to), 0), 1) * 100);
    const end = Math.round(Math.min(Math.max(Math.max(from, to), 0), 1) * 100);
    const size = Math.max(end - start, least);
    return [Math.min(start, 100 - size), size];
  };
  const [left, width] = along(a.x, b.x);
  const [top, height] = along(a.y, b.y);
  return { left, top, width, height };
}

export function startCrops(page: Document): void {
  for (const card of page.querySelectorAll<HTMLElement>('[data-crop]')) {
    const fold = card.parentElement?.querySelector<HTMLDetailsElement>('details');
    fold?.addEventListener('toggle', () => fold.open && !fold.querySelector('.crop-tool') && open(page, card, fold));
  }
}

function open(page: Document, card: HTMLElement, fold: HTMLDetailsElement): void {
  const tool = page.createElement('div');
  const picture = page.createElement('img');
  const frame = page.createElement('span');
  tool.className = 'crop-tool';
  frame.className = 'crop-frame';
  picture.src = card.dataset.crop ?? '';
  picture.alt = '';
  picture.draggable = false;
  tool.append(picture, frame);
  fold.querySelector('.hint')?.after(tool);
  const inputs = ['left', 'top', 'width', 'height'].map((name) => fold.querySelector<HTMLInputElement>(`[name=${name}]`));
  const draw = () => {
    const [left = 0, top = 0, width = 0, height = 0] = inputs.map((input) => Number(input?.value));
    frame.style.insetInlineStart = `${left}%`;
    frame.style.insetBlockStart = `${top}%`;
    frame.style.inlineSize = `${width || 100}%`;
    frame.style.blockSize = `${height || 100}%`;
  };
  const at = (event: PointerEvent) => {
    const box = picture.getBoundingClientRect();
    return { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
  };
  let from: { x: number; y: number } | undefined;
  tool.addEventListener('pointerdown', (event) => {
    from = at(event);
    tool.setPointerCapture(event.pointerId);
  });
  tool.addEventListener('pointermove', (event) => {
    if (!from) return;
    const part = partBetween(from, at(event));
    [part.left, part.top, part.width, part.height].forEach((value, i) => {
      const input = inputs[i];
      if (input) input.value = String(value);
    });
    draw();
  });
  tool.addEventListener('pointerup', () => (from = undefined));
  tool.addEventListener('pointercancel', () => (from = undefined));
  for (const input of inputs) input?.addEventListener('input', draw);
  draw();
}
