package walkin

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

// ten is 10:00 in Seoul on Monday 7 June 2027.
var ten = time.Date(2027, 6, 7, 1, 0, 0, 0, time.UTC)

var states = []State{Queued, Ringing, Answered, OfficeTook, Lobby, Live, Ended, Declined, TimedOut, CallerLeft}

func TestEveryStateAllowsEachSideWhatTheTableSays(t *testing.T) {
	// Of a ring that rings the company, and of one that the office sees first.
	for gate, want := range map[string]map[State]map[Side]string{
		"": {
			Queued:     {Caller: "leave", Office: "book decline hand_over", Server: "leave ring timeout"},
			Ringing:    {Caller: "leave", Member: "answer refuse", Office: "book decline hand_over take", Server: "escalate leave timeout"},
			Answered:   {Server: "end enter_lobby go_live"},
			OfficeTook: {Server: "end enter_lobby go_live"},
			Lobby:      {Server: "end go_live"},
			Live:       {Server: "end"},
			Declined:   {Caller: "leave_text"}, TimedOut: {Caller: "leave_text"}, CallerLeft: {Caller: "leave_text"},
		},
		GateLevel: {
			Queued:     {Caller: "leave", Office: "book decline hand_over", Server: "leave timeout"},
			Ringing:    {Caller: "leave", Office: "admit book decline hand_over take", Server: "leave timeout"},
			Answered:   {Server: "end enter_lobby go_live"},
			OfficeTook: {Server: "end enter_lobby go_live"},
			Lobby:      {Server: "end go_live"},
			Live:       {Server: "end"},
			Declined:   {Caller: "leave_text"}, TimedOut: {Caller: "leave_text"}, CallerLeft: {Caller: "leave_text"},
		},
	} {
		for _, state := range states {
			r := Ring{State: state, Rings: RingsCompany, Gate: gate}
			if gate != "" {
				r.Rings = RingsOffice
			}
			for _, side := range []Side{Nobody, Caller, Member, Office, Server} {
				if got := strings.Join(Legal(r, side), " "); got != want[state][side] {
					t.Errorf("gate %q, %s by %s: %q, wanted %q", gate, state, side, got, want[state][side])
				}
			}
		}
	}
}

// What is legal is told to programs by the names under which they do it.
func TestLegalMovesAreNamedAsTheirOperations(t *testing.T) {
	for moves, want := range map[string]string{
		"admit book decline hand_over take": "admit answer book decline hand-over",
		"answer take":                       "answer",
		"leave_text":                        "note",
		"leave":                             "leave",
		"":                                  "",
	} {
		if got := strings.Join(Operations(strings.Fields(moves)), " "); got != want {
			t.Errorf("%q is told as %q, wanted %q", moves, got, want)
		}
	}
}

func TestIllegalMoveSaysWhyAndWhatIsLegal(t *testing.T) {
	for _, c := range []struct {
		ring Ring
		move Move
		side Side
		code string
	}{
		{Ring{State: Answered}, MoveAnswer, Member, "ring_taken"},
		{Ring{State: CallerLeft}, MoveAnswer, Member, "ring_over"},
		{Ring{State: Ringing, Rings: RingsOffice, Gate: GateLevel}, MoveAnswer, Member, "ring_not_yours"},
		{Ring{State: Ringing, Rings: RingsCompany}, MoveTimeout, Office, "ring_not_yours"},
	} {
		err := c.move.allows(c.ring, c.side)
		refusal, _ := errors.AsType[*problem.Error](err)
		if refusal == nil || refusal.Code != c.code || refusal.Kind != problem.Conflict || refusal.Legal == nil {
			t.Errorf("%s of %s by %s: %v", c.move, c.ring.State, c.side, err)
		}
	}
}

