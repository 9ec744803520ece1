package schedule

import (
	"slices"
	"time"
)

// Terms are how a supplier lets itself be booked; durations are elapsed time.
type Terms struct {
	Lengths    []time.Duration // what a consultation may last, ascending
	Step       time.Duration   // distance of starts from the beginning of a window
	Notice     time.Duration   // earliest start from now
	WindowDays int             // last bookable local date from today
	DayCap     int             // consultations a local date, 0 is no limit
}

// DefaultTerms are the terms of a company that has not chosen its own.
func DefaultTerms() Terms {
	return Terms{
		Lengths: []time.Duration{30 * time.Minute, 45 * time.Minute, time.Hour},
		Step:    30 * time.Minute, Notice: 24 * time.Hour, WindowDays: 60, DayCap: 6,
	}
}

// Party is one side of a slot as values: what it offers and what is taken of it, both merged.
type Party struct {
	Resource ResourceID
	Offered  []Window
	Willing  []Window // offered beside to who is far away
	Taken    []Window
	Before   time.Duration // buffers inside this party's claim
	After    time.Duration
}

func (p Party) free(w Window) bool {
	return p.offers(w) && !met(p.Taken, w.Pad(p.Before, p.After))
}

func (p Party) offers(w Window) bool {
	return covered(p.Offered, w) || len(p.Willing) > 0 && covered(p.Willing, w)
}

// Slot is a start that every needed party can keep. Host is the supplier's resource that a request would take first.
// Rung says how it would be interpreted, and Interpreter whom a request would pencil in first. Stretched is outside of the
// supplier's hours, at a time that it is willing to take for people far away.
type Slot struct {
	Window
	Host        ResourceID
	Interpreter ResourceID
	Rung        Rung
	Stretched   bool
}

// Reason says why there is no slot at all; it is a locale key "schedule.none.<reason>".
type Reason string

// The reasons, in the order in which a start can fail.
const (
	NothingOffered  Reason = "nothing_offered"
	TooSoon         Reason = "too_soon"
	TooFar          Reason = "too_far"
	DayFull         Reason = "day_full"
	AllTaken        Reason = "all_taken"
	NoCommonHours   Reason = "no_common_hours" // the buyer keeps hours, and none of them is the supplier's
	BuyerBusy       Reason = "buyer_busy"
	RoomsFull       Reason = "rooms_full"       // the office has no room free then
	NoInterpreter   Reason = "no_interpreter"   // nobody of the pair works then
	InterpreterBusy Reason = "interpreter_busy" // all who work then are taken
)

var reasons = []Reason{NothingOffered, TooSoon, TooFar, DayFull, AllTaken, NoCommonHours, BuyerBusy, RoomsFull, NoInterpreter, InterpreterBusy}

// Question is everything that slots are computed from, as values.
type Question struct {
	Zone         *time.Location // the supplier's
	Supplier     Party
	Buyer        *Party  // nil while the buyer is unknown
	Interpreters []Guide // by rank
	Demand       Demand  // of interpretation
	Places       []Party // rooms of the office, any one is enough; none: they are not counted
	Terms        Terms
	Length       time.Duration
	From, To     time.Time // starts in [From, To)
	Most         int       // so many of the first starts are wanted; 0 is all
	Now          time.Time
	Booked       map[Date]int // consultations on the supplier's local dates
}

// Open are the starts that keep every rule, in order. When there are none, the reason is that of the start which came
// furthest.
func (q Question) Open() ([]Slot, Reason) {
	open, furthest := q.open()
	if len(open) > 0 {
		return open, ""
	}
	return nil, reasons[furthest]
}

