package consultation

import (
	"errors"
	"slices"
	"testing"
	"time"
)

func TestExpiredHoldIsFreeAtOnceForTheNext(t *testing.T) {
	b := newBench(t)
	hold, err := b.service.Hold(t.Context(), HoldRequest{Opener: "one", Company: b.company, Start: thursday, Length: 30 * time.Minute})
	b.must(err)
	b.setNow(hold.ExpiresAt.Add(time.Second))
	if _, err := b.service.Hold(t.Context(), HoldRequest{Opener: "two", Company: b.company, Start: thursday, Length: 30 * time.Minute}); err != nil {
		t.Fatal(err)
	}
	if s := b.read(hold.ID).State; s != Expired {
		t.Errorf("the old hold is %s", s)
	}
	b.sound()
}

func TestHoldIsExtendedOnceAndMovesWithItsBrowser(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	hold, err := b.service.Hold(ctx, HoldRequest{Opener: "one", Company: b.company, Start: thursday, Length: 30 * time.Minute})
	b.must(err)
	longer, err := b.service.Extend(ctx, "one", hold.ID)
	b.must(err)
	if got := longer.ExpiresAt.Sub(*hold.ExpiresAt); got != 10*time.Minute {
		t.Errorf("extended by %s", got)
	}
	if _, err := b.service.Extend(ctx, "one", hold.ID); refused(err) != "hold_extended" {
		t.Errorf("a second time: %v", err)
	}
	if _, err := b.service.Extend(ctx, "two", hold.ID); refused(err) != "not_found" {
		t.Errorf("by another browser: %v", err)
	}
	_, err = b.service.Hold(ctx, HoldRequest{Opener: "one", Company: b.company, Start: thursday.Add(time.Hour), Length: 30 * time.Minute})
	b.must(err)
	if s := b.read(hold.ID).State; s != Withdrawn {
		t.Errorf("the first hold is %s", s)
	}
	b.sound()
}

func TestCase66PendingRequestExpiresAndBothAreTold(t *testing.T) {
	b := newBench(t)
	c := b.request(b.buyer(), thursday, interpreted())
	if want := thursday.Add(-12 * time.Hour); !c.ExpiresAt.Equal(want) {
		t.Errorf("expires %s, want 12 h before the start", c.ExpiresAt)
	}
	b.setNow(*c.ExpiresAt)
	if _, err := b.service.Approve(t.Context(), b.officer, Decision{Number: c.Number}); refused(err) != "consultation_expired" {
		t.Errorf("approved too late: %v", err)
	}
	if c = b.read(c.ID); c.State != Expired || b.claims(c.ID) != 0 {
		t.Errorf("is %s with %d claims", c.State, b.claims(c.ID))
	}
	if n := b.notices(c.ID); n[len(n)-1] != "expired" {
		t.Errorf("notices %v", n)
	}
	b.sound()
}

func TestCase60OfficeMovesOverTheConsultationItself(t *testing.T) {
	b := newBench(t)
	b.must(b.schedule.SetTerms(t.Context(), b.company, terms(15*time.Minute)))
	c := b.confirmed(b.buyer(), thursday, interpreted())
	number, uid := c.Number, c.IcalUID
	for i := 1; i <= 3; i++ {
		moved, err := b.service.Reschedule(t.Context(), b.officer, Decision{Number: c.Number}, thursday.Add(time.Duration(15*i)*time.Minute))
		b.must(err)
		if moved.Number != number || moved.IcalUID != uid || moved.IcalSequence != i || moved.State != Confirmed {
			t.Errorf("move %d: %s, sequence %d, %s", i, moved.Number, moved.IcalSequence, moved.State)
		}
	}
	c, err := b.service.Cancel(t.Context(), b.officer, Decision{Number: c.Number, Reason: "other"})
	b.must(err)
	if c.IcalSequence != 4 || c.IcalUID != uid {
		t.Errorf("cancelled with sequence %d", c.IcalSequence)
	}
	b.sound()
}

func TestCase61MoveIntoATakenSlotLeavesTheOriginal(t *testing.T) {
	b := newBench(t)
	b.confirmed(b.buyer(), thursday.Add(time.Hour), topic)
	c := b.confirmed(b.buyer(), thursday, topic)
	_, err := b.service.Reschedule(t.Context(), b.officer, Decision{Number: c.Number}, thursday.Add(time.Hour))
	if taken, ok := errors.AsType[*Taken](err); !ok || len(taken.Alternatives) == 0 {
		t.Fatalf("moved into a taken slot: %v", err)
	}
	if now := b.read(c.ID); !now.StartsAt.Equal(thursday) || now.Version != c.Version || b.claims(c.ID) != 2 {
		t.Errorf("the original is at %s, version %d", now.StartsAt, now.Version)
	}
	b.sound()
}

