package sfutest

import (
	"encoding/binary"

	"github.com/pion/rtp"
)

// Payload types of the client's sound.
const (
	payloadOpus = 109
	payloadRED  = 110
)

// redundant is a payload of RED (RFC 2198) with the frame of the packet before.
func redundant(before, own []byte) []byte {
	if before == nil {
		return append([]byte{payloadOpus}, own...)
	}
	b := binary.BigEndian.AppendUint32(nil, 0x80000000|payloadOpus<<24|960<<10|uint32(len(before)))
	return append(append(append(b, payloadOpus), before...), own...)
}

// carried is an Opus packet with the one before in its padding (PROTOCOL.md, "Media lines").
func carried(before, own []byte) []byte {
	if before == nil {
		return own
	}
	b := []byte{own[0] | 3, 0x41}
	padding := len(before) + 8
	for ; padding > 254; padding -= 254 {
		b = append(b, 255)
	}
	b = append(append(append(b, byte(padding)), own[1:]...), before...)
	b = binary.BigEndian.AppendUint16(b, 960)
	return append(binary.BigEndian.AppendUint16(b, uint16(len(before))), "eTO1"...)
}

// plain takes a packet of RED apart into the packets that it stands for, the oldest first.
func plain(p *rtp.Packet) (all []*rtp.Packet) {
	var sizes, offsets []int
	b := p.Payload
	for len(b) >= 4 && b[0]&0x80 != 0 {
		said := binary.BigEndian.Uint32(b)
		sizes, offsets = append(sizes, int(said&1023)), append(offsets, int(said>>10&16383))
		b = b[4:]
	}
	if len(b) == 0 {
		return nil
	}
	b = b[1:]
	for i, size := range sizes {
		if size > len(b) {
			return nil
		}
		old := *p
		old.PayloadType, old.Payload = payloadOpus, b[:size]
		old.SequenceNumber -= uint16(offsets[i] / 960)
		old.Timestamp -= uint32(offsets[i])
		all = append(all, &old)
		b = b[size:]
	}
	own := *p
	own.PayloadType, own.Payload = payloadOpus, b
	return append(all, &own)
}
