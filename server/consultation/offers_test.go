package consultation

import (
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
)

func TestCounterOffersGoThreeRoundsThenTheDeskCalls(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	buyer := b.buyer()
	c := b.request(buyer, thursday, topic)
	_, err := b.service.Approve(ctx, b.officer, Decision{Number: c.Number})
	b.must(err)
	for round, who := range []account.Viewer{b.supplier, buyer, b.supplier} {
		c, err = b.service.Reschedule(ctx, who, Decision{Number: c.Number}, thursday.Add(-time.Duration(round+1)*time.Hour))
		b.must(err)
		if c.Owner == c.Side(who) || c.Owner == Office || b.claims(c.ID) != 2 || c.State != Offered {
			t.Fatalf("round %d: %s owns it, %d claims", round+1, c.Owner, b.claims(c.ID))
		}
		if _, err := b.service.Reschedule(ctx, b.supplier, Decision{Number: c.Number}, thursday.Add(-5*time.Hour)); refused(err) != "proposal_open" {
			t.Errorf("a second one while the first is open: %v", err)
		}
		if round == 1 { // nobody answers
			b.setNow(c.AnswerBy.Add(time.Second))
			b.must(b.service.Sweep(ctx))
			c = b.read(c.ID)
			continue
		}
		other := buyer
		if c.Owner == Supplier {
			other = b.supplier
		}
		c, err = b.service.AnswerProposal(ctx, other, Decision{Number: c.Number, Version: c.Version}, false)
		b.must(err)
	}
	if c.Owner != Office {
		t.Errorf("after three rounds %s owns it", c.Owner)
	}
	if _, err := b.service.Reschedule(ctx, buyer, Decision{Number: c.Number}, thursday.Add(time.Hour)); refused(err) != "rounds_over" {
		t.Errorf("a fourth: %v", err)
	}
	c, err = b.service.Accept(ctx, b.supplier, Decision{Number: c.Number}, b.supplier.User)
	b.must(err)
	if c.State != Confirmed {
		t.Errorf("accepted after all: %s", c.State)
	}
	b.sound()
}

func TestWishesAreTriedInOrderWhenTheTimeFalls(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	at := func(h int) time.Time { return thursday.Add(time.Duration(h) * time.Hour) }
	f := b.form(thursday, topic)
	f.Wishes = []time.Time{at(1), at(2)}
	c, err := b.service.Request(ctx, b.buyer(), f)
	b.must(err)
	if b.claims(c.ID) != 2 {
		t.Fatalf("%d claims: wishes own some", b.claims(c.ID))
	}
	taken := b.request(b.buyer(), at(1), topic) // a wish blocks nobody
	got, err := b.service.Wishes(ctx, c)
	b.must(err)
	if len(got) != 2 || got[0].Free || !got[1].Free {
		t.Errorf("wishes %+v", got)
	}
	_, err = b.service.Approve(ctx, b.officer, Decision{Number: c.Number})
	b.must(err)
	c, err = b.service.TakeWish(ctx, b.supplier, Decision{Number: c.Number}, time.Time{})
	b.must(err)
	if !c.StartsAt.Equal(at(2)) || c.State != Offered || c.Owner != Supplier {
		t.Errorf("moved to %s, %s, %s's turn", c.StartsAt, c.State, c.Owner)
	}
	b.sound()
	c, err = b.service.TakeWish(ctx, b.supplier, Decision{Number: c.Number}, time.Time{})
	b.must(err)
	if c.State != Declined || c.Reason != "time_does_not_suit" || b.claims(c.ID) != 0 {
		t.Errorf("with none left to fit: %s by %q", c.State, c.Reason)
	}
	b.request(b.buyer(), at(2), topic)
	if _, err := b.service.TakeWish(ctx, b.officer, Decision{Number: taken.Number}, time.Time{}); refused(err) != "wish_none" {
		t.Errorf("of one without wishes: %v", err)
	}
	b.sound()
}

func TestTwoPendingRequestsMayWishForOneSlot(t *testing.T) {
	b := newBench(t)
	slot := thursday.Add(4 * time.Hour / 2)
	codes := map[int]int{}
	for i := range 3 {
		f := b.form(thursday.Add(time.Duration(i-3)*time.Hour), topic)
		f.Wishes = []time.Time{slot}
		c, err := b.service.Request(t.Context(), b.buyer(), f)
		b.must(err)
		got, err := b.service.Wishes(t.Context(), c)
		b.must(err)
		codes[i] = len(got)
	}
	if codes[0] != 1 || codes[1] != 1 || codes[2] != 0 {
		t.Errorf("kept wishes %v", codes)
	}
}
