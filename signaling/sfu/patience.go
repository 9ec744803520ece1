package sfu

import (
	"encoding/binary"
	"time"
)

// What is lost on the way comes a round trip later, and by itself a browser leaves a picture no time for that: where frames are few,
// each loss is a freeze. So it is told to hold pictures back for as long as repairs take (the header extension playout-delay,
// http://www.webrtc.org/experiments/rtp-hdrext/playout-delay). Sound is repaired by what goes with it and is not to wait for lips:
// the sender reports tell of a picture that was captured so much later.

const (
	patienceFrame = 100 * time.Millisecond // a loss is seen when the next packet comes, of a picture that hardly moves
	patienceTries = 2                      // requests that may be needed, a round trip each
	patienceMost  = 800 * time.Millisecond
	patienceVoice = 100 * time.Millisecond // voices wait for as long themselves
	patienceStep  = 100 * time.Millisecond // in a second, which is how fast browsers follow
	patienceFor   = 10 * time.Second       // after as much was last needed
	patienceUnit  = 10 * time.Millisecond
	patienceUpTo  = 1000 // units; a browser may wait for longer by itself
)

// patience is for how long a subscriber's browser is told to hold a picture back.
type patience struct {
	id    uint8 // of the extension; 0 = not negotiated
	said  bool  // it goes with each packet, from the first need on
	least time.Duration
	at    int64   // when as much was last needed
	bytes [3]byte // what the extension says: 12 bits of least and 12 of most
}

// need takes what is needed now, once a second, and says whether something else is to be told.
func (t *patience) need(d time.Duration, now int64) bool {
	was := t.least
	switch {
	case d > 0 && d+patienceStep > t.least: // as much, or nearly: round trips are never the same
		t.least, t.at = max(t.least, min(d, t.least+patienceStep)), now
	case now-t.at > int64(patienceFor):
		t.least = max(d, t.least-patienceStep)
	}
	word := uint32(t.least/patienceUnit)<<12 | patienceUpTo
	t.bytes[0] = byte(word >> 16)
	binary.BigEndian.PutUint16(t.bytes[1:], uint16(word))
	return t.least != was
}

// shift is what the picture's sender reports are to be off, in timestamp units.
func (t *patience) shift(clock int64) uint32 {
	return uint32(int64(max(t.least-patienceVoice, 0)/time.Millisecond) * clock / 1000)
}

// spares is how many times what must not be lost again leaves in addition, to who loses much. Of a picture with few packets each is a frame,
// and a gap is seen only when the next one comes: two tries are all that fits into the time that it waits.
func (u *uplink) spares() int {
	u.feed.mu.Lock()
	defer u.feed.mu.Unlock()
	if u.rate < smallPicture {
		return 2
	}
	return 1
}

const smallPicture = 100_000 // bit/s

// repairTime is how long what was lost on the way from a publisher or to the subscriber takes to come; 0 where little is lost.
func (p *Peer) repairTime(f *feed) time.Duration {
	var trip int64
	if p.losing() {
		trip = p.rtt.Load()
	}
	if f.peer.loses.Load() {
		trip = max(trip, f.peer.rtt.Load())
	}
	if trip == 0 {
		return 0
	}
	return min(patienceFrame+patienceTries*time.Duration(trip), patienceMost)
}

// wait tells the subscriber's browser how long to hold the picture back; once a second.
func (s *slot) wait(now int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.feed == nil || s.out == nil || s.patience.id == 0 {
		return
	}
	if s.patience.need(s.peer.repairTime(s.feed), now) && !s.patience.said {
		s.patience.said = s.header.SetExtension(s.patience.id, s.patience.bytes[:]) == nil
	}
}
