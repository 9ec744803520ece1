package room

import "github.com/etradeoffice/portal/signaling/wire"

// Transport is news of a peer's path. Late news of an old peer change nothing.
type Transport struct {
	PID  string
	Peer int64
	Up   bool
	Rung wire.Rung
}

func (c Transport) apply(t *turn) {
	t.lossy = true
	p := t.peer(c.PID, c.Peer)
	if p == nil {
		return
	}
	p.Media.Rung = c.Rung
	if !c.Up {
		p.Media.Audible, p.Media.Loud = false, false
		p.Link.Stands++
		t.chooseSpeaker()
		t.rate(p, wire.Quality{PID: p.PID, Score: 0, Reason: wire.QualityDown})
	}
}

// Stalled says that 3 s have passed without a packet of a source; that it flows again, clients see by themselves.
type Stalled struct {
	PID    string
	Peer   int64
	Source wire.Source
}

func (c Stalled) apply(t *turn) {
	t.lossy = true
	p := t.peer(c.PID, c.Peer)
	if p == nil || !t.forwarded(p, indexOf(c.Source)) {
		return
	}
	for _, q := range t.People {
		if mid := q.Media.mid(Ref{PID: p.PID, Source: c.Source}); mid != "" {
			t.send(q, Normal, &wire.MediaStalled{MID: mid})
		}
	}
}

// Credentials are new TURN credentials for a person.
type Credentials struct {
	PID string
	ICE []wire.ICEServer
}

func (c Credentials) apply(t *turn) {
	t.lossy = true
	if p := t.Person(c.PID); p != nil {
		t.send(p, Normal, &wire.ICE{Servers: c.ICE})
	}
}

func (t *turn) peer(pid string, peer int64) *Person {
	if p := t.Person(pid); p != nil && peer != 0 && p.Media.Peer == peer {
		return p
	}
	return nil
}
