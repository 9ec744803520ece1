package consultation

import (
	"slices"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/problem"
)

// states are all states of a life.
var states = []State{Draft, Requested, Returned, Offered, Accepted, Confirmed, Suspended, Live, Ended, OutcomeDue, Closed, Missed, Failed,
	Expired, Withdrawn, Declined, Cancelled}

func TestMovesAreThoseOfTheTableAndNoOthers(t *testing.T) {
	settings := DefaultSettings()
	for move, r := range moves {
		for _, state := range states {
			for _, side := range []Owner{Buyer, Supplier, Interpreter, Office, server} {
				err := move.allows(state, side)
				if (err == nil) != r.open(state, side) {
					t.Errorf("%s by %s in %s: %v", move, side, state, err)
				}
				if p, ok := asProblem(err); ok && (p.State != string(state) || !slices.Equal(p.Legal, Operations(Legal(state, side)))) {
					t.Errorf("%s by %s in %s: refused in %s with legal %v", move, side, state, p.State, p.Legal)
				}
			}
		}
	}
	for _, over := range []State{Closed, Failed, Expired, Withdrawn, Declined, Cancelled} {
		for _, side := range []Owner{Buyer, Supplier, Interpreter, Office, server} {
			if legal := settings.Legal(Consultation{State: over}, side, monday); len(legal) > 0 {
				t.Errorf("%s may still %v in %s", side, legal, over)
			}
		}
	}
}

// The states that a move leads to are those of the diagram.
func TestDiagramHasTheseArrowsAndNoOthers(t *testing.T) {
	want := map[State][]State{
		Draft: {Expired, Requested, Withdrawn}, Requested: {Declined, Expired, Offered, Returned, Withdrawn}, Returned: {Expired, Requested, Withdrawn},
		Offered: {Accepted, Declined, Expired, Requested, Withdrawn}, Accepted: {Cancelled, Confirmed},
		Confirmed: {Cancelled, Ended, Failed, Live, Missed, Suspended}, Suspended: {Cancelled, Confirmed},
		Live: {Ended, Failed}, Ended: {Failed, Missed, OutcomeDue}, Missed: {Confirmed, Ended}, OutcomeDue: {Closed},
	}
	got := map[State][]State{}
	for _, r := range moves {
		for _, from := range r.From {
			if r.To != "" && !slices.Contains(got[from], r.To) {
				got[from] = append(got[from], r.To)
			}
		}
	}
	for _, state := range states {
		slices.Sort(got[state])
		if !slices.Equal(got[state], want[state]) {
			t.Errorf("%s leads to %v, want %v", state, got[state], want[state])
		}
	}
}

func TestGuardsSayWhoseTurnAndWhen(t *testing.T) {
	s := DefaultSettings()
	c := Consultation{Kind: Booked, StartsAt: thursday, EndsAt: thursday.Add(30 * time.Minute), Parties: Parties{RequestedSide: Buyer}}
	in := func(state State) Consultation { c.State = state; return c }
	cell := in(Confirmed)
	cell.Kind = Programme
	tests := []struct {
		name string
		c    Consultation
		move Move
		side Owner
		at   time.Time
		want string
	}{
		{"the asker accepts the own request", in(Offered), MoveAccept, Buyer, monday, "not_your_turn"},
		{"the asked side accepts", in(Offered), MoveAccept, Supplier, monday, ""},
		{"the asked side withdraws", in(Offered), MoveWithdraw, Supplier, monday, "not_your_turn"},
		{"the asked side declines before the office", in(Requested), MoveDecline, Supplier, monday, "move_illegal"},
		{"a party cancels a day ahead", in(Confirmed), MoveCancel, Buyer, thursday.Add(-24*time.Hour - time.Second), ""},
		{"a party cancels later", in(Confirmed), MoveCancel, Buyer, thursday.Add(-24 * time.Hour), "cancel_late"},
		{"the office cancels later", in(Confirmed), MoveCancel, Office, thursday, ""},
		{"a party proposes 12 h ahead", in(Confirmed), MovePropose, Buyer, thursday.Add(-12*time.Hour - time.Second), ""},
		{"a party proposes later", in(Confirmed), MovePropose, Buyer, thursday.Add(-12 * time.Hour), "move_late"},
		{"the office moves any time", in(Confirmed), MoveRetime, Office, thursday.Add(-time.Minute), ""},
		{"a party moves at once what is agreed", in(Confirmed), MoveRetime, Buyer, monday, "move_illegal"},
		{"a party moves the own request at once", in(Requested), MoveRetime, Buyer, monday, ""},
		{"68 missed a second early", in(Confirmed), MoveMiss, Office, thursday.Add(15*time.Minute - time.Second), "miss_early"},
		{"68 missed at a quarter past", in(Confirmed), MoveMiss, Office, thursday.Add(15 * time.Minute), ""},
		{"68 missed ten minutes into a cell", cell, MoveMiss, Office, thursday.Add(10 * time.Minute), ""},
		{"68 missed by a party", in(Confirmed), MoveMiss, Buyer, thursday.Add(20 * time.Minute), "move_illegal"},
		{"a meeting that goes on is not undone to its end", in(Missed), MoveReopen, Office, thursday.Add(20 * time.Minute), "move_illegal"},
		{"one that is over does not go on", in(Missed), MoveUnmiss, Office, thursday.Add(time.Hour), "move_illegal"},
		{"ended before anybody may be in", in(Confirmed), MoveEnd, Office, thursday.Add(-31 * time.Minute), "end_early"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := s.permit(tt.c, tt.move, tt.side, tt.at)
			if refused(err) != tt.want {
				t.Errorf("%v, want %q", err, tt.want)
			}
			if p, ok := asProblem(err); ok && (p.Kind != problem.Conflict || p.State != string(tt.c.State) || !slices.Equal(p.Legal, Operations(s.Legal(tt.c, tt.side, tt.at)))) {
				t.Errorf("refused with %d in %q, legal %v", p.Kind, p.State, p.Legal)
			}
			if legal := slices.Contains(s.Legal(tt.c, tt.side, tt.at), string(tt.move)); legal != (tt.want == "") {
				t.Errorf("listed as legal: %v", legal)
			}
		})
	}
}
