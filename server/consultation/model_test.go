package consultation

import (
	"flag"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation/consultationtest"
)

// model is one consultation as a few words say it: the states, who may move where, and the clock. It knows nothing of
// claims, versions or SQL.
type model struct {
	state    State
	expires  time.Time // pending only
	start    time.Time
	proposal Owner // whose open one; "" is none
	lapses   time.Time
	rounds   int
	sequence int
	invited  bool
}

// arrows are the moves that change the state, by who makes them.
var arrows = map[string]map[State]State{
	"office approve":   {Requested: Offered},
	"office return":    {Requested: Returned},
	"buyer resubmit":   {Returned: Requested},
	"supplier accept":  {Offered: Confirmed}, // nothing lacks without an interpreter
	"supplier decline": {Offered: Declined},
	"office decline":   {Requested: Declined, Offered: Declined},
	"buyer cancel":     {Requested: Withdrawn, Returned: Withdrawn, Offered: Withdrawn, Confirmed: Cancelled, Suspended: Cancelled},
	"supplier cancel":  {Confirmed: Cancelled, Suspended: Cancelled},
	"office cancel":    {Confirmed: Cancelled, Suspended: Cancelled},
	"office suspend":   {Confirmed: Suspended},
	"office resume":    {Suspended: Confirmed},
}

func (m *model) pending() bool {
	return m.state == Requested || m.state == Returned || m.state == Offered
}

// tick is what time alone does.
func (m *model) tick(now time.Time) {
	if m.proposal != "" && !now.Before(m.lapses) {
		m.proposal = ""
	}
	switch {
	case m.pending() && !now.Before(m.expires):
		m.state, m.proposal = Expired, ""
	case m.state == Suspended && !now.Before(m.start):
		m.state = Cancelled
	case m.state == Confirmed && !now.Before(m.start.Add(time.Hour)): // half an hour of meeting and another: nobody came
		m.state, m.proposal = Missed, ""
	}
}

// apply makes a move if the model has it, and reports whether it had.
func (m *model) apply(move string, to, now time.Time) bool {
	who, what, _ := strings.Cut(move, " ")
	switch what {
	case "move":
		return m.retime(Owner(who), to, now)
	case "agree", "refuse":
		if m.proposal == "" || m.proposal == Owner(who) || m.state != Offered && m.state != Confirmed {
			return false
		}
		if what == "agree" {
			if !now.Before(m.start.Add(-12 * time.Hour)) {
				return false
			}
			m.shift(to, now)
		}
		m.proposal = ""
		return true
	}
	next, ok := arrows[move][m.state]
	if !ok || what == "cancel" && who != "office" && !m.pending() && !now.Before(m.start.Add(-24*time.Hour)) {
		return false
	}
	if next == Confirmed || next == Cancelled {
		if m.invited {
			m.sequence++
		}
		m.invited = true
	}
	if next != Confirmed || m.state == Offered {
		m.proposal = ""
	}
	m.state = next
	return true
}

func (m *model) retime(who Owner, to, now time.Time) bool {
	switch {
	case who == Office && (m.pending() || m.state == Confirmed || m.state == Suspended), who == Buyer && (m.state == Requested || m.state == Returned):
		m.shift(to, now)
		m.proposal = ""
		return true
	case who == Office || m.state != Offered && m.state != Confirmed || m.proposal != "" || !now.Before(m.start.Add(-12*time.Hour)),
		m.state == Offered && m.rounds == 3:
		return false
	}
	m.lapses = earlier(now.Add(24*time.Hour), m.start.Add(-12*time.Hour))
	if m.state == Offered {
		m.rounds++
		m.lapses = earlier(m.lapses, m.expires)
	}
	m.proposal = who
	return true
}

func (m *model) shift(to, _ time.Time) {
	m.start = to
	if m.pending() {
		m.expires = earlier(m.expires, to.Add(-12*time.Hour))
	}
	if m.invited {
		m.sequence++
	}
}

