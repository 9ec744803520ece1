package room

import "github.com/etradeoffice/portal/signaling/wire"

// offer hands the client's newest offer to its media peer; at most two a second.
func (t *turn) offer(p *Person, m *wire.Offer) *wire.Error {
	switch {
	case m.Neg <= p.Media.Neg:
		return refusal(wire.ErrStale)
	case p.Media.OfferAt != 0 && t.now < p.Media.OfferAt+500:
		return tooSoon(p.Media.OfferAt + 500 - t.now)
	}
	p.Media.Neg, p.Media.OfferAt = m.Neg, t.now
	t.do(GiveOffer{PID: p.PID, Peer: p.Media.Peer, Neg: m.Neg, SDPZ: m.SDPZ})
	return nil
}

// candidate hands a candidate on; one for an older offer changes nothing.
func (t *turn) candidate(p *Person, m *wire.Candidate) *wire.Error {
	if m.Neg != p.Media.Neg {
		return refusal(wire.ErrStale)
	}
	t.do(GiveCandidate{PID: p.PID, Peer: p.Media.Peer, Candidate: m.Candidate})
	return nil
}

// Answered is what the media peer made of an offer: SDPZ with the codecs of pictures that were agreed on, or Refused.
type Answered struct {
	PID     string
	Peer    int64
	Neg     int
	SDPZ    string
	Sends   wire.Codec
	Takes   []wire.Codec
	Refused string // English, for developers; "" when there is an answer
}

func (c Answered) apply(t *turn) {
	t.lossy = true
	p := t.Person(c.PID)
	if p == nil || p.Media.Peer != c.Peer || p.Media.Neg != c.Neg {
		return
	}
	if c.Refused != "" {
		t.send(p, Critical, &wire.Error{Code: wire.ErrMedia, Msg: c.Refused})
		return
	}
	p.Media.Sends, p.Media.Takes = c.Sends, c.Takes
	t.send(p, Critical, &wire.Answer{Neg: c.Neg, SDPZ: c.SDPZ})
}
