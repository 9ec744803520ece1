package sfutest

import (
	"slices"
	"time"

	"github.com/pion/rtcp"
)

// ask is a packet that is missing. Browsers ask for it at once, then once in what they take for a round trip, ten times at most.
type ask struct {
	at    time.Time
	tries int
}

const (
	askTries = 10
	askLeast = 20 * time.Millisecond
	askEvery = 20 * time.Millisecond // how often a client looks
)

// miss notes what a packet that came shows to be missing. The tally is held.
func (s *tally) miss(n int64, now time.Time) {
	if s.missing == nil {
		s.missing = map[int64]ask{}
	}
	delete(s.missing, n)
	for m := s.high + 1; m < n && n-m < 500; m++ {
		s.missing[m] = ask{at: now}
	}
}

// due is what to ask for now.
func (s *tally) due(now time.Time, trip time.Duration) (nack *rtcp.TransportLayerNack) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var seqs []uint16
	for n, a := range s.missing {
		if a.tries == askTries || s.high-n > 1000 {
			delete(s.missing, n)
			continue
		}
		if now.Before(a.at) {
			continue
		}
		seqs = append(seqs, uint16(n))
		s.missing[n] = ask{at: now.Add(max(trip, askLeast)), tries: a.tries + 1}
	}
	if len(seqs) == 0 {
		return nil
	}
	slices.Sort(seqs)
	for ssrc := range s.got.SSRCs {
		nack = &rtcp.TransportLayerNack{MediaSSRC: ssrc, Nacks: rtcp.NackPairsFromSequenceNumbers(seqs)}
	}
	return nack
}

// repair asks for what one slot misses.
func (c *Client) repair(s *tally) {
	if nack := s.due(time.Now(), c.repeats.trip()); nack != nil {
		_ = c.pc.WriteRTCP([]rtcp.Packet{nack})
	}
}

// repairAll looks after all video slots until the client closes.
func (c *Client) repairAll(first int) {
	tick := time.NewTicker(askEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-c.done.Done():
			return
		}
		for i := first; i < len(c.slots); i++ {
			c.repair(&c.slots[i])
		}
	}
}
