// The worker of the room's page in browsers that send no redundant sound by themselves: each frame of the microphone goes once more with
// the next one. What it cannot work on leaves as it came.

import { carry } from './carried.ts';

/** WebRTC Encoded Transform (W3C working draft): what this worker uses of it; the library of types for pages has none of it. */
interface Frame {
  data: ArrayBuffer;
  timestamp?: number;
  getMetadata(): { rtpTimestamp?: number };
}
interface Scope {
  addEventListener(type: 'rtctransform', heard: (event: { transformer: { readable: ReadableStream<Frame>; writable: WritableStream<Frame> } }) => void): void;
  postMessage(word: 'ready'): void;
}

const scope = globalThis as unknown as Scope;

scope.addEventListener('rtctransform', ({ transformer: { readable, writable } }) => {
  let before = new Uint8Array();
  let at = 0;
  const twice = new TransformStream<Frame, Frame>({
    transform(frame, out) {
      const own = new Uint8Array(frame.data.slice(0));
      const now = frame.timestamp ?? frame.getMetadata().rtpTimestamp ?? at;
      const packet = carry(own, before, (now - at) | 0);
      if (packet) frame.data = packet.buffer as ArrayBuffer;
      before = own;
      at = now;
      out.enqueue(frame);
    },
  });
  void readable.pipeThrough(twice).pipeTo(writable).catch(() => undefined); // the sender is gone
});

scope.postMessage('ready');
