package sfu

import "encoding/binary"

// packet is one RTP packet (RFC 3550 §5.1) read in place: payload points into the reader's buffer and is only good
// until the reader goes on. Nothing in it is trusted before parse has said true.
type packet struct {
	seq     uint16
	ts      uint32
	ssrc    uint32
	pt      uint8
	marker  bool
	payload []byte // without padding; empty = padding only

	ext       int64 // seq without wraps, given by the window of its uplink
	at        int64 // arrival, ns of the monotonic clock
	level     int16 // RFC 6464: 0 loudest .. 127 silent; -1 = not told
	transport int32 // transport-wide sequence number; -1 = none
	vp8       vp8
	repaired  bool // came as a retransmission, and so late
}

// extensions are the ids that the publisher's offer gave to the header extensions we read, and the payload type of
// redundant sound; 0 = not offered.
type extensions struct {
	level, transport uint8
	red              uint8
}

// parse reads b. It says false for whatever cannot be a whole RTP packet.
func (p *packet) parse(b []byte, ids extensions) bool {
	if len(b) < 12 || b[0]>>6 != 2 {
		return false
	}
	p.marker, p.pt = b[1]&0x80 != 0, b[1]&0x7f
	p.seq = binary.BigEndian.Uint16(b[2:])
	p.ts = binary.BigEndian.Uint32(b[4:])
	p.ssrc = binary.BigEndian.Uint32(b[8:])
	p.level, p.transport = -1, -1

	at := 12 + 4*int(b[0]&0x0f)
	if at > len(b) {
		return false
	}
	if b[0]&0x10 != 0 {
		if at+4 > len(b) {
			return false
		}
		profile, size := binary.BigEndian.Uint16(b[at:]), 4*int(binary.BigEndian.Uint16(b[at+2:]))
		at += 4
		if at+size > len(b) {
			return false
		}
		p.readExtensions(profile, b[at:at+size], ids)
		at += size
	}
	end := len(b)
	if b[0]&0x20 != 0 {
		padding := int(b[end-1])
		if padding == 0 || at+padding > end {
			return false
		}
		end -= padding
	}
	p.payload = b[at:end]
	return true
}

// readExtensions walks one-byte and two-byte header extensions (RFC 8285 §4.2, §4.3).
func (p *packet) readExtensions(profile uint16, b []byte, ids extensions) {
	twoByte := profile&0xfff0 == 0x1000
	if !twoByte && profile != 0xbede {
		return
	}
	for len(b) > 0 {
		if b[0] == 0 { // padding
			b = b[1:]
			continue
		}
		var id uint8
		var size, head int
		if twoByte {
			if len(b) < 2 {
				return
			}
			id, size, head = b[0], int(b[1]), 2
		} else {
			id, size, head = b[0]>>4, int(b[0]&0x0f)+1, 1
			if id == 15 {
				return
			}
		}
		if head+size > len(b) {
			return
		}
		body := b[head : head+size]
		switch {
		case id == ids.level && size >= 1:
			p.level = int16(body[0] & 0x7f)
		case id == ids.transport && size >= 2:
			p.transport = int32(binary.BigEndian.Uint16(body))
		}
		b = b[head+size:]
	}
}

// repair turns a retransmission (RFC 4588 §4) into the packet it repeats. It says false for bare padding.
func (p *packet) repair(ssrc uint32, pt uint8) bool {
	if len(p.payload) < 2 {
		return false
	}
	p.seq = binary.BigEndian.Uint16(p.payload)
	p.payload = p.payload[2:]
	p.ssrc, p.pt = ssrc, pt
	return true
}
