package socket

import (
	"sync"
	"time"
)

// The pace of a client: 30 frames a second, 60 at once.
const (
	framesPerSecond = 30
	burst           = 60
)

// pace is a token bucket.
type pace struct {
	tokens float64
	at     time.Time
}

func newPace(now time.Time) *pace { return &pace{tokens: burst, at: now} }

func (p *pace) allow(now time.Time) bool {
	p.tokens = min(burst, p.tokens+now.Sub(p.at).Seconds()*framesPerSecond)
	p.at = now
	if p.tokens < 1 {
		return false
	}
	p.tokens--
	return true
}

// silence calls back once when nothing was heard for SilentAfter. It begins as told: the first that is heard counts.
type silence struct {
	mu    sync.Mutex
	timer *time.Timer
	told  bool
}

func (s *silence) start(tell func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if tell == nil {
		return
	}
	s.told = true
	s.timer = time.AfterFunc(SilentAfter, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.told = true
		tell()
	})
}

// heard starts the wait anew and reports whether the silence had been told.
func (s *silence) heard() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.timer == nil {
		return false
	}
	told := s.told
	s.told = false
	s.timer.Reset(SilentAfter)
	return told
}

func (s *silence) stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.timer != nil {
		s.timer.Stop()
	}
}
