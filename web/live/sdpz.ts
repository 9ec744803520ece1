// SDP on the wire: base64 of raw deflate (RFC 1951), so that an offer of 20 m-lines fits one TCP segment.

export async function pack(sdp: string): Promise<string> {
  const bytes = await through(new TextEncoder().encode(sdp), new CompressionStream('deflate-raw'));
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** Refuses what inflates to more than `limit` bytes. */
export async function unpack(sdpz: string, limit = 256 * 1024): Promise<string> {
  const packed = Uint8Array.from(atob(sdpz), (c) => c.charCodeAt(0));
  const bytes = await through(packed, new DecompressionStream('deflate-raw'), limit);
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
  limit = Infinity,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  const writer = stream.writable.getWriter();
  const fed = writer.write(bytes).then(() => writer.close());
  const reader = stream.readable.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > limit) {
      await Promise.allSettled([reader.cancel(), fed]);
      throw new RangeError(`SDP larger than ${limit} bytes`);
    }
    parts.push(value);
  }
  await fed;
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.byteLength;
  }
  return all;
}
