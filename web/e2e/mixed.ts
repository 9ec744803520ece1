// How loud each voice is when it leaves the page, against how it came in: read before and behind the mixer's gains.

import type { BrowserContext, Page } from 'playwright-core';
import { marks } from './senses.ts';

interface Tap {
  came: AnalyserNode;
  left: AnalyserNode;
}

/** Keeps hold of every line that the room leads through a gain. Runs in the page, before its own. */
function keepLines(): void {
  const taps: Tap[] = [];
  const connect = AudioNode.prototype.connect as (this: AudioNode, to: AudioNode) => AudioNode;
  AudioNode.prototype.connect = function (this: AudioNode, to: AudioNode): AudioNode {
    if (this instanceof MediaStreamAudioSourceNode && to instanceof GainNode) {
      const tap = () => new AnalyserNode(this.context, { fftSize: 8192, smoothingTimeConstant: 0 });
      const [came, left] = [tap(), tap()];
      connect.call(this, came);
      connect.call(to, left);
      taps.push({ came, left });
    }
    return connect.call(this, to);
  } as typeof AudioNode.prototype.connect;
  Object.assign(globalThis, { keptTaps: taps });
}

/** Makes a context ready for `mixed`. Before the first page. */
export async function tapLines(context: BrowserContext): Promise<void> {
  await context.addInitScript(keepLines);
}

/** By the mark of each voice that is heard within two seconds: how many dB the page adds to it, in whole ones. */
export async function mixed(page: Page): Promise<Record<string, number>> {
  const tones = Object.values(marks).map(({ name, hz }) => ({ name, hz }));
  return page.evaluate(async (tones) => {
    const { keptTaps } = globalThis as unknown as { keptTaps: Tap[] };
    const running = keptTaps.filter(({ came }) => came.context.state === 'running');
    const loudest = running.map(() => ({ bin: 0, came: -Infinity, left: -Infinity }));
    const bins = new Float32Array(4096);
    const until = performance.now() + 2000;
    while (performance.now() < until) {
      await new Promise((next) => requestAnimationFrame(next));
      running.forEach(({ came, left }, i) => {
        const most = loudest[i];
        if (!most) return;
        came.getFloatFrequencyData(bins);
        const bin = bins.reduce((best, value, at) => (value > (bins[best] ?? -Infinity) ? at : best), 0);
        const level = bins[bin] ?? -Infinity;
        left.getFloatFrequencyData(bins);
        if (level > most.came) loudest[i] = { bin, came: level, left: bins[bin] ?? -Infinity };
      });
    }
    const added: Record<string, number> = {};
    loudest.forEach(({ bin, came, left }, i) => {
      const hz = (bin * (running[i]?.came.context.sampleRate ?? 0)) / 8192;
      const tone = tones.find((one) => Math.abs(one.hz - hz) < 25);
      if (tone && came > -70) added[tone.name] = Math.round(left - came);
    });
    return added;
  }, tones);
}
