package sfu

import (
	"bytes"
	"encoding/binary"
)

// Carried sound is for browsers without RED (Firefox): the page's own worker puts the frame before into the padding of each Opus packet
// (RFC 6716 §3.2.5), which no decoder looks at, and we take it out again. Padding of encoders is zeros.
//
//	TOC with code 3 | 0x41: one frame, padded | size of the padding | frame | the packet before, its TOC first | 2 bytes: how long before,
//	timestamp units | 2 bytes: its size | carriedMark
const (
	opusCode     = 3    // bits of the TOC: how many frames; 0 = one, 3 = the next byte says it
	opusPadded   = 0x41 // one frame, with padding
	opusSizeMore = 255  // 254 bytes of padding, and the next byte says more
)

var carriedMark = []byte("eTO1")

// parseCarried takes a payload apart: the packet before and the own one, which is made in place; ok is false for any other payload.
func parseCarried(b []byte) (before block, own []byte, ok bool) {
	if len(b) < 3 || b[0]&opusCode != opusCode || b[1] != opusPadded || !bytes.HasSuffix(b, carriedMark) {
		return block{}, nil, false
	}
	at, padding := 2, 0
	for at < len(b) && b[at] == opusSizeMore {
		padding += opusSizeMore - 1
		at++
	}
	if at == len(b) {
		return block{}, nil, false
	}
	padding += int(b[at])
	at++
	end := len(b) - padding
	tail := len(b) - len(carriedMark) - 4
	if end <= at || end > tail || int(binary.BigEndian.Uint16(b[tail+2:])) != tail-end {
		return block{}, nil, false
	}
	before = block{before: uint32(binary.BigEndian.Uint16(b[tail:])), body: b[end:tail]}
	own = b[at-1 : end]
	own[0] = b[0] &^ opusCode
	return before, own, true
}

// uncarry makes a plain packet of one that carries the one before, which is put in its place if it is missing.
func (u *uplink) uncarry(p *packet) {
	before, own, ok := parseCarried(p.payload)
	if !ok {
		return
	}
	u.restore(p, p.seq-1, p.pt, before)
	p.payload = own
}
