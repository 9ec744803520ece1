package sfu

import (
	"encoding/binary"
	"time"
)

// Redundant sound (RED, RFC 2198): a packet carries its own frame of speech and the ones before it once more. What a
// publisher sends so is taken apart on arrival, a lost frame is put back in its place, and everything behind sees plain
// Opus. A subscriber that loses packets is sent it again, built from the ring; the others are spared the bytes. Who takes no
// redundant sound (Firefox) gets each packet twice. The in-band FEC of Opus is inside the frames and stays as it is.
const (
	redMost     = 2       // frames before
	redReach    = 1 << 14 // of the timestamp, what a block can say
	redSize     = 1 << 10 // bytes, likewise
	lossForOne  = 0.01    // of the subscriber's packets: from here on one frame before is sent again
	lossForTwo  = 0.05
	redFor      = 10 * time.Second // after the last such loss
	redHeader   = 4
	redPrimary  = 1
	redContinue = 0x80
)

// block is one frame in a redundant packet: how long before the packet's own, and its bytes.
type block struct {
	before uint32 // timestamp units
	body   []byte
}

// parseRED takes a payload apart: the frames before, the oldest first, and the packet's own. More of them than into
// has room for are no packet of a browser.
func parseRED(b []byte, into []block) (before []block, pt uint8, own []byte, ok bool) {
	n := 0
	for redHeader*n < len(b) && b[redHeader*n]&redContinue != 0 {
		n++
	}
	at := redHeader*n + redPrimary
	if at > len(b) || n > len(into) {
		return nil, 0, nil, false
	}
	for i := range n {
		said := binary.BigEndian.Uint32(b[redHeader*i:])
		size := int(said & (redSize - 1))
		if at+size > len(b) {
			return nil, 0, nil, false
		}
		into[i] = block{before: said >> 10 & (redReach - 1), body: b[at : at+size]}
		at += size
	}
	return into[:n], b[redHeader*n] & 0x7f, b[at:], true
}

// unpack makes plain packets of a redundant one: those that are missing, then its own.
func (u *uplink) unpack(p *packet) {
	before, pt, own, ok := parseRED(p.payload, u.blocks[:])
	if !ok || len(own) == 0 {
		return
	}
	for i, b := range before {
		u.restore(p, p.seq-uint16(len(before)-i), pt, b)
	}
	p.pt, p.payload = pt, own
	u.take(p, false)
}

// restore puts a frame that came once more with p in its place, if it is missing.
func (u *uplink) restore(p *packet, seq uint16, pt uint8, b block) {
	if len(b.body) == 0 || b.before == 0 || !u.lacks(seq) {
		return
	}
	lost := packet{seq: seq, ts: p.ts - b.before, ssrc: p.ssrc, pt: pt, payload: b.body, level: -1, transport: -1}
	u.take(&lost, false)
}

// lacks says whether a packet with this number has not come, though newer ones may have.
func (u *uplink) lacks(seq uint16) bool {
	u.feed.mu.Lock()
	defer u.feed.mu.Unlock()
	return u.window.lacks(seq)
}

// shield decides how many frames before are sent with each: as many as the subscriber's loss calls for.
func (s *slot) shield(loss float64, now int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	frames := 0
	switch {
	case s.peer.tcp():
	case loss >= lossForTwo && s.red != 0:
		frames = 2
	case loss >= lossForOne:
		frames = 1
	}
	if frames >= s.frames || now-s.shielded > int64(redFor) {
		if s.frames == 0 {
			s.twin.sealed = s.twin.sealed[:0] // of the time before
		}
		s.frames, s.shielded = frames, now
	}
}

// second is where sound is kept that leaves a second time with the next packet: for who loses much and takes no redundant sound.
// It is nil for everything else.
func (s *slot) second() *twin {
	if s.audio && s.frames > 0 && s.red == 0 {
		return &s.twin
	}
	return nil
}

// redundant is p's payload with the frames before it, for the subscriber; ok is false when there are none. The slot is
// held.
func (s *slot) redundant(p *packet) (payload []byte, ok bool) {
	s.buffer()
	head, tail := s.scratch[:0], s.scratch[redHeader*redMost+redPrimary:]
	used := 0
	for n := s.frames; n > 0; n-- {
		if !s.run.holds(p.ext - int64(n)) {
			continue
		}
		old, there := s.uplink.ring.get(p.ext-int64(n), tail, used)
		before := p.ts - old.ts
		if !there || before == 0 || before >= redReach || len(old.payload) >= redSize {
			continue
		}
		head = binary.BigEndian.AppendUint32(head, redContinue<<24|uint32(s.header.PayloadType)<<24|before<<10|uint32(len(old.payload)))
		used += len(old.payload)
	}
	if len(head) == 0 || used+len(p.payload) > len(tail) {
		return nil, false
	}
	head = append(head, s.header.PayloadType)
	copy(tail[used:], p.payload)
	used += len(p.payload)
	return append(head, tail[:used]...), true
}
