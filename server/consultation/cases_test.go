package consultation

import (
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation/consultationtest"
	"github.com/etradeoffice/portal/server/schedule"
	"github.com/etradeoffice/portal/signaling/control"
)

func (b *bench) hold(opener string, start time.Time) error {
	_, err := b.service.Hold(b.t.Context(), HoldRequest{Opener: opener, Company: b.company, Start: start, Length: 30 * time.Minute})
	return err
}

func TestCases40And41NoticeIsElapsedTime(t *testing.T) {
	b := newBench(t)
	berlin := b.newCompany(account.SupplierCompany, "DE", "Berlin", "Europe/Berlin")
	rules, err := schedule.ParseWeekly("mon-sun 0-24")
	b.must(err)
	b.must(b.schedule.SetWeekly(t.Context(), schedule.Supplier, berlin.ID.UUID, "Europe/Berlin", rules))
	for _, tt := range []struct {
		name     string
		company  account.CompanyID
		now, at  time.Time
		want     string
		supplier string
	}{
		{"40 exactly 24 h ahead", b.company, thursday.Add(-24 * time.Hour), thursday, "", "one"},
		{"40 a second less", b.company, thursday.Add(time.Hour - 24*time.Hour + time.Second), thursday.Add(time.Hour), "slot_too_soon", "two"},
		// Berlin 28 March 2027 09:00 CEST is 07:00Z; 27 March 08:00 CET is 07:00Z the day before.
		{"41 the day that loses an hour", berlin.ID, time.Date(2027, 3, 27, 7, 0, 0, 0, time.UTC), time.Date(2027, 3, 28, 7, 0, 0, 0, time.UTC), "", "three"},
		{"41 and a second less", berlin.ID, time.Date(2027, 3, 27, 7, 0, 1, 0, time.UTC), time.Date(2027, 3, 28, 7, 0, 0, 0, time.UTC), "slot_too_soon", "four"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b.setNow(tt.now)
			_, err := b.service.Hold(t.Context(), HoldRequest{Opener: tt.supplier, Company: tt.company, Start: tt.at, Length: 30 * time.Minute})
			if refused(err) != tt.want {
				t.Errorf("%v, want %q", err, tt.want)
			}
		})
	}
}

func TestCase44CapOnTheDayOf25Hours(t *testing.T) {
	b := newBench(t)
	berlin := b.newCompany(account.SupplierCompany, "DE", "Berlin", "Europe/Berlin")
	rules, err := schedule.ParseWeekly("mon-sun 0-24")
	b.must(err)
	b.must(b.schedule.SetWeekly(t.Context(), schedule.Supplier, berlin.ID.UUID, "Europe/Berlin", rules))
	capped := schedule.DefaultTerms()
	capped.DayCap = 3
	b.must(b.schedule.SetTerms(t.Context(), berlin.ID, capped))
	b.setNow(time.Date(2027, 10, 20, 0, 0, 0, 0, time.UTC))
	// 31 October 2027 lasts from 22:00Z of the 30th to 23:00Z: the first, a repeated and the last hour are one day.
	for i, at := range []time.Time{time.Date(2027, 10, 30, 22, 0, 0, 0, time.UTC), time.Date(2027, 10, 31, 1, 0, 0, 0, time.UTC), time.Date(2027, 10, 31, 22, 0, 0, 0, time.UTC),
		time.Date(2027, 10, 31, 12, 0, 0, 0, time.UTC), time.Date(2027, 10, 31, 23, 0, 0, 0, time.UTC)} {
		_, err := b.service.Hold(t.Context(), HoldRequest{Opener: string(rune('a' + i)), Company: berlin.ID, Start: at, Length: 30 * time.Minute})
		if want := map[int]string{3: "day_full"}[i]; refused(err) != want {
			t.Errorf("hold %d at %s: %v, want %q", i+1, at, err, want)
		}
	}
	b.sound()
}

func TestCases45And46BuffersAndHalfOpenIntervals(t *testing.T) {
	b := newBench(t)
	b.must(b.schedule.SetTerms(t.Context(), b.company, terms(10*time.Minute)))
	half := time.Date(2027, 6, 10, 7, 30, 0, 0, time.UTC)
	b.must(b.hold("one", half))
	if err := b.hold("two", half.Add(30*time.Minute)); refused(err) != "slot_taken" {
		t.Errorf("45 within the buffer: %v", err)
	}
	if err := b.hold("three", half.Add(40*time.Minute)); err != nil {
		t.Errorf("45 after the buffer: %v", err)
	}
	_, err := b.db.Exec(t.Context(), `update resource set buffer_after = '0' where kind = 'supplier'`)
	b.must(err)
	next := half.Add(-3 * time.Hour)
	b.must(b.hold("four", next))
	if err := b.hold("five", next.Add(30*time.Minute)); err != nil {
		t.Errorf("46 right after, without a buffer: %v", err)
	}
}

func TestCase54OverlappingRequestsNeverBothExist(t *testing.T) {
	b := newBench(t)
	b.must(b.schedule.SetTerms(t.Context(), b.company, terms(10*time.Minute)))
	var buyers []account.Viewer
	for range 6 {
		buyers = append(buyers, b.buyer())
	}
	codes := together(6, func(i int) error {
		_, err := b.service.Request(t.Context(), buyers[i], b.form(thursday.Add(time.Duration(i)*10*time.Minute), topic))
		return err
	})
	if codes[""] < 1 || codes[""] > 2 || codes[""]+codes["slot_taken"] != 6 { // 50 minutes hold two of 30 with 10 between only at the ends
		t.Errorf("codes %v", codes)
	}
	b.sound()
}

