package consultation

import (
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
)

func TestOneQueryTellsEverybodyWhatWaits(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	buyer := b.buyer()
	why := func(v account.Viewer, c Consultation) string {
		t.Helper()
		found, err := b.service.Turns(ctx, v)
		b.must(err)
		for _, turn := range found {
			if turn.ID != c.ID {
				continue
			}
			if turn.Due == nil {
				t.Errorf("%s waits without a deadline", turn.Why)
			}
			return turn.Why
		}
		return ""
	}
	check := func(when string, c Consultation, wantBuyer, wantSupplier, wantInterpreter, wantOfficer string) {
		t.Helper()
		interpreter := account.Viewer{User: account.UserID{UUID: b.hands[0].User.UUID}, Grants: b.hands[0].Grants}
		if c.InterpreterUser != (account.UserID{}) {
			interpreter = b.hand(c)
		}
		got := [4]string{why(buyer, c), why(b.supplier, c), why(interpreter, c), why(b.officer, c)}
		if want := [4]string{wantBuyer, wantSupplier, wantInterpreter, wantOfficer}; got != want {
			t.Errorf("%s: buyer, supplier, interpreter, officer read %q, want %q", when, got, want)
		}
	}
	c := b.request(buyer, thursday, interpreted())
	check("requested", c, "", "", "", WhyOffice)
	_, err := b.service.Return(ctx, b.officer, Decision{Number: c.Number, Reason: "other"})
	b.must(err)
	check("returned", c, WhyAnswer, "", "", "")
	_, err = b.service.Resubmit(ctx, buyer, Decision{Number: c.Number}, interpreted())
	b.must(err)
	c, err = b.service.Approve(ctx, b.officer, Decision{Number: c.Number})
	b.must(err)
	check("offered", c, "", WhyAnswer, WhyAssignment, "")
	if turns, err := b.service.Turns(ctx, b.hands[0]); err != nil || !turns[0].Due.Equal(b.service.settings.Offers.Next(b.now(), c.StartsAt, nil, nil).ExpiresAt) {
		t.Errorf("the interpreter is told to answer by %v, %v", turns[0].Due, err)
	}
	c, err = b.service.Reschedule(ctx, b.supplier, Decision{Number: c.Number}, thursday.Add(time.Hour))
	b.must(err)
	check("a counter-offer", c, WhyProposal, "", WhyAssignment, "")
	c, err = b.service.AnswerProposal(ctx, buyer, Decision{Number: c.Number}, false)
	b.must(err)
	check("the counter-offer is refused", c, "", WhyAnswer, WhyAssignment, "")
	c, err = b.service.Accept(ctx, b.supplier, Decision{Number: c.Number}, b.supplier.User)
	b.must(err)
	check("accepted, the interpreter is open", c, "", "", WhyAssignment, "")
	c, err = b.service.Reschedule(ctx, buyer, Decision{Number: c.Number}, thursday.Add(time.Hour))
	b.must(err)
	check("a proposal while the interpreter is open", c, "", WhyProposal, WhyAssignment, "")
	c, err = b.service.AnswerProposal(ctx, b.supplier, Decision{Number: c.Number}, false)
	b.must(err)
	c, err = b.service.AnswerAssignment(ctx, b.hand(c), Decision{Number: c.Number}, true)
	b.must(err)
	check("confirmed", c, "", "", "", "")
	meet(b, c, 6*time.Minute)
	check("met", b.read(c.ID), WhyOutcome, WhyOutcome, "", "")
	b.must(b.db.Tx(ctx, func(tx postgres.Tx) error { return b.service.Stated(ctx, tx, c.ID, buyer.User, Buyer, Supplier) }))
	b.setNow(c.EndsAt.Add(80 * time.Hour))
	b.must(b.service.Sweep(ctx))
	check("the office calls who has not stated", b.read(c.ID), "", WhyOutcome, "", WhyOffice)
	b.sound()
}