func TestCase62PartiesMoveByProposalAndConsent(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	buyer := b.buyer()
	c := b.confirmed(buyer, thursday, topic)
	later := thursday.Add(2 * time.Hour)
	c, err := b.service.Reschedule(ctx, buyer, Decision{Number: c.Number}, later)
	b.must(err)
	if !c.StartsAt.Equal(thursday) {
		t.Errorf("a proposal moved it to %s", c.StartsAt)
	}
	if _, err := b.service.Reschedule(ctx, b.supplier, Decision{Number: c.Number, Version: c.Version - 1}, later); refused(err) != "consultation_changed" {
		t.Errorf("case 62, a stale page: %v", err)
	}
	if _, err := b.service.AnswerProposal(ctx, buyer, Decision{Number: c.Number}, true); refused(err) != "not_your_turn" {
		t.Errorf("the own proposal: %v", err)
	}
	c, err = b.service.AnswerProposal(ctx, b.supplier, Decision{Number: c.Number, Version: c.Version}, true)
	b.must(err)
	if !c.StartsAt.Equal(later) || c.State != Confirmed || c.IcalSequence != 1 {
		t.Errorf("agreed: %s, %s, sequence %d", c.StartsAt, c.State, c.IcalSequence)
	}
	b.sound()
}

func TestCase63SecondProposalWaitsForTheFirst(t *testing.T) {
	b := newBench(t)
	buyer := b.buyer()
	c := b.confirmed(buyer, thursday, topic)
	codes := together(2, func(i int) error {
		who := buyer
		if i == 1 {
			who = b.supplier
		}
		_, err := b.service.Reschedule(t.Context(), who, Decision{Number: c.Number, Version: c.Version}, thursday.Add(time.Hour))
		return err
	})
	if codes[""] != 1 || codes["consultation_changed"] != 1 {
		t.Errorf("case 63: codes %v", codes)
	}
}

func TestCase64OnlyTheOfficeCancelsLate(t *testing.T) {
	b := newBench(t)
	buyer := b.buyer()
	c := b.confirmed(buyer, thursday, topic)
	b.setNow(thursday.Add(-24 * time.Hour))
	if _, err := b.service.Cancel(t.Context(), buyer, Decision{Number: c.Number, Reason: "other"}); refused(err) != "cancel_late" {
		t.Errorf("case 64: %v", err)
	}
	if _, err := b.service.Cancel(t.Context(), b.officer, Decision{Number: c.Number, Reason: "other"}); err != nil {
		t.Error(err)
	}
	b.sound()
}

func TestCancellationClosesTheRoomOfWhoWaitsThere(t *testing.T) {
	b := newBench(t)
	closed := func(c Consultation) (n int) {
		b.must(b.db.QueryRow(t.Context(), `select count(*) from river_job where kind = $1 and args->>'room' = $2 and args->>'by' = 'cancelled'`,
			closeRoom{}.Kind(), c.ID.String()).Scan(&n))
		return n
	}
	pending := b.request(b.buyer(), thursday.Add(time.Hour), topic)
	_, err := b.service.Decline(t.Context(), b.officer, Decision{Number: pending.Number, Reason: "other"})
	b.must(err)
	if closed(pending) != 0 {
		t.Error("a room is closed that nobody could enter")
	}
	c := b.confirmed(b.buyer(), thursday, topic)
	b.setNow(thursday.Add(-5 * time.Minute))
	_, err = b.service.Cancel(t.Context(), b.officer, Decision{Number: c.Number, Reason: "other"})
	b.must(err)
	if closed(c) != 1 {
		t.Error("the room goes on after the cancellation")
	}
}

func TestCase65CancelledSlotMayBeRequestedAgain(t *testing.T) {
	b := newBench(t)
	buyer := b.buyer()
	c := b.request(buyer, thursday, topic)
	_, err := b.service.Cancel(t.Context(), buyer, Decision{Number: c.Number, Reason: "other"})
	b.must(err)
	if again := b.request(buyer, thursday, topic); again.Number == c.Number {
		t.Error("a number was used twice")
	}
	b.sound()
}

