package sfu

import "time"

// A probe sends so much padding beside the media, for a moment, that the rate of the next step is reached: if it arrives
// without a queue, the estimate may rise to it. One that failed makes the next one wait longer.
type probing struct {
	at    int64 // of the last one, ns
	next  int64 // not before
	pause time.Duration
	aim   int // bit/s of the last one
}

const (
	probeFor      = 320 * time.Millisecond
	probeStep     = 20 * time.Millisecond
	probeFirst    = 4 * time.Second
	probeLeast    = 2 * time.Second
	probeMaxPause = 6 * time.Second
	padding       = 255 // bytes, the most that a packet can say (RFC 3550 §5.1)
)

// probe begins a probe for rate bit/s, if one is due. Only the room's beat calls it.
func (p *Peer) probe(rate int, now int64) {
	t := &p.probing
	other := rate > t.aim+t.aim/4 || rate < t.aim-t.aim/4 // than the step that the last one was for
	if now < t.next && !(other && now-t.at > int64(probeLeast)) {
		return
	}
	carrier := p.carrier()
	if carrier == nil {
		return
	}
	if other {
		t.pause, t.aim = probeFirst, rate
	} else {
		t.pause = min(2*t.pause, probeMaxPause)
	}
	t.at, t.next = now, now+int64(t.pause)
	missing := rate + int(float64(rate)*(0.1+p.down.losing(0))) - p.down.arriving()
	if missing <= 0 {
		return
	}
	p.down.expect(now + int64(probeFor) + p.rtt.Load() + int64(500*time.Millisecond))
	// Ends by itself after 320 ms; SFU.Close waits for it.
	p.room.sfu.background(func() { p.pad(carrier, missing) })
}

// carrier is a slot whose retransmission stream can carry padding: it is counted by the transport and ignored by decoders.
func (p *Peer) carrier() *slot {
	for _, s := range p.slots {
		s.mu.Lock()
		ok := s.out != nil && s.counts && s.repair.SSRC != 0
		s.mu.Unlock()
		if ok {
			return s
		}
	}
	return nil
}

func (p *Peer) pad(s *slot, rate int) {
	tick := time.NewTicker(probeStep)
	defer tick.Stop()
	size := rate / 8 * int(probeStep/time.Millisecond) / 1000
	for range probeFor / probeStep {
		select {
		case <-tick.C:
		case <-p.done.Done():
			return
		}
		if !p.up.Load() || p.down.crowded() {
			return
		}
		p.room.sfu.box.hold()
		for left := size; left > 0; left -= padding + packetOverhead {
			s.pad()
		}
		p.room.sfu.box.release()
	}
}

// pad sends one packet of nothing on the retransmission stream.
func (s *slot) pad() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.out == nil {
		return
	}
	s.repair.SequenceNumber++
	h := s.repair
	h.Padding, h.Marker = true, false
	h.Timestamp = s.run.ts
	s.put(&h, noise[:])
}

// noise is the padding: zeros, and its size at the end.
var noise = [padding]byte{padding - 1: padding}
