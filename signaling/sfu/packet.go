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
	vp8       vp8   // of H.264 only whether a keyframe begins
	h264      bool
	repaired  bool // came as a retransmission, and so late
}

// extensions are the ids that the publisher's offer gave to the header extensions we read, and the payload types of
// redundant sound and of H.264; 0 = not offered.
type extensions struct {
	level, transport     uint8
	mid, layer, repaired uint8
	red, h264            uint8
	delay                uint8 // told to whoever receives pictures
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

// readExtensions reads what every packet may say.
func (p *packet) readExtensions(profile uint16, b []byte, ids extensions) {
	for {
		var id uint8
		var body []byte
		if id, body, b = nextExtension(profile, b); id == 0 {
			return
		}
		switch {
		case id == ids.level && len(body) >= 1:
			p.level = int16(body[0] & 0x7f)
		case id == ids.transport && len(body) >= 2:
			p.transport = int32(binary.BigEndian.Uint16(body))
		}
	}
}

// nextExtension takes the first one-byte or two-byte header extension (RFC 8285 §4.2, §4.3) off b; id 0 is the end.
func nextExtension(profile uint16, b []byte) (id uint8, body, rest []byte) {
	twoByte := profile&0xfff0 == 0x1000
	if !twoByte && profile != 0xbede {
		return 0, nil, nil
	}
	for len(b) > 0 && b[0] == 0 { // padding
		b = b[1:]
	}
	var size, head int
	switch {
	case len(b) == 0 || twoByte && len(b) < 2:
		return 0, nil, nil
	case twoByte:
		id, size, head = b[0], int(b[1]), 2
	default:
		id, size, head = b[0]>>4, int(b[0]&0x0f)+1, 1
	}
	if !twoByte && id == 15 || head+size > len(b) {
		return 0, nil, nil
	}
	return id, b[head : head+size], b[head+size:]
}

// names are what the first packets of a stream say about it (RFC 8843 §15, RFC 8852 §3).
type names struct{ mid, layer, repaired string }

// namesOf reads them out of a whole packet.
func namesOf(b []byte, ids extensions) (n names) {
	at := 12 + 4*int(b[0]&0x0f)
	if b[0]&0x10 == 0 || at+4 > len(b) {
		return n
	}
	profile, size := binary.BigEndian.Uint16(b[at:]), 4*int(binary.BigEndian.Uint16(b[at+2:]))
	rest := b[min(at+4, len(b)):min(at+4+size, len(b))]
	for {
		var id uint8
		var body []byte
		if id, body, rest = nextExtension(profile, rest); id == 0 {
			return n
		}
		switch id {
		case ids.mid:
			n.mid = string(body)
		case ids.layer:
			n.layer = string(body)
		case ids.repaired:
			n.repaired = string(body)
		}
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