// TestRandomMovesAndClockStepsAgreeWithAModel lets people and time do anything to a consultation on a real database, and
// holds it against the model and the invariants after each step.
func TestRandomMovesAndClockStepsAgreeWithAModel(t *testing.T) {
	checks := flag.Lookup("rapid.checks")
	before := checks.Value.String()
	if err := checks.Value.Set("20"); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = checks.Value.Set(before) }()
	b := newBench(t)
	week := 0
	rapid.Check(t, func(r *rapid.T) {
		week++ // each life has a week of its own
		begin := monday.AddDate(0, 0, 7*week)
		start := thursday.AddDate(0, 0, 7*week)
		b.setNow(begin)
		b.sweepAll() // what the lives before have left open
		buyer := b.buyer()
		c := b.request(buyer, start, topic)
		m := &model{state: Requested, expires: *c.ExpiresAt, start: start}
		proposed := start
		moves := []string{"clock"}
		for move := range arrows {
			moves = append(moves, move)
		}
		moves = append(moves, "office approve", "supplier accept", "buyer move", "supplier move", "office move", "buyer agree", "supplier agree", "buyer refuse", "supplier refuse")
		for step := range rapid.IntRange(4, 14).Draw(r, "steps") {
			move := rapid.SampledFrom(moves).Draw(r, fmt.Sprint("step ", step))
			to := start.Add(time.Duration(rapid.IntRange(-5, 2).Draw(r, "to")) * time.Hour)
			if move == "clock" {
				b.setNow(b.now().Add(time.Duration(rapid.SampledFrom([]int{1, 9, 25, 40}).Draw(r, "hours")) * time.Hour))
				b.sweepAll()
				m.tick(b.now())
			} else {
				if strings.HasSuffix(move, "agree") {
					to = proposed
				}
				if strings.HasSuffix(move, "move") && (to.Equal(m.start) || !to.After(b.now().Add(25*time.Hour))) {
					continue // what notice refuses is not the model's business
				}
				want := m.apply(move, to, b.now())
				err := b.do(move, buyer, c.Number, to)
				if (err == nil) != want {
					r.Fatalf("%s in %s at %s: %v, the model says %v", move, b.read(c.ID).State, b.now(), err, want)
				}
				if err == nil && strings.HasSuffix(move, "move") {
					proposed = to
				}
			}
			got := b.read(c.ID)
			if got.State != m.state || !got.StartsAt.Equal(m.start) || got.IcalSequence != m.sequence || got.Number != c.Number || got.IcalUID != c.IcalUID {
				r.Fatalf("after %s: %s at %s, sequence %d; the model has %s at %s, sequence %d", move, got.State, got.StartsAt, got.IcalSequence, m.state, m.start, m.sequence)
			}
			if broken := consultationtest.Invariants(t.Context(), b.db); len(broken) > 0 {
				r.Fatalf("after %s: %v", move, broken)
			}
			if late := consultationtest.Overdue(t.Context(), b.db, b.now()); len(late) > 0 {
				r.Fatalf("after %s: %v", move, late)
			}
		}
	})
}

// sweepAll sweeps until time has done all that it does: what ends is judged two minutes later.
func (b *bench) sweepAll() {
	b.t.Helper()
	for range 3 {
		b.must(b.service.Sweep(b.t.Context()))
	}
	b.setNow(b.now().Add(reportTime + time.Second))
	b.must(b.service.Sweep(b.t.Context()))
}

// do makes a move by its name in the model.
func (b *bench) do(move string, buyer account.Viewer, number string, to time.Time) error {
	ctx, d := b.t.Context(), Decision{Number: number, Reason: "other"}
	who, what, _ := strings.Cut(move, " ")
	v := map[string]account.Viewer{"office": b.officer, "buyer": buyer, "supplier": b.supplier}[who]
	var err error
	switch what {
	case "approve":
		_, err = b.service.Approve(ctx, v, d)
	case "return":
		_, err = b.service.Return(ctx, v, d)
	case "resubmit":
		_, err = b.service.Resubmit(ctx, v, d, topic)
	case "accept":
		_, err = b.service.Accept(ctx, v, d, b.supplier.User)
	case "decline":
		_, err = b.service.Decline(ctx, v, d)
	case "cancel":
		_, err = b.service.Cancel(ctx, v, d)
	case "suspend":
		d.Reason = "emergency"
		_, err = b.service.Suspend(ctx, v, d)
	case "resume":
		_, err = b.service.Resume(ctx, v, d)
	case "move":
		_, err = b.service.Reschedule(ctx, v, d, to)
	default:
		_, err = b.service.AnswerProposal(ctx, v, d, what == "agree")
	}
	return err
}
