// A PDF as pages on canvases, by pdf.js. A bundle of its own, loaded when somebody shows a sheet. It runs no script of the file and loads nothing: no
// WebAssembly (the page's policy allows none), so that pictures in JPEG 2000 and JBIG2 stay empty; fonts are those of the file or the device's.

import { getDocument, PDFWorker, type PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** The longest side of a canvas in pixels; phones draw no larger ones. */
const longest = 4096;

/** An open PDF. Pages count from 1. */
export class Sheet {
  private constructor(
    private readonly file: PDFDocumentProxy,
    private readonly worker: PDFWorker,
  ) {}

  /** Opens a file; the worker is pdf.js's own (pdf-worker.js) and ends with it. */
  static async open(data: ArrayBuffer, worker: Worker): Promise<Sheet> {
    const reader = PDFWorker.create({ port: worker });
    try {
      const file = await getDocument({ data, worker: reader, useWasm: false, verbosity: 0 }).promise;
      return new Sheet(file, reader);
    } catch (error) {
      reader.destroy();
      throw error;
    }
  }

  get pages(): number {
    return this.file.numPages;
  }

  /** Width by height of a page. */
  async ratio(page: number): Promise<number> {
    const { width, height } = (await this.file.getPage(page)).getViewport({ scale: 1 });
    return width / height;
  }

  /** Draws a page so many pixels wide. An aborted drawing rejects. */
  async draw(page: number, canvas: HTMLCanvasElement, pixels: number, signal: AbortSignal): Promise<void> {
    const from = await this.file.getPage(page);
    signal.throwIfAborted();
    const { width, height } = from.getViewport({ scale: 1 });
    const viewport = from.getViewport({ scale: Math.min(pixels / width, longest / width, longest / height) });
    canvas.width = Math.round(viewport.width);
    canvas.height = Math.round(viewport.height);
    const drawing = from.render({ canvas, viewport });
    const stop = () => drawing.cancel();
    signal.addEventListener('abort', stop);
    await drawing.promise.finally(() => signal.removeEventListener('abort', stop));
  }

  /** The words of a page, for who cannot see it. */
  async text(page: number): Promise<string> {
    const { items } = await (await this.file.getPage(page)).getTextContent();
    return items.map((item) => ('str' in item ? item.str + (item.hasEOL ? ' ' : '') : '')).join('').trim();
  }

  close(): void {
    void this.file.loadingTask.destroy();
    this.worker.destroy();
  }
}
