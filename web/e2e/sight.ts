// What a person in the room sees and hears: the colour of every seat and the tones of every voice, read from the very
// elements that show and play them.

import type { BrowserContext, Page } from 'playwright-core';
import { marks, markOf } from './senses.ts';

/** A page of whichever browser: it runs a function in itself. */
export type Eyes = Pick<Page, 'evaluate'>;

/** One seat on someone's screen. */
export interface Seen {
  pid: string;
  source: string;
  mine: boolean;
  /** The mark whose camera this colour is. */
  mark: string;
  /** Frames shown so far. */
  frames: number;
}

/** Keeps hold of every audio element that the room makes, because they are in no document. Runs in the page, before its own. */
export function keepAudio(): void {
  const kept: HTMLAudioElement[] = [];
  const Plain = window.Audio;
  window.Audio = class extends Plain {
    constructor(source?: string) {
      super(source);
      kept.push(this);
    }
  };
  Object.assign(globalThis, { keptAudio: kept });
}

/** Makes a context ready for `heard`. Before the first page. */
export async function listen(context: BrowserContext): Promise<void> {
  await context.addInitScript(keepAudio);
}

/** Every seat with a picture on the page. */
export async function seen(page: Eyes): Promise<Seen[]> {
  const seats = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.seat[data-pid]')].flatMap((seat) => {
      const video = seat.querySelector('video');
      if (!video || video.videoWidth === 0) return [];
      const canvas = new OffscreenCanvas(16, 16).getContext('2d');
      if (!canvas) return [];
      canvas.drawImage(video, 0, 0, 16, 16);
      const [r = 0, g = 0, b = 0] = canvas.getImageData(8, 11, 1, 1).data;
      return [{
        pid: seat.dataset['pid'] ?? '',
        source: seat.dataset['source'] ?? '',
        mine: video.classList.contains('mirrored'),
        rgb: [r, g, b] as [number, number, number],
        frames: video.getVideoPlaybackQuality().totalVideoFrames,
      }];
    }),
  );
  return seats.map(({ rgb, ...seat }) => ({ ...seat, mark: markOf(rgb) }));
}

/** The marks whose tone is heard within two seconds, each voice's loudest, sorted by name. */
export async function heard(page: Eyes): Promise<string[]> {
  const tones = Object.values(marks).map(({ name, hz }) => ({ name, hz }));
  return page.evaluate(async (tones) => {
    const { keptAudio } = globalThis as unknown as { keptAudio: HTMLAudioElement[] };
    const context = new AudioContext();
    await context.resume();
    const voices = keptAudio.flatMap((element) => {
      if (element.paused || element.muted || !(element.srcObject instanceof MediaStream)) return [];
      const analyser = new AnalyserNode(context, { fftSize: 8192, smoothingTimeConstant: 0 });
      context.createMediaStreamSource(element.srcObject).connect(analyser);
      return [{ analyser, loudest: -Infinity, mark: '' }];
    });
    const bins = new Float32Array(4096);
    const until = performance.now() + 2000;
    while (performance.now() < until) {
      await new Promise((next) => requestAnimationFrame(next));
      for (const voice of voices) {
        voice.analyser.getFloatFrequencyData(bins);
        const peak = bins.reduce((best, value, at) => (value > (bins[best] ?? -Infinity) ? at : best), 0);
        const level = bins[peak] ?? -Infinity;
        const hz = (peak * context.sampleRate) / 8192;
        const tone = tones.find((one) => Math.abs(one.hz - hz) < 25);
        if (level > -70 && level > voice.loudest) {
          voice.loudest = level;
          voice.mark = tone?.name ?? `${Math.round(hz)} Hz`;
        }
      }
    }
    await context.close();
    return voices.map((voice) => voice.mark).filter((mark) => mark !== '').sort();
  }, tones);
}

/** As `heard`, of a browser whose AudioContext waits for a sound card: each voice is recorded for two seconds and the record taken apart. */
export async function heardOnRecord(page: Eyes): Promise<string[]> {
  const tones = Object.values(marks).map(({ name, hz }) => ({ name, hz }));
  return page.evaluate(async (tones) => {
    const { keptAudio } = globalThis as unknown as { keptAudio: HTMLAudioElement[] };
    const playing = keptAudio.filter((element) => !element.paused && !element.muted && element.srcObject instanceof MediaStream);
    const found = await Promise.all(playing.map(async ({ srcObject }) => {
      const recorder = new MediaRecorder(srcObject as MediaStream);
      const parts: Blob[] = [];
      recorder.ondataavailable = ({ data }) => parts.push(data);
      const stopped = new Promise((done) => (recorder.onstop = done));
      recorder.start();
      setTimeout(() => recorder.state === 'recording' && recorder.stop(), 2000);
      await stopped;
      const bytes = await new Blob(parts).arrayBuffer();
      if (bytes.byteLength === 0) return '';
      const samples = (await new OfflineAudioContext(1, 48_000, 48_000).decodeAudioData(bytes)).getChannelData(0);
      const levels = tones.map(({ name, hz }) => {
        let [re, im] = [0, 0];
        samples.forEach((sample, i) => {
          re += sample * Math.cos((2 * Math.PI * hz * i) / 48_000);
          im += sample * Math.sin((2 * Math.PI * hz * i) / 48_000);
        });
        return { name, level: Math.hypot(re, im) / samples.length };
      });
      const loudest = levels.reduce((best, one) => (one.level > best.level ? one : best));
      return loudest.level > 0.001 ? loudest.name : '';
    }));
    return found.filter((name) => name !== '').sort();
  }, tones);
}