func TestTimeMovesARing(t *testing.T) {
	s := DefaultSettings()
	rung := ten
	company := Ring{State: Ringing, Rings: RingsCompany}.with(rung)
	office, gate := company, company
	office.Rings = RingsOffice
	gate.Rings, gate.Gate = RingsOffice, GateLevel
	queued := Ring{State: Queued, Rings: RingsCompany}.with(rung)
	queued.RungAt = nil
	over := company
	over.State = Answered
	for _, c := range []struct {
		name  string
		ring  Ring
		after time.Duration
		gone  bool
		move  Move
		loud  bool
	}{
		{"rings the company", company, 0, false, "", true},
		{"its people hear it for 45 s", company, 45*time.Second - 1, false, "", true},
		{"then silently", company, 45 * time.Second, false, "", false},
		{"a moment before 90 s", company, 90*time.Second - 1, false, "", false},
		{"after 90 s the office is rung", company, 90 * time.Second, false, MoveEscalate, false},
		{"the office hears it", office, 60 * time.Second, false, "", true},
		{"after 90 s more nobody has answered", office, 90 * time.Second, false, MoveTimeout, true},
		{"the office sees first for 2 minutes", gate, 2*time.Minute - 1, false, "", true},
		{"then the caller is not let through", gate, 2 * time.Minute, false, MoveTimeout, true},
		{"the queue waits", queued, 29 * time.Minute, false, "", false},
		{"but not for ever", queued, 30 * time.Minute, false, MoveTimeout, false},
		{"a page that is gone has left", company, time.Second, true, MoveLeave, true},
		{"also in the queue", queued, time.Second, true, MoveLeave, false},
		{"an answered ring is nobody's to move", over, time.Hour, true, "", false},
	} {
		now := ten.Add(c.after)
		if got := s.Due(c.ring, c.gone, now); got != c.move {
			t.Errorf("%s: %q is due, wanted %q", c.name, got, c.move)
		}
		if got := s.Loud(c.ring, now); got != c.loud {
			t.Errorf("%s: loud %v", c.name, got)
		}
	}
}

func TestHardStopIsBeforeTheFirstClaimOfEitherSide(t *testing.T) {
	s := DefaultSettings()
	claim := func(from, to int) schedule.Window {
		return schedule.Window{Start: ten.Add(time.Duration(from) * time.Minute), End: ten.Add(time.Duration(to) * time.Minute)}
	}
	for _, c := range []struct {
		name   string
		claims []schedule.Window
		after  int // minutes
		worth  bool
	}{
		{"nothing comes", nil, 30, true},
		{"a meeting in two hours", []schedule.Window{claim(120, 150)}, 30, true},
		{"one at the very end", []schedule.Window{claim(35, 65)}, 30, true},
		{"one in 34 minutes", []schedule.Window{claim(34, 64)}, 29, true},
		{"the earlier of both sides", []schedule.Window{claim(25, 55), claim(15, 45)}, 10, true},
		{"just enough", []schedule.Window{claim(10, 40)}, 5, true},
		{"too little", []schedule.Window{claim(9, 39)}, 4, false},
		{"in a meeting", []schedule.Window{claim(-10, 20)}, -15, false},
		{"one that is over", []schedule.Window{claim(-30, 0)}, 30, true},
	} {
		stop := s.Stop(ten, c.claims...)
		if want := ten.Add(time.Duration(c.after) * time.Minute); !stop.Equal(want) || s.WorthIt(ten, stop) != c.worth {
			t.Errorf("%s: %s, worth it %v", c.name, stop.Sub(ten), s.WorthIt(ten, stop))
		}
	}
}

func TestHardStopNeverReachesIntoAClaim(t *testing.T) {
	s := DefaultSettings()
	rapid.Check(t, func(t *rapid.T) {
		var claims []schedule.Window
		for range rapid.IntRange(0, 6).Draw(t, "claims") {
			start := ten.Add(time.Duration(rapid.IntRange(-120, 180).Draw(t, "start")) * time.Minute)
			claims = append(claims, schedule.Window{Start: start, End: start.Add(time.Duration(rapid.IntRange(1, 90).Draw(t, "length")) * time.Minute)})
		}
		stop := s.Stop(ten, claims...)
		if stop.After(ten.Add(s.TalkFor)) {
			t.Fatalf("longer than a talk: %s", stop.Sub(ten))
		}
		for _, c := range claims {
			if s.WorthIt(ten, stop) && (schedule.Window{Start: ten, End: stop.Add(s.StopBefore)}).Meets(c) {
				t.Fatalf("a talk until %s reaches %v", stop, c)
			}
		}
	})
}

