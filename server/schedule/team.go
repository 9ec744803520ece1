package schedule

import (
	"time"

	"github.com/google/uuid"
)

// Hub is the language through which two interpreters relay where nobody works in the pair.
const Hub = "en"

// AloneMost is the longest meeting that one person interprets; above it two take turns.
const AloneMost = time.Hour

// Rung is how a meeting is interpreted: the rung of the ladder that was free.
type Rung string

// The rungs, the better first.
const (
	NoRung Rung = ""
	Direct Rung = "direct" // one person of the pair
	Turns  Rung = "turns"  // two of the pair take turns in a long meeting
	Relay  Rung = "relay"  // two in a chain: ko-en and en-ro
)

// Seat is one interpreter's part in a team.
type Seat struct {
	Resource ResourceID
	Owner    uuid.UUID
	Zone     *time.Location
	Pair     Pair
	Alone    bool
	padding  [2]time.Duration
}

// Claim is the claim of the seat for a meeting. Who interprets alone is held to the rest rule.
func (s Seat) Claim(w Window) Claim {
	c := Claim{Resource: s.Resource, During: w.Pad(s.padding[0], s.padding[1]), Role: string(Interpreter)}
	if s.Alone {
		c.Alone, c.Half = w.Length(), HalfDay(s.Zone, w.Start)
	}
	return c
}

// Team is who interprets: one seat, or two.
type Team struct {
	Rung  Rung
	Seats []Seat
}

// Legs are the pairs of the seats of a rung.
func (r Rung) Legs(p Pair) []Pair {
	switch r {
	case Turns:
		return []Pair{p, p}
	case Relay:
		return []Pair{{p.From, Hub}, {Hub, p.To}}
	case Direct, NoRung:
	}
	return []Pair{p}
}

// RungFor is how a meeting of the length is interpreted by people of the pair itself.
func RungFor(length time.Duration) Rung {
	if length > AloneMost {
		return Turns
	}
	return Direct
}

// Seat is the person in a seat for one leg of a rung.
func (g Guide) Seat(leg Pair, r Rung) Seat {
	return Seat{Resource: g.Resource, Owner: g.Owner, Zone: g.Zone, Pair: leg, Alone: r != Turns, padding: [2]time.Duration{g.Before, g.After}}
}

// free are those who are free for one seat of a rung, best first.
func (d Demand) free(guides []Guide, r Rung, leg Pair, w Window) []Seat {
	var free []Seat
	for _, g := range guides {
		if g.Hindrance(d, leg, w, r != Turns) == Free {
			free = append(free, g.Seat(leg, r))
		}
	}
	return free
}

// Team is the best team that is free for a meeting: of the pair, else in a chain through the hub. Guides stand in the
// order of their rank. An empty team means that nobody is.
func (d Demand) Team(guides []Guide, w Window) Team {
	for _, rung := range d.ladder(w.Length()) {
		if seats := d.seats(guides, rung, w); len(seats) > 0 {
			return Team{rung, seats}
		}
	}
	return Team{}
}

// ladder are the rungs that may serve. A chain of two is tiring enough without taking turns.
func (d Demand) ladder(length time.Duration) []Rung {
	rungs := []Rung{RungFor(length)}
	if d.Pair.From != Hub && d.Pair.To != Hub && length <= AloneMost {
		rungs = append(rungs, Relay)
	}
	return rungs
}

// seats are the best who are free together, one for each leg, or nil when there are none.
func (d Demand) seats(guides []Guide, rung Rung, w Window) []Seat {
	legs := rung.Legs(d.Pair)
	first := d.free(guides, rung, legs[0], w)
	if len(legs) == 1 {
		return first[:min(1, len(first))]
	}
	second := d.free(guides, rung, legs[1], w)
	for _, a := range first {
		for _, b := range second {
			if a.Resource != b.Resource {
				return []Seat{a, b}
			}
		}
	}
	return nil
}
