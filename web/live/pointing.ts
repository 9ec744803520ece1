// Pointing at a page: places in 1/10000 of it, sent no more often than the room passes on, the last one always.

import type { DocPointer } from './wire.gen.ts';

const whole = 10_000;
/** The room passes on 20 a second. */
const pause = 60;

interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Where in a box a point of the window lies; null outside of it. */
export function placeIn(box: Box, clientX: number, clientY: number): DocPointer | null {
  const x = Math.round(((clientX - box.left) / box.width) * whole);
  const y = Math.round(((clientY - box.top) / box.height) * whole);
  return x >= 0 && x <= whole && y >= 0 && y <= whole ? { x, y } : null;
}

/** A place as CSS percentages. */
export function percent({ x, y }: DocPointer): { left: string; top: string } {
  return { left: `${x / 100}%`, top: `${y / 100}%` };
}

export class Pointing {
  private next: DocPointer | null = null;
  private resting = false;

  constructor(private readonly send: (at: DocPointer) => void) {}

  to(at: DocPointer): void {
    this.next = at;
    if (!this.resting) this.flush();
  }

  private flush(): void {
    this.resting = this.next !== null;
    if (!this.next) return;
    this.send(this.next);
    this.next = null;
    setTimeout(() => this.flush(), pause);
  }
}
