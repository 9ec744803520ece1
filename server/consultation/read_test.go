package consultation

import (
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
)

// turns counts what the badge counts, from the rows themselves.
func (b *bench) turns(v account.Viewer) (mine int) {
	b.t.Helper()
	found, err := b.service.Turns(b.t.Context(), v)
	b.must(err)
	for _, t := range found {
		if t.Why != WhyOffice {
			mine++
		}
	}
	return mine
}

func TestWaitingCountsWhoseTurnItIs(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	buyer := b.buyer()
	people := map[string]account.Viewer{"buyer": buyer, "supplier": b.supplier, "officer": b.officer, "interpreter": b.hands[0],
		"second interpreter": b.hands[1], "stranger": b.buyer()}
	seen := map[string]int{}
	check := func(when string, queue int) {
		t.Helper()
		for who, v := range people {
			mine, office, err := b.service.Waiting(ctx, v)
			b.must(err)
			if want := b.turns(v); mine != want {
				t.Errorf("%s: %d wait for the %s, want %d", when, mine, who, want)
			}
			if v.Is(account.Officer) && office != queue || !v.Is(account.Officer) && office != 0 {
				t.Errorf("%s: %d in the queue for the %s", when, office, who)
			}
			seen[who] += mine
		}
	}
	c := b.request(buyer, thursday, interpreted())
	other := b.request(buyer, thursday.Add(time.Hour), topic)
	check("requested", 2)
	_, err := b.service.Return(ctx, b.officer, Decision{Number: other.Number, Reason: "other"})
	b.must(err)
	check("returned", 1)
	_, err = b.service.Approve(ctx, b.officer, Decision{Number: c.Number})
	b.must(err)
	check("offered", 0)
	b.confirmed(b.buyer(), thursday.Add(2*time.Hour), interpreted())
	check("another is confirmed", 0)
	for _, who := range []string{"buyer", "supplier", "interpreter"} {
		if seen[who] == 0 {
			t.Errorf("it was never the %s's turn", who)
		}
	}
}
