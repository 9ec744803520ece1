package sfu

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pion/webrtc/v4"
)

// gatherLimit bounds the wait for the server's candidates. They are its own addresses and need no network.
const gatherLimit = 5 * time.Second

// Offer answers the client's offer number neg; the numbers of one client grow. It takes some ms of CPU and must not
// run on a room's goroutine. The answer carries the server's candidates. An offer with new ICE credentials restarts
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
	offer, candidates, err := checkOffer(sdp)
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
	if err := p.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: offer}); err != nil {
		return "", fmt.Errorf("%w: %v", ErrBadOffer, err)
	}
	if err := p.checkMids(); err != nil {
		return "", err
	}
	if err := p.preferRED(); err != nil {
		return "", err
	}
	local, err := p.pc.CreateAnswer(nil)
	if err != nil {
		return "", fmt.Errorf("%w: %v", ErrBadOffer, err)
	}
	gathered := webrtc.GatheringCompletePromise(p.pc)
	if err := p.pc.SetLocalDescription(local); err != nil {
		return "", fmt.Errorf("%w: %v", ErrBadOffer, err)
	}
	limit := time.NewTimer(gatherLimit)
	defer limit.Stop()
	select {
	case <-gathered:
	case <-limit.C:
		return "", fmt.Errorf("answer offer %d: no candidates of our own in %v", neg, gatherLimit)
	case <-p.done.Done():
		return "", ErrClosed
	}
	p.mu.Lock()
	candidates = append(candidates, p.waiting...)
	p.waiting, p.tried = nil, 0
	p.mu.Unlock()
	for _, c := range candidates {
		if err := p.Candidate(c); err != nil {
			return "", err
		}
	}
	return p.pc.LocalDescription().SDP, nil
}

// preferRED puts redundant sound first where the client offers it, under the client's own payload types: what the answer
// names first is what browsers send.
func (p *Peer) preferRED() error {
	for _, t := range p.pc.GetTransceivers() {
		line, err := strconv.Atoi(t.Mid())
		if err != nil || line >= len(Sources) || !Sources[line].Audio() {
			continue
		}
		codecs := t.Receiver().GetParameters().Codecs
		slices.SortStableFunc(codecs, func(a, b webrtc.RTPCodecParameters) int {
			return -compare(strings.EqualFold(a.MimeType, mimeRED), strings.EqualFold(b.MimeType, mimeRED))
		})
		if err := t.SetCodecPreferences(codecs); err != nil {
			return fmt.Errorf("%w: %v", ErrBadOffer, err)
		}
	}
	return nil
}

// checkMids makes sure that pion matched every slot to its own m-line.
func (p *Peer) checkMids() error {
	for _, t := range p.pc.GetTransceivers() {
		if sender := t.Sender(); sender != nil && sender.Track() != nil && sender.Track().ID() != t.Mid() {
			return fmt.Errorf("%w: slot %s is on m-line %s", ErrBadOffer, sender.Track().ID(), t.Mid())
		}
	}
	return nil
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
	early := p.pc.RemoteDescription() == nil
	if early && !over {
		p.waiting = append(p.waiting, c)
	}
	p.mu.Unlock()
	if over || early {
		return nil
	}
	mid := "0"
	if err := p.pc.AddICECandidate(webrtc.ICECandidateInit{Candidate: c, SDPMid: &mid}); err != nil {
		p.room.sfu.log.Debug("candidate not taken", "room", p.room.id, "participant", p.id, "err", err)
	}
	return nil
}