func TestReturnedRequestIsMendedUnderItsNumber(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	buyer := b.buyer()
	c := b.request(buyer, thursday, topic)
	back, err := b.service.Return(ctx, b.officer, Decision{Number: c.Number, Reason: "unclear_goal", Text: "Which quantity?"})
	b.must(err)
	if back.Owner != Buyer || back.Reason != "unclear_goal" || b.claims(c.ID) != 2 {
		t.Errorf("returned to %s with %d claims", back.Owner, b.claims(c.ID))
	}
	if _, err := b.service.ByNumber(ctx, b.supplier, c.Number); refused(err) != "not_found" {
		t.Errorf("the supplier sees what the office has not let through: %v", err)
	}
	mended := topic
	mended.Message = "We would like to see your laser; 40 pieces a year."
	again, err := b.service.Resubmit(ctx, buyer, Decision{Number: c.Number}, mended)
	b.must(err)
	if again.Number != c.Number || again.State != Requested || again.Message != mended.Message || !again.ExpiresAt.Equal(*c.ExpiresAt) {
		t.Errorf("mended: %s %s, expires %s", again.Number, again.State, again.ExpiresAt)
	}
	b.sound()
}

func TestInterpreterWhoCannotComeLeavesTheSeatToTheOffice(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	c := b.confirmed(b.buyer(), thursday, interpreted())
	first := b.hand(c)
	c, err := b.service.AnswerAssignment(ctx, first, Decision{Number: c.Number}, false)
	if refused(err) != "" {
		t.Fatal(err)
	}
	if c.State != Suspended || c.Owner != Office || c.InterpreterState != InterpreterMissing || b.claims(c.ID) != 2 {
		t.Fatalf("is %s, owner %s, interpreter %s", c.State, c.Owner, c.InterpreterState)
	}
	waiting, err := b.service.Queue(ctx, b.officer)
	b.must(err)
	if !slices.ContainsFunc(waiting, func(w Item) bool { return w.ID == c.ID }) {
		t.Error("it is not in the office's queue")
	}
	for _, v := range b.hands {
		if v.User != first.User {
			c, err = b.service.AssignInterpreter(ctx, b.officer, Decision{Number: c.Number}, v.User)
			b.must(err)
		}
	}
	if c.State != Confirmed || c.IcalSequence != 1 || b.claims(c.ID) != 3 {
		t.Errorf("case 69: %s, sequence %d, %d claims", c.State, c.IcalSequence, b.claims(c.ID))
	}
	b.sound()
}

func TestOfficerWhoIsAPartyMayNotDecide(t *testing.T) {
	b := newBench(t)
	buyer := b.buyer()
	c := b.request(buyer, thursday, topic)
	b.must(b.accounts.Grant(t.Context(), b.officer.User, buyer.Grants[0]))
	both, err := b.accounts.Viewer(t.Context(), b.officer.User)
	b.must(err)
	if _, err := b.service.Approve(t.Context(), both, Decision{Number: c.Number}); refused(err) != "forbidden_own" {
		t.Errorf("approved the own request: %v", err)
	}
}

func TestFormsSayWhatIsWrong(t *testing.T) {
	b := newBench(t)
	buyer := b.buyer()
	_, err := b.service.Request(t.Context(), buyer, b.form(thursday, Topic{Message: "too short"}))
	p, ok := asProblem(err)
	if !ok {
		t.Fatalf("got %v", err)
	}
	var names []string
	for _, f := range p.Fields {
		names = append(names, f.Name)
	}
	if want := []string{"products", "goal", "message", "language"}; !slices.Equal(names, want) {
		t.Errorf("fields %v, want %v", names, want)
	}
	for name, start := range map[string]time.Time{"slot_too_soon": monday.Add(2 * time.Hour), "slot_too_far": thursday.AddDate(0, 0, 70),
		"slot_nothing_offered": thursday.Add(12 * time.Hour)} {
		if _, err := b.service.Request(t.Context(), buyer, b.form(start, topic)); refused(err) != name {
			t.Errorf("start %s: %v, want %s", start, err, name)
		}
	}
}

func TestAPersonHasFiveOpenRequests(t *testing.T) {
	b := newBench(t)
	buyer := b.endorsed()
	for i := range 5 {
		b.request(buyer, thursday.Add(time.Duration(i-3)*time.Hour), topic)
	}
	if _, err := b.service.Request(t.Context(), buyer, b.form(thursday.AddDate(0, 0, 1), topic)); refused(err) != "too_many_requests" {
		t.Errorf("a sixth: %v", err)
	}
}