func TestWaitIsTheMedianForEachBefore(t *testing.T) {
	s := DefaultSettings()
	minutes := func(of ...int) []time.Duration {
		var all []time.Duration
		for _, m := range of {
			all = append(all, time.Duration(m)*time.Minute)
		}
		return all
	}
	for _, c := range []struct {
		talks []time.Duration
		ahead int
		wait  time.Duration
		known bool
	}{
		{nil, 2, 0, false},
		{minutes(12), 1, 12 * time.Minute, true},
		{minutes(30, 5, 10), 3, 30 * time.Minute, true},
		{minutes(4, 8, 6, 20), 2, 14 * time.Minute, true},
		{append(minutes(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1), minutes(90, 90, 90, 90, 90, 90, 90, 90, 90, 90, 90, 90, 90, 90, 90, 90, 90, 90, 90, 90, 90)...), 1, time.Minute, true},
	} {
		if wait, known := s.Wait(c.talks, c.ahead); wait != c.wait || known != c.known {
			t.Errorf("%d before, after %d talks: %s, %v", c.ahead, len(c.talks), wait, known)
		}
	}
}

func TestRefusalNamesTheFirstReason(t *testing.T) {
	s := DefaultSettings()
	fine := Standing{Known: true, There: true, Open: true, Stop: ten.Add(30 * time.Minute)}
	for _, c := range []struct {
		change func(*Standing)
		code   string
	}{
		{func(*Standing) {}, ""},
		{func(st *Standing) { st.Closed = true }, "talk_quiet"},
		{func(st *Standing) { st.There = false }, "talk_away"},
		{func(st *Standing) { st.There, st.Ahead = false, 1 }, ""},
		{func(st *Standing) { st.There, st.Known = false, false }, ""},
		{func(st *Standing) { st.Open = false }, "talk_closed"},
		{func(st *Standing) { st.Meeting, st.There = true, false }, "talk_meeting"},
		{func(st *Standing) { st.Stop = ten.Add(4 * time.Minute) }, "talk_soon"},
		{func(st *Standing) { st.Ahead = 3 }, ""},
		{func(st *Standing) { st.Ahead = 4 }, "queue_full"},
	} {
		st := fine
		c.change(&st)
		if got := s.Refusal(st, ten); got != c.code {
			t.Errorf("%+v: %q, wanted %q", st, got, c.code)
		}
	}
}

func TestCommonLanguageIsTheCallersBest(t *testing.T) {
	for _, c := range []struct{ mine, theirs, common string }{
		{"ro en", "ko en", "en"}, {"en ro", "ro en", "en"}, {"es", "ko en", ""}, {"", "ko", ""},
	} {
		if got := Common(strings.Fields(c.mine), strings.Fields(c.theirs)); got != c.common {
			t.Errorf("%s with %s: %q", c.mine, c.theirs, got)
		}
	}
}

func TestRandomMovesKeepTheRingWhole(t *testing.T) {
	sides := []Side{Caller, Member, Office, Server}
	rapid.Check(t, func(t *rapid.T) {
		r := Ring{State: Ringing, Version: 1, Rings: RingsCompany}.with(ten)
		if rapid.Bool().Draw(t, "gate") {
			r.Gate, r.Rings = GateLevel, RingsOffice
		}
		now := ten
		for range rapid.IntRange(1, 12).Draw(t, "moves") {
			side := rapid.SampledFrom(sides).Draw(t, "side")
			legal := Legal(r, side)
			if len(legal) == 0 {
				continue
			}
			now = now.Add(time.Duration(rapid.IntRange(0, 60).Draw(t, "seconds")) * time.Second)
			before := r
			event, err := advance(&r, Move(rapid.SampledFrom(legal).Draw(t, "move")), actor{ID: "x", User: account.UserID{UUID: uuid.New()}, Side: side}, "", now)
			if err != nil {
				t.Fatal(err)
			}
			switch {
			case before.EndedAt != nil && event.Move != MoveNote:
				t.Fatalf("%s moved after its end", before.State)
			case r.Version != before.Version+1 || event.Version != r.Version || event.FromState != before.State || event.ToState != r.State:
				t.Fatalf("event %+v of %d %s to %s", event, before.Version, before.State, r.State)
			case (r.EndedAt != nil) != (!r.Waiting() && !r.Talking()):
				t.Fatalf("%s ended at %v", r.State, r.EndedAt)
			case r.EndedAt != nil && r.Outcome == "":
				t.Fatalf("%s has no outcome", r.State)
			case r.Talking() != (r.AnsweredAt != nil && r.EndedAt == nil):
				t.Fatalf("%s answered at %v", r.State, r.AnsweredAt)
			case r.Gate != "" && r.Rings != RingsOffice && r.Waiting():
				t.Fatal("the company hears a caller whom the office has not seen")
			}
		}
	})
}

// with is the ring asked for and rung at an instant.
func (r Ring) with(at time.Time) Ring {
	r.AskedAt, r.RungAt = at, &at
	return r
}
