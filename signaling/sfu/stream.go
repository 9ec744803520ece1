package sfu

import (
	"io"
	"sync"
	"sync/atomic"
)

// stream is where pion's SRTP session puts the decrypted packets of one SSRC. Pion means it to be a queue with a
// reader behind it; here the packet is worked on at once, on the session's own goroutine, which saves a hand-over for
// every packet. Until somebody is attached the first packets are kept, because pion reads them to find out what an
// SSRC that the offer did not name belongs to.
type stream struct {
	sink atomic.Pointer[func([]byte)]

	mu     sync.Mutex
	queue  [][]byte // what came before anybody was attached
	read   int      // how many of them Read has shown
	closed bool
	wake   chan struct{} // a packet came or the stream was closed
}

const streamQueue = 64

func newStream() *stream { return &stream{wake: make(chan struct{}, 1)} }

// attach hands what was kept, then everything that comes, to sink, in order.
func (s *stream) attach(sink func([]byte)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, b := range s.queue {
		sink(b)
	}
	s.queue, s.read = nil, 0
	s.sink.Store(&sink)
}

// Write is called by the SRTP session; b is its own buffer.
func (s *stream) Write(b []byte) (int, error) {
	if sink := s.sink.Load(); sink != nil {
		(*sink)(b)
		return len(b), nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if sink := s.sink.Load(); sink != nil {
		(*sink)(b)
		return len(b), nil
	}
	if s.closed {
		return 0, io.ErrClosedPipe
	}
	if len(s.queue) < streamQueue {
		s.queue = append(s.queue, append([]byte(nil), b...))
		s.signal()
	}
	return len(b), nil
}

// Read is called by pion alone, to look at the first packets of an unknown SSRC. It takes nothing away: whoever is
// attached later gets them all.
func (s *stream) Read(b []byte) (int, error) {
	for {
		s.mu.Lock()
		if s.closed {
			s.mu.Unlock()
			s.signal()
			return 0, io.EOF
		}
		if s.read < len(s.queue) {
			n := copy(b, s.queue[s.read])
			s.read++
			s.mu.Unlock()
			return n, nil
		}
		s.mu.Unlock()
		<-s.wake
	}
}

// Close ends every Read.
func (s *stream) Close() error {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.signal()
	return nil
}

func (s *stream) signal() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}
