package consultation

import (
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation/consultationtest"
)

func TestSuspendedKeepsItsClaimsAndSaysNothing(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	buyer := b.buyer()
	c := b.confirmed(buyer, thursday, interpreted())
	if _, err := b.service.Suspend(ctx, b.officer, Decision{Number: c.Number, Reason: "other"}); refused(err) != "form_invalid" {
		t.Errorf("with no reason of the list: %v", err)
	}
	c, err := b.service.Suspend(ctx, b.officer, Decision{Number: c.Number, Reason: "emergency", Text: "Fire in the building"})
	b.must(err)
	if c.State != Suspended || c.Owner != Office || b.claims(c.ID) != 3 {
		t.Errorf("is %s, %d claims", c.State, b.claims(c.ID))
	}
	seen, err := b.service.ByNumber(ctx, buyer, c.Number)
	b.must(err)
	if seen.Reason != "" || seen.ReasonText != "" {
		t.Errorf("the buyer reads %q %q", seen.Reason, seen.ReasonText)
	}
	b.sound()
	c, err = b.service.Resume(ctx, b.officer, Decision{Number: c.Number})
	b.must(err)
	if c.State != Confirmed || c.IcalSequence != 1 {
		t.Errorf("resumed: %s, sequence %d", c.State, c.IcalSequence)
	}
	b.sound()
}

func TestConsultationOfWhoIsGoneIsSuspended(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	c := b.confirmed(b.buyer(), thursday, topic)
	second := b.person("Asia/Seoul", account.Grant{Role: account.Supplier, Company: b.company})
	b.must(b.accounts.Leave(ctx, b.supplier.User, b.company))
	b.must(b.service.Sweep(ctx))
	if c = b.read(c.ID); c.State != Suspended || c.Reason != becauseLeft {
		t.Fatalf("the named member has left: %s, %q", c.State, c.Reason)
	}
	c, err := b.service.NameHost(ctx, second, Decision{Number: c.Number}, second.User)
	b.must(err)
	if c.State != Confirmed || c.HostUser != second.User {
		t.Errorf("another is named: %s", c.State)
	}
	b.must(b.accounts.Suspend(ctx, c.BuyerCompany, true))
	b.must(b.service.Sweep(ctx))
	if c = b.read(c.ID); c.State != Suspended || c.Reason != becauseSuspended {
		t.Errorf("the buyer's company is suspended: %s, %q", c.State, c.Reason)
	}
	b.setNow(c.StartsAt)
	b.must(b.service.Sweep(ctx))
	if c = b.read(c.ID); c.State != Cancelled || c.Reason != "not_confirmed" {
		t.Errorf("at its start: %s, %q", c.State, c.Reason)
	}
	b.sound()
}

func TestFailedCountsForNobodyAndIsBookedAgainFirst(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	buyer := b.buyer()
	c := b.confirmed(buyer, thursday, topic)
	b.setNow(c.StartsAt.Add(5 * time.Minute))
	c, err := b.service.Fail(ctx, b.officer, Decision{Number: c.Number, Reason: "connection_failed"})
	b.must(err)
	if c.State != Failed || b.roomsClosed(c) != 1 {
		t.Errorf("is %s, %d rooms closed", c.State, b.roomsClosed(c))
	}
	counts, err := b.service.Reliability(ctx, b.officer, c.SupplierCompany, c.BuyerCompany)
	if err != nil || len(counts) != 0 {
		t.Errorf("counted %v (%v)", counts, err)
	}
	again, err := b.service.Rebook(ctx, buyer, c.Number, thursday.AddDate(0, 0, 4), "again")
	b.must(err)
	if again.State != Offered || again.Message != c.Message {
		t.Errorf("booked again it is %s", again.State)
	}
	if _, err := b.service.Rebook(ctx, buyer, again.Number, thursday.AddDate(0, 0, 5), "more"); refused(err) != "not_failed" {
		t.Errorf("one that did not fail: %v", err)
	}
	b.sound()
}

func TestOfficerExtendsAnExpiryOnce(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	c := b.request(b.buyer(), thursday.AddDate(0, 0, 14), topic)
	if _, err := b.service.Prolong(ctx, b.officer, Decision{Number: c.Number}); refused(err) != "form_invalid" {
		t.Errorf("without a reason: %v", err)
	}
	longer, err := b.service.Prolong(ctx, b.officer, Decision{Number: c.Number, Reason: "holidays"})
	b.must(err)
	if want := b.service.settings.Hours.After(*c.ExpiresAt, 24*time.Hour); !longer.ExpiresAt.Equal(want) {
		t.Errorf("expires %s, want %s", longer.ExpiresAt, want)
	}
	if _, err := b.service.Prolong(ctx, b.officer, Decision{Number: c.Number, Reason: "holidays"}); refused(err) != "prolonged_already" {
		t.Errorf("a second time: %v", err)
	}
	b.sound()
}

