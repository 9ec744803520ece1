package schedule

import (
	"slices"
	"time"

	"github.com/google/uuid"
)

// Demand is what a meeting asks of those who interpret it.
type Demand struct {
	Pair   Pair        // zero: nobody is needed
	Skills []string    // that must be proven: "medical"
	Firms  []uuid.UUID // that meet: whoever is tied to one does not interpret
}

// needed reports whether anybody is.
func (d Demand) needed() bool { return d.Pair != Pair{} }

// Work is one claim of an interpreter and what of it is interpreting alone.
type Work struct {
	During Window
	Alone  time.Duration
}

// Guide is one interpreter as values: when free, and what for.
type Guide struct {
	Party
	Owner  uuid.UUID
	Zone   *time.Location
	Rank   int // the lower is taken first
	Skills []string
	Until  Date        // last local date of clearance and confidentiality; zero: no end is known
	Apart  []uuid.UUID // firms that they are tied to
	Pairs  []Pair      // each direction for itself
	Works  []Work
}

// Hindrance says why somebody does not interpret a meeting; locale keys "interpreter.hindrance_<hindrance>".
type Hindrance string

// The hindrances, in the order in which they are looked at.
const (
	Free      Hindrance = ""
	NoPair    Hindrance = "pair"      // does not work in both directions of the pair
	Tied      Hindrance = "tied"      // to one of the firms
	Unskilled Hindrance = "unskilled" // has not proven what the meeting needs
	Uncleared Hindrance = "uncleared" // clearance or confidentiality has run out by then
	OffHours  Hindrance = "hours"
	Busy      Hindrance = "busy"
	Resting   Hindrance = "rest" // would interpret too long in that half-day
)

// Hindrance is the first thing against a person for a meeting of a pair. Alone, the rest rule counts.
func (g Guide) Hindrance(d Demand, p Pair, w Window, alone bool) Hindrance {
	switch {
	case !g.both(p):
		return NoPair
	case slices.ContainsFunc(d.Firms, func(f uuid.UUID) bool { return slices.Contains(g.Apart, f) }):
		return Tied
	case slices.ContainsFunc(d.Skills, func(s string) bool { return !slices.Contains(g.Skills, s) }):
		return Unskilled
	case g.Until != (Date{}) && g.Until.Before(DateOf(w.Start, g.Zone)):
		return Uncleared
	case !g.offers(w):
		return OffHours
	case met(g.Taken, w.Pad(g.Before, g.After)):
		return Busy
	case alone && !rested(g.Zone, g.Works, w):
		return Resting
	}
	return Free
}

// works reports whether somebody who fits has hours at that time, but no time.
func (d Demand) works(guides []Guide, w Window) bool {
	return slices.ContainsFunc(guides, func(g Guide) bool {
		h := g.Hindrance(d, d.Pair, w, true)
		return h == Busy || h == Resting
	})
}

// both reports whether the person works in both directions: a talk goes to and fro.
func (g Guide) both(p Pair) bool {
	return slices.Contains(g.Pairs, p) && slices.Contains(g.Pairs, Pair{From: p.To, To: p.From})
}

// RestLimit is the most that one person interprets alone in a half-day: four times 25 minutes.
const RestLimit = 100 * time.Minute

// noon parts a day of work in local minutes.
const noon = 13 * 60

// HalfDay is the half of the local date in which an instant lies.
func HalfDay(zone *time.Location, at time.Time) Window {
	day := DateOf(at, zone)
	half := Resolve(zone, day, noon, Start)
	if at.Before(half) {
		return Window{Resolve(zone, day, 0, Start), half}
	}
	return Window{half, Resolve(zone, day.AddDays(1), 0, Start)}
}

// rested reports whether a meeting fits into its half-day with what else is interpreted alone then. A meeting counts in
// the half-day in which it begins.
func rested(zone *time.Location, works []Work, w Window) bool {
	half, sum := HalfDay(zone, w.Start), w.Length()
	for _, work := range works {
		if !work.During.Start.Before(half.Start) && work.During.Start.Before(half.End) {
			sum += work.Alone
		}
	}
	return sum <= RestLimit
}
