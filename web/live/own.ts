// What the person wants to send and what came of it: microphone with its mute, camera, screen. The intent outlives lost
// devices, lost sockets and a reload of the page; `Publisher` brings it to the room.

import { DeviceError, type Devices, type Media, type Own, type Refusal } from './media.ts';
import type { Publisher } from './publisher.ts';
import type { Source } from './wire.gen.ts';

export interface OwnView {
  mic: { on: boolean; muted: boolean };
  camera: boolean;
  sharing: boolean;
  refused: { mic?: Refusal; camera?: Refusal; screen?: Refusal };
  devices: Devices;
}

/** Devices that could not be had for one and the same reason. */
export interface Refused {
  reason: Refusal;
  sources: (keyof OwnView['refused'])[];
}

export function refusals(refused: { [source in keyof OwnView['refused']]?: Refusal | undefined }): Refused[] {
  const all: Refused[] = [];
  for (const source of ['mic', 'camera', 'screen'] as const) {
    const reason = refused[source];
    if (!reason) continue;
    const same = all.find((one) => one.reason === reason);
    if (same) same.sources.push(source);
    else all.push({ reason, sources: [source] });
  }
  return all;
}

export const nothingOwn: OwnView = {
  mic: { on: false, muted: false }, camera: false, sharing: false, refused: {}, devices: { mics: [], cameras: [] },
};

export interface OwnOptions {
  onChange: (view: OwnView) => void;
  /** An officer or host has muted this source; only they can lift it. */
  mutedByHost: (source: Source) => boolean;
  onHostMuted: () => void;
}

export class OwnMedia {
  private view = nothingOwn;

  constructor(private readonly media: Media, private readonly publisher: Publisher, private readonly options: OwnOptions) {
    media.onTrack = (source) => {
      this.wish(source);
      this.show({});
    };
    media.onEnded = (source) => this.ended(source);
    media.onDevices = (devices) => this.show({ devices });
  }

  async setMic(on: boolean): Promise<void> {
    if (on && this.options.mutedByHost('mic')) return this.options.onHostMuted();
    if (!this.view.mic.on) {
      if (on) await this.startMic(false);
      return;
    }
    this.show({ mic: { on: true, muted: !on } });
    this.wish('mic');
  }

  async setCamera(on: boolean): Promise<void> {
    if (!on) {
      this.show({ camera: false });
      this.media.stop('camera');
      return;
    }
    if (this.options.mutedByHost('camera')) return this.options.onHostMuted();
    await this.start('camera');
    this.show({ camera: this.media.track('camera') !== null });
  }

  async choose(source: 'mic' | 'camera', deviceId: string): Promise<void> {
    await this.start(source, deviceId);
  }

  async share(): Promise<void> {
    if (this.options.mutedByHost('screen')) return this.options.onHostMuted();
    this.refuse('screen', undefined);
    try {
      await this.media.share();
      this.show({ sharing: true });
    } catch (error) {
      // Closing the browser's own chooser is no fault and needs no words.
      if (error instanceof DeviceError && error.reason !== 'denied') this.refuse('screen', error.reason);
    }
  }

  stopShare(): void {
    this.media.stop('screen');
    this.media.stop('screen_audio');
    this.show({ sharing: false });
  }

  /** After a reload: the same devices in the same state, and no second click. */
  async restore({ mic, camera }: Pick<OwnView, 'mic' | 'camera'>): Promise<void> {
    if (mic.on) await this.startMic(mic.muted);
    if (camera) await this.setCamera(true);
  }

  /** In a seat that another page has left with these tracks: what was off there is off here, before anything is sent. */
  async adopt(held: readonly { source: Source; muted: boolean }[]): Promise<void> {
    const on = (source: Source) => held.some((track) => track.source === source && !track.muted);
    if (!on('mic')) {
      this.show({ mic: { ...this.view.mic, muted: true } });
      this.wish('mic');
    }
    if (!on('camera')) await this.setCamera(false);
    if (on('mic') && !this.view.mic.on) await this.setMic(true);
    if (on('camera') && !this.view.camera) await this.setCamera(true);
  }

  /** The person has read why and goes on without. */
  heed({ sources }: Refused): void {
    for (const source of sources) this.refuse(source, undefined);
  }

  /** A host has muted a source: it is silent here too, before anything else happens. */
  hostMuted(source: Source): void {
    if (source === 'mic' && !this.view.mic.muted) {
      this.show({ mic: { ...this.view.mic, muted: true } });
      this.wish('mic');
    }
    if (source === 'camera' && this.view.camera) void this.setCamera(false);
    if (source === 'screen' && this.view.sharing) this.stopShare();
  }

  private async startMic(muted: boolean): Promise<void> {
    this.show({ mic: { on: false, muted } });
    if (await this.start('mic')) this.show({ mic: { ...this.view.mic, on: true } });
  }

  private async start(source: 'mic' | 'camera', deviceId?: string): Promise<boolean> {
    this.refuse(source, undefined);
    try {
      return (await this.media.start(source, deviceId)) !== null;
    } catch (error) {
      this.refuse(source, error instanceof DeviceError ? error.reason : 'failed');
      return false;
    }
  }

  private ended(source: Own): void {
    if (source === 'screen') this.stopShare();
    if (source === 'camera') this.show({ camera: false });
    if (source === 'mic') this.show({ mic: { on: false, muted: false } });
  }

  private refuse(source: 'mic' | 'camera' | 'screen', reason: Refusal | undefined): void {
    const { [source]: _, ...others } = this.view.refused;
    this.show({ refused: reason ? { ...others, [source]: reason } : others });
  }

  private wish(source: Own): void {
    this.publisher.want(source, this.media.track(source), source === 'mic' && this.view.mic.muted);
  }

  private show(change: Partial<OwnView>): void {
    this.view = { ...this.view, ...change };
    this.options.onChange(this.view);
  }
}
