package sfu

import (
	"slices"
	"sync"
	"time"
)

// Room is the media of one room: its peers and who is bound to whom. All methods may be called from any goroutine and
// none of them waits for the network.
type Room struct {
	sfu *SFU
	id  string

	mu     sync.Mutex // never taken for a packet
	peers  map[string]*Peer
	wanted map[string][]Slot // by subscriber: what Bind said last
	stop   chan struct{}     // not nil while somebody is there
	closed bool
}

// Join makes a Peer for the participant id. An older one of the same id is closed. Nothing is sent to the new one
// before Bind names it. on is called from the SFU's goroutines, also while other methods run: it must not block and
// must not call back into the SFU.
func (r *Room) Join(id string, on func(Event)) (*Peer, error) {
	r.mu.Lock()
	old, closed, full := r.peers[id], r.closed, len(r.peers) >= MaxPeers
	r.mu.Unlock()
	if closed {
		return nil, ErrClosed
	}
	if old != nil {
		old.Close()
	} else if full {
		return nil, ErrFull
	}
	p, err := newPeer(r, id, on)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	if r.closed || r.peers[id] != nil || len(r.peers) >= MaxPeers {
		full := !r.closed
		r.mu.Unlock()
		p.Close()
		if full {
			return nil, ErrFull
		}
		return nil, ErrClosed
	}
	r.peers[id] = p
	if r.stop == nil {
		stop := make(chan struct{})
		r.stop = stop
		// Ends when the last peer leaves.
		r.sfu.background(func() { r.beat(stop) })
	}
	r.reconcile()
	r.mu.Unlock()
	return p, nil
}

// Bind says everything that subscriber is to receive, the pictures in the order in which they matter; what is not named
// ends. A publisher or a source that is not
// there yet is bound when it comes. It may come before Join of the subscriber, and is forgotten when the subscriber's
// Peer closes.
func (r *Room) Bind(subscriber string, slots []Slot) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.wanted[subscriber] = slices.Clone(slots)
	r.reconcile()
}

// Close closes every peer and forgets the room; Open with the same id makes a new one.
func (r *Room) Close() {
	r.mu.Lock()
	r.closed = true
	peers := make([]*Peer, 0, len(r.peers))
	for _, p := range r.peers {
		peers = append(peers, p)
	}
	r.mu.Unlock()
	for _, p := range peers {
		p.Close()
	}
	r.sfu.forget(r)
}

func (r *Room) leave(p *Peer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.peers[p.id] == p {
		delete(r.peers, p.id)
		delete(r.wanted, p.id)
	}
	for _, s := range p.slots {
		s.bind(nil, largest, 0)
	}
	r.reconcile()
	if len(r.peers) == 0 && r.stop != nil {
		close(r.stop)
		r.stop = nil
	}
}

// reconcile compares what is wanted with what is bound, for everybody: no event can be missed that way.
func (r *Room) reconcile() {
	for id, p := range r.peers {
		bound, fresh := map[string]bool{}, false
		for rank, want := range r.wanted[id] {
			s, publisher := p.slots[want.Mid], r.peers[want.Publisher]
			if s == nil || publisher == nil || s.audio != want.Source.Audio() || bound[want.Mid] {
				continue
			}
			if f := publisher.feed(want.Source); f != nil {
				fresh = s.bind(f, want.Most.Index(), rank) || fresh
				bound[want.Mid] = true
			}
		}
		for mid, s := range p.slots {
			if !bound[mid] {
				s.bind(nil, largest, 0)
			}
		}
		if fresh {
			p.allocate(r.sfu.now())
		}
	}
}

// beat calls every peer ten times a second until stop.
func (r *Room) beat(stop <-chan struct{}) {
	t := time.NewTicker(tickEvery)
	defer t.Stop()
	for n := 1; ; n++ {
		select {
		case <-stop:
			return
		case <-t.C:
		}
		r.mu.Lock()
		peers := make([]*Peer, 0, len(r.peers))
		for _, p := range r.peers {
			peers = append(peers, p)
		}
		r.mu.Unlock()
		r.sfu.box.flush() // of a frame whose end was lost
		now := r.sfu.now()
		for _, p := range peers {
			p.tick(n, now)
		}
		if n%divideTicks == 0 {
			r.allocate(peers, now)
		}
	}
}
