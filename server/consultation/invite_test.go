package consultation

import (
	"slices"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/mail/mailtest"
)

func TestSupplierInvitesABuyerWhomItHasMet(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	buyer := b.buyer()
	met := b.confirmed(buyer, thursday, topic)
	i := Invitation{After: met.Number, Key: "again", Start: thursday.AddDate(0, 0, 7), Topic: interpreted()}
	if _, err := b.service.Invite(ctx, b.supplier, i); refused(err) != "not_met_yet" {
		t.Fatalf("before the two have met: %v", err)
	}
	meet(b, met, 6*time.Minute)
	if _, err := b.service.Invite(ctx, buyer, i); refused(err) != "forbidden" {
		t.Errorf("the buyer invites itself: %v", err)
	}
	c, err := b.service.Invite(ctx, b.supplier, i)
	b.must(err)
	if again, err := b.service.Invite(ctx, b.supplier, i); err != nil || again.ID != c.ID {
		t.Errorf("sent twice: %s (%v)", again.Number, err)
	}
	if c.State != Requested || c.RequestedSide != Supplier || c.Owner != Office || c.HostUser != b.supplier.User || c.BuyerUser != buyer.User || b.claims(c.ID) != 3 {
		t.Fatalf("invitation %+v with %d claims", c.Parties, b.claims(c.ID))
	}
	mine := func(v account.Viewer) bool {
		all, err := b.service.Mine(ctx, v)
		b.must(err)
		return slices.ContainsFunc(all, func(m Consultation) bool { return m.ID == c.ID })
	}
	if _, err := b.service.ByNumber(ctx, buyer, c.Number); refused(err) != "not_found" || mine(buyer) || !mine(b.supplier) {
		t.Errorf("before the office has looked: %v, in the buyer's list %v, in the supplier's %v", err, mine(buyer), mine(b.supplier))
	}
	if c, err = b.service.Approve(ctx, b.officer, Decision{Number: c.Number}); err != nil || c.Owner != Buyer || !mine(buyer) || b.turns(buyer) != 2 {
		t.Fatalf("let through: owner %s, %d turns of the buyer (%v)", c.Owner, b.turns(buyer), err)
	}
	if _, err := b.service.Accept(ctx, b.supplier, Decision{Number: c.Number}, b.supplier.User); refused(err) != "not_your_turn" {
		t.Errorf("the supplier accepts its own: %v", err)
	}
	if c, err = b.service.Accept(ctx, buyer, Decision{Number: c.Number}, account.UserID{}); err != nil || c.State != Accepted || c.HostUser != b.supplier.User {
		t.Fatalf("accepted: %s (%v)", c.State, err)
	}
	if c.Badge() != "accepted_buyer" {
		t.Errorf("an invitation that its buyer accepted reads %q", c.Badge())
	}
	if c, err = b.service.AnswerAssignment(ctx, b.hand(c), Decision{Number: c.Number}, true); err != nil || c.State != Confirmed {
		t.Fatalf("%s (%v)", c.State, err)
	}
	b.sound()
}

func TestBuyerDeclinesAnInvitationAndIsNotToldOfOneThatNeverReachedIt(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	buyer := b.buyer()
	met := b.confirmed(buyer, thursday, topic)
	meet(b, met, 6*time.Minute)
	c, err := b.service.Invite(ctx, b.supplier, Invitation{After: met.Number, Start: thursday.AddDate(0, 0, 7), Topic: topic})
	b.must(err)
	c, err = b.service.Approve(ctx, b.officer, Decision{Number: c.Number})
	b.must(err)
	if c, err = b.service.Decline(ctx, buyer, Decision{Number: c.Number, Reason: "time_does_not_suit"}); err != nil || c.State != Declined || b.claims(c.ID) != 0 {
		t.Fatalf("declined: %s with %d claims (%v)", c.State, b.claims(c.ID), err)
	}
	hidden, err := b.service.Invite(ctx, b.supplier, Invitation{After: met.Number, Start: thursday.AddDate(0, 0, 8), Topic: topic})
	b.must(err)
	hidden, err = b.service.Cancel(ctx, b.supplier, Decision{Number: hidden.Number, Reason: "other"})
	b.must(err)
	w := writer{service: b.service, texts: mailtest.Texts(t)}
	b.post(w)
	for _, m := range b.written() {
		if m.To == buyer.Email && m.Subject == "Request "+hidden.Number+" withdrawn" {
			t.Errorf("the buyer was told of what it never saw: %s", m.Subject)
		}
	}
	b.sound()
}
