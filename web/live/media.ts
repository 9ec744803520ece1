// The person's own microphone, camera and screen: asking, choosing, losing and replacing them. Knows nothing of the
// connection: whoever sends a track subscribes with `onTrack`.

export type Own = 'mic' | 'camera' | 'screen' | 'screen_audio';

/** Why a device could not be had, as a text key `live.device_<reason>`. */
export type Refusal = 'denied' | 'missing' | 'busy' | 'insecure' | 'failed';

export interface Choice {
  mic: boolean;
  camera: boolean;
  micId?: string;
  cameraId?: string;
}

export interface Devices {
  mics: MediaDeviceInfo[];
  cameras: MediaDeviceInfo[];
}

export class DeviceError extends Error {
  constructor(readonly reason: Refusal, options?: ErrorOptions) {
    super(`device ${reason}`, options);
  }
}

/** What a failed getUserMedia means for a person. */
export function refusalOf(error: unknown): Refusal {
  const name = error instanceof Error ? error.name : '';
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    case 'NotReadableError':
    case 'AbortError':
      return 'busy';
    default:
      return 'failed';
  }
}

const audio = { echoCancellation: true, noiseSuppression: true, autoGainControl: true } satisfies MediaTrackConstraints;
const video = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 30, max: 30 },
} satisfies MediaTrackConstraints;

export class Media {
  onTrack: (source: Own, track: MediaStreamTrack | null) => void = () => {};
  onDevices: (devices: Devices) => void = () => {};
  /** The person stopped the share from the browser's own bar, or a device was pulled out for good. */
  onEnded: (source: Own) => void = () => {};

  private readonly tracks = new Map<Own, MediaStreamTrack>();
  /** The newest question for each device; an answer to one that was taken back lights no camera. */
  private readonly asking = new Map<Own, object>();
  private readonly chosen: { micId?: string; cameraId?: string } = {};
  private readonly changed = () => void this.devicesChanged();

  constructor(private readonly devices: MediaDevices | undefined = globalThis.navigator?.mediaDevices) {
    this.devices?.addEventListener('devicechange', this.changed);
  }

  track(source: Own): MediaStreamTrack | null {
    return this.tracks.get(source) ?? null;
  }

  /** Turns the microphone or the camera on, with the chosen device or the default one; null when it was stopped, or asked for again, while the browser asked. */
  async start(source: 'mic' | 'camera', deviceId?: string): Promise<MediaStreamTrack | null> {
    if (!this.devices) throw new DeviceError('insecure');
    const key = source === 'mic' ? 'micId' : 'cameraId';
    if (deviceId) this.chosen[key] = deviceId;
    const id = this.chosen[key];
    const pick = id ? { deviceId: { ideal: id } } : {};
    // A second microphone track ends the first one on iOS: let go of the old one before asking.
    const old = this.tracks.get(source);
    release(old);
    const question = {};
    this.asking.set(source, question);
    let stream: MediaStream;
    try {
      stream = await this.devices.getUserMedia(
        source === 'mic' ? { audio: { ...audio, ...pick } } : { video: { ...video, ...pick } },
      );
    } catch (cause) {
      if (old) this.stop(source);
      throw new DeviceError(refusalOf(cause), { cause });
    }
    const track = stream.getTracks()[0];
    if (!track) throw new DeviceError('missing');
    if (this.asking.get(source) !== question) {
      release(track);
      return null;
    }
    if (source === 'camera') track.contentHint = 'motion';
    this.keep(source, track);
    void this.report();
    return track;
  }

  /** Shares a screen, a window or a tab, with the tab's sound where the browser has it. */
  async share(): Promise<void> {
    if (!this.devices?.getDisplayMedia) throw new DeviceError('insecure');
    let stream: MediaStream;
    try {
      stream = await this.devices.getDisplayMedia({ video: { frameRate: { ideal: 5, max: 15 } }, audio: true });
    } catch (cause) {
      throw new DeviceError(refusalOf(cause), { cause });
    }
    const picture = stream.getVideoTracks()[0];
    if (!picture) throw new DeviceError('missing');
    picture.contentHint = 'detail';
    this.keep('screen', picture);
    const sound = stream.getAudioTracks()[0];
    if (sound) this.keep('screen_audio', sound);
  }

  stop(source: Own): void {
    this.asking.delete(source);
    const track = this.tracks.get(source);
    if (!track) return;
    this.tracks.delete(source);
    release(track);
    this.onTrack(source, null);
  }

  close(): void {
    this.devices?.removeEventListener('devicechange', this.changed);
    for (const source of ['mic', 'camera', 'screen', 'screen_audio'] as const) this.stop(source);
  }

  private keep(source: Own, track: MediaStreamTrack): void {
    release(this.tracks.get(source));
    this.tracks.set(source, track);
    track.onended = () => void this.ended(source, track);
    this.onTrack(source, track);
  }

  private async ended(source: Own, track: MediaStreamTrack): Promise<void> {
    if (this.tracks.get(source) !== track) return;
    this.stop(source);
    if (source === 'screen') this.stop('screen_audio');
    if (source === 'mic' || source === 'camera') {
      delete this.chosen[source === 'mic' ? 'micId' : 'cameraId'];
      try {
        await this.start(source); // the default device takes over when one was pulled out
        return;
      } catch {
        // nothing is left to take over: the person is told by onEnded
      }
    }
    this.onEnded(source);
  }

  private async devicesChanged(): Promise<void> {
    const found = await this.report();
    for (const source of ['mic', 'camera'] as const) {
      const track = this.tracks.get(source);
      if (!track) continue;
      const list = source === 'mic' ? found.mics : found.cameras;
      const id = track.getSettings().deviceId;
      if (id && list.length > 0 && !list.some((device) => device.deviceId === id)) await this.ended(source, track);
    }
  }

  private async report(): Promise<Devices> {
    const all = (await this.devices?.enumerateDevices()) ?? [];
    const found = {
      mics: all.filter((device) => device.kind === 'audioinput'),
      cameras: all.filter((device) => device.kind === 'videoinput'),
    };
    this.onDevices(found);
    return found;
  }
}

function release(track: MediaStreamTrack | undefined): void {
  if (!track) return;
  track.onended = null;
  track.stop();
}