// open is Open with the place of the reason among all.
func (q Question) open() ([]Slot, int) {
	furthest, starts := 0, q.starts()
	open := make([]Slot, 0, len(starts))
	lastDay := DateOf(q.Now, q.Zone).AddDays(q.Terms.WindowDays)
	for _, start := range starts {
		slot := Slot{Window: Window{start, start.Add(q.Length)}, Host: q.Supplier.Resource}
		failed := q.fails(&slot, lastDay)
		if failed == len(reasons) {
			open = append(open, slot)
		}
		if q.Most > 0 && len(open) == q.Most {
			break
		}
		furthest = max(furthest, failed)
	}
	return open, min(furthest, len(reasons)-1)
}

// Allows reports whether one start keeps every rule, and else the reason.
func (q Question) Allows(start time.Time) (Slot, Reason) {
	q.From, q.To = start, start.Add(time.Nanosecond)
	open, reason := q.Open()
	if len(open) == 0 {
		return Slot{}, reason
	}
	return open[0], ""
}

// fails is the index of the first reason against the slot, or len(reasons), given the last local date that may be
// booked. It fills in the interpreter.
func (q *Question) fails(slot *Slot, lastDay Date) int {
	day := DateOf(slot.Start, q.Zone)
	switch {
	case slot.Start.Before(q.Now.Add(q.Terms.Notice)):
		return slices.Index(reasons, TooSoon)
	case lastDay.Before(day):
		return slices.Index(reasons, TooFar)
	case q.Terms.DayCap > 0 && q.Booked[day] >= q.Terms.DayCap:
		return slices.Index(reasons, DayFull)
	case !q.Supplier.free(slot.Window):
		return slices.Index(reasons, AllTaken)
	case q.Buyer != nil && !q.Buyer.offers(slot.Window):
		return slices.Index(reasons, NoCommonHours)
	case q.Buyer != nil && !q.Buyer.free(slot.Window):
		return slices.Index(reasons, BuyerBusy)
	case len(q.Places) > 0 && !slices.ContainsFunc(q.Places, func(p Party) bool { return p.free(slot.Window) }):
		return slices.Index(reasons, RoomsFull)
	}
	slot.Stretched = len(q.Supplier.Willing) > 0 && !covered(q.Supplier.Offered, slot.Window)
	if !q.Demand.needed() {
		return len(reasons)
	}
	team := q.Demand.Team(q.Interpreters, slot.Window)
	switch {
	case team.Rung != NoRung:
		slot.Interpreter, slot.Rung = team.Seats[0].Resource, team.Rung
		return len(reasons)
	case q.Demand.works(q.Interpreters, slot.Window):
		return slices.Index(reasons, InterpreterBusy)
	}
	return slices.Index(reasons, NoInterpreter)
}

// starts are the supplier's starts in [From, To): steps of elapsed time from the beginning of each merged window. Claims
// remove starts and never shift them. A window that runs on for more than two days begins anew at each local midnight,
// because where it began may lie outside of what is looked at.
func (q Question) starts() []time.Time {
	starts := q.startsIn(q.Supplier.Offered)
	if len(q.Supplier.Willing) > 0 {
		starts = append(starts, q.startsIn(q.Supplier.Willing)...)
		slices.SortFunc(starts, time.Time.Compare)
	}
	return starts
}

func (q Question) startsIn(windows []Window) []time.Time {
	starts := make([]time.Time, 0, 16*len(windows))
	for _, w := range windows {
		for _, run := range q.runs(w) {
			for t := run.Start; t.Before(run.End) && !t.Add(q.Length).After(w.End) && t.Before(q.To); t = t.Add(q.Terms.Step) {
				if !t.Before(q.From) {
					starts = append(starts, t)
				}
			}
		}
	}
	return starts
}

func (q Question) runs(w Window) []Window {
	if w.Length() <= 48*time.Hour {
		return []Window{w}
	}
	var runs []Window
	for at := w.Start; at.Before(w.End); {
		next := Resolve(q.Zone, DateOf(at, q.Zone).AddDays(1), 0, Start)
		runs = append(runs, Window{at, earliest([]time.Time{next, w.End})})
		at = next
	}
	return runs
}
