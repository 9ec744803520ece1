// Sound that carries the frame before, for browsers without RED (RFC 2198): it lies in the padding of the Opus packet (RFC 6716
// §3.2.5), where no decoder looks. The server takes it out again (PROTOCOL.md, "Media lines").

const code = 3; // bits of the first byte: 0 = one frame, 3 = the next byte says how many
const padded = 0x41; // one frame, with padding
const more = 255; // 254 bytes of padding, and the next byte says more
const mark = [0x65, 0x54, 0x4f, 0x31];
const head = 4; // how long before, and the size
/** What a packet may take in the end, bytes: it goes through whatever the link's packets go through. */
const most = 1100;

/**
 * The packet with the one before in its padding; `apart` is how long before, in timestamp units. Null where that cannot be said: the packet
 * has more than one frame, there was a pause, or both are too large.
 */
export function carry(own: Uint8Array, before: Uint8Array, apart: number): Uint8Array | null {
  const first = own[0];
  const padding = before.length + head + mark.length;
  const sizes = Math.ceil(padding / (more - 1));
  const total = own.length + 1 + sizes + padding;
  if (first === undefined || (first & code) !== 0 || own.length < 2 || before.length === 0 || apart <= 0 || apart > 0xffff || total > most) return null;
  const packet = new Uint8Array(total);
  packet[0] = first | code;
  packet[1] = padded;
  packet.fill(more, 2, 1 + sizes);
  packet[1 + sizes] = padding - (sizes - 1) * (more - 1);
  packet.set(own.subarray(1), 2 + sizes);
  const at = 1 + sizes + own.length;
  packet.set(before, at);
  packet.set([apart >> 8, apart & 0xff, before.length >> 8, before.length & 0xff, ...mark], at + before.length);
  return packet;
}
