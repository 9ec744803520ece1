package room

import "github.com/etradeoffice/portal/signaling/wire"

// Link is how a person's way to the room was during one stay in one epoch: sums over time, never single measurements.
type Link struct {
	Since    int64 // when the stay, or the epoch, began
	UDP      int64 // ms on each rung
	TCP      int64
	Relay    int64
	RTT      int64 // ms of round trip × ms
	UpLoss   float64
	DownLoss float64 // percent × ms
	UpKbps   int64
	DownKbps int64 // kbit/s × ms
	Freezes  int
	FrozenMS int64
	Stands   int   // how often no media went either way
	StoodMS  int64 // for how long
	TheirsMS int64 // the link was weak or down, and not everybody's was
	OursMS   int64 // everybody's was, of two or more
	Detour   wire.Detour
}

// Up is how long media went, in ms.
func (l Link) Up() int64 { return l.UDP + l.TCP + l.Relay }

// Fault is whose link fails.
type Fault int

// The faults: nobody's; theirs, while another's holds; ours, when everybody's fails and there are two or more.
const (
	Nobodys Fault = iota
	Theirs
	Ours
)

// Failing is whose link is weak where one person's way is.
func (s *State) Failing(p *Person) Fault {
	if !p.rated() || !p.weak() {
		return Nobodys
	}
	rated := 0
	for _, q := range s.People {
		if q.rated() {
			rated++
			if !q.weak() {
				return Theirs
			}
		}
	}
	if rated > 1 {
		return Ours
	}
	return Theirs
}

// sumLinks adds the time since the last command to everybody's sums, as things stood during it.
func (t *turn) sumLinks(ms int64) {
	if ms <= 0 {
		return
	}
	for _, p := range t.People {
		if !p.rated() {
			continue
		}
		p.sumLink(ms)
		switch t.Failing(p) {
		case Theirs:
			p.Link.TheirsMS += ms
		case Ours:
			p.Link.OursMS += ms
		case Nobodys:
		}
	}
}

func (p *Person) sumLink(ms int64) {
	l, m := &p.Link, p.Media
	switch m.Rung {
	case wire.RungUDP:
		l.UDP += ms
	case wire.RungTCP:
		l.TCP += ms
	case wire.RungRelay:
		l.Relay += ms
	default:
		l.StoodMS += ms
		return
	}
	l.RTT += int64(m.Quality.RTTms) * ms
	l.UpLoss += m.Up.LossPct * float64(ms)
	l.DownLoss += m.Down.LossPct * float64(ms)
	l.UpKbps += int64(m.Up.Kbps) * ms
	l.DownKbps += int64(m.Down.Kbps) * ms
}

// rated reports whether the person is in and something is known of the way to them.
func (p *Person) rated() bool { return p.In && p.Media.Quality.PID != "" }

// weak reports whether the way is down, or so bad that talking is hard. A way that has just come up is not.
func (p *Person) weak() bool {
	q := p.Media.Quality
	return p.Media.Rung == wire.RungNone || q.Score <= narrowScore && q.Reason != wire.QualityDown
}

// tellLink gives the portal the sums of a person so far, if there are any.
func (t *turn) tellLink(p *Person) {
	if p.Link.Up()+p.Link.StoodMS > 0 {
		t.fact(FactQuality, p, "")
	}
}

// tellLinks does so for everybody who has been in during this epoch.
func (t *turn) tellLinks() {
	for _, p := range t.People {
		if p.In && p.Seat.Counted {
			t.tellLink(p)
		}
	}
}
