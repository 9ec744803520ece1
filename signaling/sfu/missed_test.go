package sfu

import (
	"testing"

	"github.com/pion/ice/v4"
)

// Beside sound that leaves twice, pictures are few packets that leave together: one stall is no hopeless path.
func TestPicturesLostAtOnceAreNoHopelessPath(t *testing.T) {
	for _, c := range []struct {
		once, twice misses
		least, most float64
	}{
		{misses{90, 0}, misses{0, 50}, 0.05, lossFull},
		{misses{10, 90}, misses{1, 99}, 0.1, 0.1},
		{misses{2, 18}, misses{0, 100}, lossFull, lossFull},
		{misses{0, 100}, misses{0, 100}, 0, 0},
		{misses{}, misses{1, 99}, 0.1, 0.1},
		{misses{50, 50}, misses{25, 75}, 0.5, 0.5},
	} {
		d := &downlink{once: c.once, twice: c.twice}
		if d.weigh(); d.loss < c.least || d.loss > c.most {
			t.Errorf("%+v beside %+v twice: a loss of %.2f, want %.2f to %.2f", c.once, c.twice, d.loss, c.least, c.most)
		}
	}
}

// A client changes over to another pair by itself, and nothing begins anew: what goes over TCP is known by the pair alone.
func TestSoundLeavesTwiceOverUDPAlone(t *testing.T) {
	p := newDesk(t).slot.peer
	s := newSlot(p, AudioMid(0), "1", true)
	for i, over := range []*ice.Conn{nil, {}, nil} {
		p.out.way.Store(&way{over: over})
		s.shield(0.1, int64(i)*2*int64(redFor))
		if twice := s.second() != nil; twice != (over == nil) {
			t.Errorf("change %d: sound leaves twice: %t", i, twice)
		}
	}
}
