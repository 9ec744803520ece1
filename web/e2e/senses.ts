// What each person's fake camera and microphone give: a colour of their own and a tone of their own, so that whoever
// sees and hears them elsewhere can tell who it is.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One person's mark: YUV colour of the camera, tone of the microphone in Hz. */
export interface Mark {
  name: string;
  yuv: [number, number, number];
  hz: number;
}

export const marks = {
  red: { name: 'red', yuv: [82, 90, 240], hz: 440 },
  green: { name: 'green', yuv: [145, 54, 34], hz: 660 },
  blue: { name: 'blue', yuv: [41, 240, 110], hz: 880 },
  yellow: { name: 'yellow', yuv: [210, 16, 146], hz: 1320 },
} as const satisfies Record<string, Mark>;

/** The mark whose camera shows this RGB colour. */
export function markOf(rgb: [number, number, number]): string {
  const [r, g, b] = rgb.map((v) => v > 110);
  if (r && g && !b) return 'yellow';
  if (r && !g && !b) return 'red';
  if (!r && g && !b) return 'green';
  if (!r && !g && b) return 'blue';
  return `none of ours: ${rgb.map(Math.round).join(',')}`;
}

/** Writes the two files that Chromium plays as camera and microphone, and returns its flags for them. */
export function senses(folder: string, mark: Mark): string[] {
  const camera = join(folder, `${mark.name}.y4m`);
  const microphone = join(folder, `${mark.name}.wav`);
  writeFileSync(camera, y4m(mark.yuv));
  writeFileSync(microphone, wav(mark.hz));
  return [`--use-file-for-fake-video-capture=${camera}`, `--use-file-for-fake-audio-capture=${microphone}`];
}

/** Gives a page whose browser takes no file for its camera a canvas of this colour instead. Runs in the page, before its own. */
export function paint(colour: string): void {
  const { mediaDevices } = navigator;
  const ask = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async (wanted) => {
    const stream = await ask(wanted);
    for (const camera of stream.getVideoTracks()) {
      camera.stop();
      stream.removeTrack(camera);
      const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 180 });
      const brush = canvas.getContext('2d');
      let frame = 0;
      setInterval(() => {
        if (!brush) return;
        brush.fillStyle = colour;
        brush.fillRect(0, 0, 320, 180);
        brush.fillStyle = 'white'; // a bar that wanders along the top, so that no two frames are the same
        brush.fillRect((frame++ % 10) * 32, 0, 32, 12);
      }, 100);
      canvas.captureStream(10).getVideoTracks().forEach((painted) => stream.addTrack(painted));
    }
    return stream;
  };
}

const width = 320;
const height = 240;

/** Ten frames a second of one colour, with a bar that wanders along the top so that no two frames are the same. */
function y4m([y, u, v]: [number, number, number]): Buffer {
  const parts = [Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`)];
  for (let frame = 0; frame < 10; frame++) {
    const luma = Buffer.alloc(width * height, y);
    for (let row = 0; row < 16; row++) luma.fill(255 - y, row * width + frame * 32, row * width + frame * 32 + 32);
    parts.push(Buffer.from('FRAME\n'), luma, Buffer.alloc((width * height) / 4, u), Buffer.alloc((width * height) / 4, v));
  }
  return Buffer.concat(parts);
}

/** Three seconds of a tone in syllables: a steady one would be taken for noise and suppressed. */
function wav(hz: number): Buffer {
  const rate = 48_000;
  const samples = rate * 3;
  const data = Buffer.alloc(samples * 2);
  for (let i = 0; i < samples; i++) {
    const inSyllable = (i % 24_000) / 24_000;
    const loud = inSyllable < 0.7 ? Math.sin((Math.PI * inSyllable) / 0.7) : 0;
    data.writeInt16LE(Math.round(16_000 * loud * Math.sin((2 * Math.PI * hz * i) / rate)), i * 2);
  }
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + data.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}