func TestLateCancellationCountsForWhoWishedIt(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	c := b.confirmed(b.buyer(), thursday, topic)
	b.setNow(thursday.Add(-time.Hour))
	if _, err := b.service.Cancel(ctx, b.officer, Decision{Number: c.Number, Reason: "I do not like them"}); refused(err) != "form_invalid" {
		t.Errorf("a reason of one's own: %v", err)
	}
	_, err := b.service.Cancel(ctx, b.officer, Decision{Number: c.Number, Reason: "cannot_come", For: Buyer})
	b.must(err)
	counts, err := b.service.Reliability(ctx, b.officer, c.SupplierCompany, c.BuyerCompany)
	b.must(err)
	if counts[c.BuyerCompany].LateCancels != 1 || counts[c.SupplierCompany].LateCancels != 0 {
		t.Errorf("counted %v", counts)
	}
}

func TestReturnedThatNobodyMendsGoesToTheOffice(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	buyer := b.buyer()
	c := b.request(buyer, thursday.AddDate(0, 0, 7), topic)
	c, err := b.service.Return(ctx, b.officer, Decision{Number: c.Number, Reason: "unclear_goal"})
	b.must(err)
	if got := c.AnswerBy.Sub(b.now()); got != 24*time.Hour {
		t.Errorf("the buyer has %s", got)
	}
	b.setNow(c.AnswerBy.Add(time.Second))
	b.must(b.service.Sweep(ctx))
	if c = b.read(c.ID); c.State != Returned || c.Owner != Office {
		t.Errorf("a day later: %s, %s", c.State, c.Owner)
	}
	if _, err := b.service.Resubmit(ctx, buyer, Decision{Number: c.Number}, topic); err != nil {
		t.Errorf("the buyer mends it after all: %v", err)
	}
	b.sound()
}

func TestLimitsNameThemselvesAndWhenThereIsRoom(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	b.service.settings.Hourly = 2 + account.L0.Fewer() // the buyer is new
	buyer := b.buyer()
	for i := range 2 {
		b.request(buyer, thursday.Add(time.Duration(i)*time.Hour), topic)
	}
	_, err := b.service.Request(ctx, buyer, b.form(thursday.Add(-time.Hour), topic))
	if p, ok := asProblem(err); !ok || p.Code != "too_many_hourly" || p.RetryAfter != time.Hour {
		t.Errorf("a third in the hour: %v", err)
	}
	b.setNow(b.now().Add(time.Hour + time.Second))
	b.request(buyer, thursday.Add(-time.Hour), topic)
	for i := range 4 {
		_, err = b.service.Hold(ctx, HoldRequest{Opener: string(rune('a' + i)), Person: buyer.User, Company: b.company,
			Start: thursday.Add(-time.Duration(i+2) * time.Hour), Length: 30 * time.Minute})
		if i < 3 {
			b.must(err)
		}
	}
	if p, ok := asProblem(err); !ok || p.Code != "too_many_drafts" || p.RetryAfter != b.service.settings.HoldFor {
		t.Errorf("a fourth hold in a fourth browser: %v", err)
	}
}

func TestOutcomeThatNobodyStatesIsRemindedThenClosed(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	c := b.confirmed(b.buyer(), thursday, topic)
	meet(b, c, 6*time.Minute)
	c = b.read(c.ID)
	if c.Owner != BothSides || c.AnswerBy == nil {
		t.Fatalf("%s owns it until %v", c.Owner, c.AnswerBy)
	}
	for _, after := range []time.Duration{2 * time.Hour, 24 * time.Hour, 71 * time.Hour} {
		b.setNow(c.EndedAt.Add(after))
		b.must(b.service.Sweep(ctx))
		b.must(b.service.Sweep(ctx))
	}
	reminded := 0
	for _, n := range b.notices(c.ID) {
		if n == string(noticeOutcomeBuyer) {
			reminded++
		}
	}
	if reminded != 2 {
		t.Errorf("the buyer was reminded %d times in 71 hours", reminded)
	}
	b.setNow(c.AnswerBy.Add(time.Second))
	b.must(b.service.Sweep(ctx))
	if now := b.read(c.ID); now.Owner != Office {
		t.Errorf("after 72 hours %s owns it", now.Owner)
	}
	b.setNow(c.EndedAt.AddDate(1, 0, 1))
	b.must(b.service.Sweep(ctx))
	if now := b.read(c.ID); now.State != Closed {
		t.Errorf("a year later it is %s", now.State)
	}
	if overdue := consultationtest.Overdue(ctx, b.db, b.now()); len(overdue) > 0 {
		t.Error(overdue)
	}
	b.sound()
}
