package sfu

import (
	"fmt"
	"time"

	"github.com/pion/ice/v4"
)

// gatherLimit bounds the wait for the server's candidates. They are its own addresses and need no network.
const gatherLimit = 5 * time.Second

// Offer answers the client's offer number neg; the numbers of one client grow. It must not run on a room's goroutine.
// The answer carries the server's candidates. An offer with new ICE credentials restarts
// ICE. Errors: ErrStaleOffer, ErrBadOffer, ErrClosed.
func (p *Peer) Offer(neg int, sdp string) (answer string, err error) {
	for {
		newest := p.newest.Load()
		if int64(neg) <= newest {
			return "", ErrStaleOffer
		}
		if p.newest.CompareAndSwap(newest, int64(neg)) {
			break
		}
	}
	o, err := readOffer(sdp)
	if err != nil {
		return "", err
	}
	p.negotiation.Lock()
	defer p.negotiation.Unlock()
	if int64(neg) < p.newest.Load() {
		return "", ErrStaleOffer
	}
	if p.done.Err() != nil {
		return "", ErrClosed
	}
	own, err := p.room.sfu.certificate()
	if err != nil {
		return "", err
	}
	p.in.expect(o)
	ours, err := p.link.negotiate(p.done, o, own)
	switch {
	case p.done.Err() != nil:
		return "", ErrClosed
	case err != nil:
		return "", fmt.Errorf("answer offer %d: %w", neg, err)
	}
	for mid, s := range p.slots {
		s.agree(o.line(mid))
	}
	p.mu.Lock()
	candidates := append(o.candidates, p.waiting...)
	p.waiting, p.tried, p.described, p.pictures = nil, 0, true, o.pictures()
	p.mu.Unlock()
	for _, c := range candidates {
		if err := p.Candidate(c); err != nil {
			return "", err
		}
	}
	return p.answer(o, ours, own), nil
}

// Candidate takes one of the client's candidate lines ("candidate:..."), before or after the offer. One that points
// where no client can be is dropped without an error, and so is everything beyond 40 of an offer.
func (p *Peer) Candidate(c string) error {
	if p.done.Err() != nil {
		return ErrClosed
	}
	if !p.room.sfu.admits.candidate(c) {
		return nil
	}
	p.mu.Lock()
	p.tried++
	over := p.tried > maxCandidates
	early := !p.described
	if early && !over {
		p.waiting = append(p.waiting, c)
	}
	p.mu.Unlock()
	if over || early {
		return nil
	}
	candidate, err := ice.UnmarshalCandidate(c)
	if err == nil {
		err = p.link.agent.AddRemoteCandidate(candidate)
	}
	if err != nil {
		p.room.sfu.log.Debug("candidate not taken", "room", p.room.id, "participant", p.id, "err", err)
	}
	return nil
}