func TestCase56SwapsInOppositeOrderDoNotDeadlock(t *testing.T) {
	b := newBench(t)
	one, other := b.confirmed(b.buyer(), thursday, interpreted()), b.confirmed(b.buyer(), thursday.Add(time.Hour), interpreted())
	codes := together(8, func(i int) error {
		pair := []Consultation{one, other}
		if i%2 == 1 {
			pair = []Consultation{other, one}
		}
		_, err := b.service.Swap(t.Context(), b.officer, Decision{Number: pair[0].Number}, Decision{Number: pair[1].Number})
		return err
	})
	if codes[""] != 8 {
		t.Errorf("codes %v", codes)
	}
	b.sound()
}

func TestCase70SwapIsOneCommit(t *testing.T) {
	b := newBench(t)
	one, other := b.confirmed(b.buyer(), thursday, interpreted()), b.confirmed(b.buyer(), thursday.Add(time.Hour), topic)
	if _, err := b.service.Swap(t.Context(), b.officer, Decision{Number: one.Number, Version: one.Version}, Decision{Number: other.Number, Version: other.Version - 1}); refused(err) != "consultation_changed" {
		t.Errorf("with a stale other: %v", err)
	}
	if now := b.read(one.ID); !now.StartsAt.Equal(one.StartsAt) || now.Version != one.Version {
		t.Errorf("half a swap: %s, version %d", now.StartsAt, now.Version)
	}
	swapped, err := b.service.Swap(t.Context(), b.officer, Decision{Number: one.Number}, Decision{Number: other.Number})
	b.must(err)
	if now := b.read(other.ID); !swapped.StartsAt.Equal(other.StartsAt) || !now.StartsAt.Equal(one.StartsAt) || now.IcalSequence != 1 || swapped.IcalSequence != 1 {
		t.Errorf("swapped to %s and %s", swapped.StartsAt, now.StartsAt)
	}
	if _, err := b.service.Swap(t.Context(), b.supplier, Decision{Number: one.Number}, Decision{Number: other.Number}); refused(err) != "forbidden" {
		t.Errorf("by a party: %v", err)
	}
	b.sound()
}

func TestCase68MissedOnlyAfterACallAndUndone(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	buyer := b.buyer()
	c := b.confirmed(buyer, thursday, topic)
	d := Decision{Number: c.Number}
	counted := func() Reliability {
		t.Helper()
		counts, err := b.service.Reliability(ctx, b.officer, c.BuyerCompany)
		b.must(err)
		return counts[c.BuyerCompany]
	}
	if _, err := b.service.RecordCall(ctx, b.officer, c.Number, Buyer, "no_answer"); refused(err) != "call_early" {
		t.Errorf("called before the start: %v", err)
	}
	b.setNow(c.StartsAt.Add(time.Minute))
	for n, kind := range []string{control.Opened, control.Joined} {
		b.must(b.service.Record(ctx, control.Fact{Room: c.ID.String(), Epoch: 1, N: int64(n + 1), At: b.now(), Kind: kind, Side: "supplier", Role: "host"}))
	}
	if _, err := b.service.Miss(ctx, b.officer, d); refused(err) != "miss_early" {
		t.Errorf("a minute after the start: %v", err)
	}
	b.setNow(c.StartsAt.Add(15 * time.Minute))
	if _, err := b.service.Miss(ctx, b.officer, d); refused(err) != "call_first" {
		t.Errorf("without a call: %v", err)
	}
	_, err := b.service.RecordCall(ctx, b.officer, c.Number, Supplier, "coming")
	b.must(err)
	if _, err := b.service.Miss(ctx, b.officer, d); refused(err) != "call_first" {
		t.Errorf("after a call to the side that is there: %v", err)
	}
	_, err = b.service.RecordCall(ctx, b.officer, c.Number, Buyer, "no_answer")
	b.must(err)
	c, err = b.service.Miss(ctx, b.officer, d)
	b.must(err)
	if c.State != Missed || c.Reason != "buyer" || counted() != (Reliability{NoShows: 1}) || b.roomsClosed(c) != 1 {
		t.Errorf("is %s by %q, counted %+v, %d rooms closed", c.State, c.Reason, counted(), b.roomsClosed(c))
	}
	c, err = b.service.Unmiss(ctx, b.officer, d)
	b.must(err)
	if c.State != Confirmed || c.EndedAt != nil || counted() != (Reliability{}) {
		t.Errorf("undone it is %s, counted %+v", c.State, counted())
	}
	b.sound()
	_, err = b.service.Miss(ctx, b.officer, d)
	b.must(err)
	b.setNow(c.EndsAt.Add(time.Hour))
	c, err = b.service.Unmiss(ctx, b.officer, d)
	b.must(err)
	if c.State != Ended || c.Owner != Office || c.AnswerBy == nil {
		t.Errorf("undone after its end it is %s with %s", c.State, c.Owner)
	}
	b.must(b.service.Sweep(ctx))
	if now := b.read(c.ID); now.State != Ended {
		t.Errorf("a sweep right after makes it %s", now.State)
	}
	b.sound()
}

// roomsClosed counts the jobs that close the room of a consultation.
func (b *bench) roomsClosed(c Consultation) (n int) {
	b.t.Helper()
	b.must(b.db.QueryRow(b.t.Context(), `select count(*) from river_job where kind = 'consultation_close_room' and args->>'room' = $1`, c.ID.String()).Scan(&n))
	return n
}

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
	b.service.settings.Hourly = 2
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
