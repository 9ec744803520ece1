package walkin

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/consultation/consultationtest"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/signaling/control"
)

func (b *bench) sound() {
	b.T.Helper()
	for _, broken := range consultationtest.Invariants(b.T.Context(), b.DB) {
		b.T.Error(broken)
	}
}

func TestWalkInFromTheRingToTheEnd(t *testing.T) {
	b := newBench(t)
	ctx, caller := t.Context(), b.buyer()
	r := b.ask(caller)
	if r.State != Ringing || r.Rings != RingsCompany || r.Language != "en" || !r.StopsAt.Equal(ten.Add(30*time.Minute)) {
		t.Fatalf("asked: %+v", r)
	}
	for who, v := range map[string]account.Viewer{"host": b.host, "mate": b.mate} {
		heard, err := b.service.Rings(ctx, v)
		if b.Must(err); len(heard) != 1 || !b.service.Hears(v, heard[0], b.Now()) {
			t.Errorf("%s hears %v", who, heard)
		}
	}
	b.Pass(20 * time.Second)
	r, err := b.service.Answer(ctx, b.mate, r.ID)
	r = b.want(r, err, Answered)
	c, err := b.Consultations.ByNumber(ctx, caller, r.Number)
	b.Must(err)
	if c.Kind != consultation.WalkIn || c.State != consultation.Confirmed || c.HostUser != b.mate.User || !c.StartsAt.Equal(b.Now()) || !c.EndsAt.Equal(r.StopsAt) {
		t.Fatalf("consultation %+v", c)
	}
	for who, v := range map[string]account.Viewer{"host": b.mate, "caller": caller} {
		if text, _, err := b.Consultations.JoinTicket(ctx, v, r.Number); err != nil || text == "" {
			t.Errorf("%s has no ticket: %v", who, err)
		}
	}
	b.tells(r, control.Opened, "", 1)
	b.tells(r, control.Opened, "", 1)
	r, err = b.service.Touch(ctx, caller, r.ID)
	r = b.want(r, err, Lobby)
	b.tells(r, control.Live, "", 2)
	b.Pass(12 * time.Minute)
	b.tells(r, control.Ended, "host", 3)
	r, err = b.service.Touch(ctx, caller, r.ID)
	r = b.want(r, err, Ended)
	if r.Outcome != OutcomeAnswered || !r.EndedAt.Equal(b.Now()) {
		t.Errorf("ended %+v", r.Course)
	}
	log, err := b.service.Events(ctx, caller, r.ID)
	b.Must(err)
	var made []string
	for _, e := range log {
		made = append(made, string(e.Move))
	}
	if want := "ask answer enter_lobby go_live end"; strings.Join(made, " ") != want {
		t.Errorf("events %v", made)
	}
	_, figures, err := b.service.Report(ctx, b.officer, ten.Add(-time.Hour), ten.Add(time.Hour))
	b.Must(err)
	if want := (Figures{Rings: 1, Answered: 1, Median: 20 * time.Second}); figures != want {
		t.Errorf("figures %+v", figures)
	}
	b.sound()
}

func TestOfTwoMembersWhoAnswerAtOnceOneGetsTheRing(t *testing.T) {
	b := newBench(t)
	r := b.ask(b.buyer())
	start, answers := make(chan struct{}), make(chan error)
	people := []account.Viewer{b.host, b.mate, b.officer, b.host, b.mate}
	for _, v := range people {
		go func() { // ends with its answer
			<-start
			_, err := b.service.Answer(t.Context(), v, r.ID)
			answers <- err
		}()
	}
	close(start)
	won := 0
	for range people {
		err := <-answers
		if err == nil {
			won++
		} else if refusal, _ := errors.AsType[*problem.Error](err); refusal == nil || refusal.Code != "ring_taken" {
			t.Errorf("a loser is told %v", err)
		}
	}
	var rows int
	b.Must(b.DB.QueryRow(t.Context(), `select count(*) from consultation where kind = 'walk_in'`).Scan(&rows))
	if rows != 1 || won < 1 || won > 2 { // the winner's own second press gets the same talk
		t.Errorf("%d consultations, %d of %d answered", rows, won, len(people))
	}
	b.sound()
}

func TestOfficeIsRungAfterNinetySecondsAndTakesIt(t *testing.T) {
	b := newBench(t)
	ctx, caller := t.Context(), b.buyer()
	r := b.ask(caller)
	b.Pass(89 * time.Second)
	r, err := b.service.Touch(ctx, caller, r.ID)
	if r = b.want(r, err, Ringing); r.Rings != RingsCompany || b.service.Hears(b.officer, r, b.Now()) || b.service.Hears(b.host, r, b.Now()) {
		t.Fatalf("after 89 s: %+v", r)
	}
	b.Pass(time.Second)
	heard, err := b.service.Rings(ctx, b.officer)
	if b.Must(err); len(heard) != 1 || heard[0].Rings != RingsOffice || !b.service.Hears(b.officer, heard[0], b.Now()) {
		t.Fatalf("after 90 s: %+v", heard)
	}
	r, err = b.service.Answer(ctx, b.officer, r.ID)
	r = b.want(r, err, OfficeTook)
	c, err := b.Consultations.ByNumber(ctx, b.officer, r.Number)
	if b.Must(err); c.HostUser != (account.UserID{}) || r.Outcome != OutcomeOffice {
		t.Errorf("taken: host %s, outcome %s", c.HostUser, r.Outcome)
	}
	b.tells(r, control.Opened, "", 1)
	b.Must(b.service.Record(ctx, control.Fact{Room: r.Consultation.String(), Epoch: 1, N: 2, At: b.Now(), Kind: control.Joined, Participant: caller.User.String(), Side: "buyer", Role: "guest"}))
	b.Pass(3 * time.Minute)
	b.tells(r, control.Ended, "officer", 3)
	if c, err = b.Consultations.ByNumber(ctx, b.officer, r.Number); err != nil || c.State != consultation.OutcomeDue {
		t.Errorf("the talk with the office is %s (%v): the company did not fail to come", c.State, err)
	}
	b.sound()
}

func TestCompanyMayAnswerLate(t *testing.T) {
	b := newBench(t)
	caller := b.buyer()
	r := b.ask(caller)
	b.Pass(100 * time.Second)
	_, err := b.service.Touch(t.Context(), caller, r.ID)
	b.Must(err)
	r, err = b.service.Answer(t.Context(), b.host, r.ID)
	b.want(r, err, Answered)
}

func TestNobodyAnswers(t *testing.T) {
	b := newBench(t)
	ctx, caller := t.Context(), b.buyer()
	r := b.ask(caller)
	for range 2 {
		b.Pass(90 * time.Second)
		_, err := b.service.Touch(ctx, caller, r.ID)
		b.Must(err)
	}
	r, err := b.service.Touch(ctx, caller, r.ID)
	if r = b.want(r, err, TimedOut); r.Outcome != OutcomeUnanswered {
		t.Errorf("outcome %s", r.Outcome)
	}
	b.refused(second(b.service.Answer(ctx, b.host, r.ID)), "ring_over")
}

func second(_ Ring, err error) error { return err }

func TestWhenAllWhoAreRungSayNotNowTheOfficeIsRungAtOnce(t *testing.T) {
	b := newBench(t)
	r := b.ask(b.buyer())
	_, err := b.service.Refuse(t.Context(), b.host, r.ID)
	b.Must(err)
	heard, err := b.service.Rings(t.Context(), b.mate)
	if b.Must(err); heard[0].Rings != RingsCompany || b.service.Hears(b.host, heard[0], b.Now()) || !b.service.Hears(b.mate, heard[0], b.Now()) {
		t.Fatalf("after the first: %+v", heard[0])
	}
	_, err = b.service.Refuse(t.Context(), b.mate, r.ID)
	b.Must(err)
	if heard, err = b.service.Rings(t.Context(), b.officer); err != nil || heard[0].Rings != RingsOffice {
		t.Errorf("after the last: %+v, %v", heard, err)
	}
}

func TestCallerWhosePageIsGoneHasLeft(t *testing.T) {
	b := newBench(t)
	r := b.ask(b.buyer())
	b.Must(b.service.Sweep(t.Context()))
	if r, _ = find(t.Context(), b.DB, r.ID); r.State != Ringing {
		t.Fatalf("at once %s", r.State)
	}
	_, err := b.DB.Exec(t.Context(), `update walkin_ring set seen_at = clock_timestamp() - interval '21 s'`)
	b.Must(err)
	b.Must(b.service.Sweep(t.Context()))
	if r, _ = find(t.Context(), b.DB, r.ID); r.State != CallerLeft || r.Outcome != OutcomeLeft {
		t.Errorf("after 21 s: %s, %s", r.State, r.Outcome)
	}
}

func TestQueueIsThreeAndMovesUp(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	first := b.ask(b.buyer())
	first, err := b.service.Answer(ctx, b.host, first.ID)
	b.Must(err)
	var queue []Ring
	for range 3 {
		queue = append(queue, b.ask(b.buyer()))
	}
	for i, r := range queue {
		before, _, known, err := b.service.Place(ctx, r)
		if b.Must(err); r.State != Queued || before != i+1 || known {
			t.Errorf("number %d is %s behind %d, wait known: %v", i, r.State, before, known)
		}
	}
	_, err = b.service.Ask(ctx, b.buyer(), Ask{Company: b.company, Key: "fourth"})
	b.refused(err, "queue_full")
	b.Pass(8 * time.Minute)
	b.tells(first, control.Ended, "host", 1)
	if before, wait, known, err := b.service.Place(ctx, queue[2]); err != nil || before != 2 || wait != 16*time.Minute || !known {
		t.Errorf("the last waits %s behind %d (%v)", wait, before, err)
	}
	if r, _ := find(ctx, b.DB, queue[0].ID); r.State != Ringing || !r.RungAt.Equal(b.Now()) {
		t.Errorf("the first of the queue is %s", r.State)
	}
	_, err = b.service.Leave(ctx, viewerOf(b, queue[0].Caller), queue[0].ID)
	b.Must(err)
	if r, _ := find(ctx, b.DB, queue[1].ID); r.State != Ringing {
		t.Errorf("after the first left the second is %s", r.State)
	}
}

func viewerOf(b *bench, id account.UserID) account.Viewer {
	v, err := b.Accounts.Viewer(b.T.Context(), id)
	b.Must(err)
	return v
}

func TestAsksAtOnceRingOneAndQueueTheOthers(t *testing.T) {
	b := newBench(t)
	start, answers := make(chan struct{}), make(chan State)
	const n = 8
	for i := range n {
		v := b.buyer()
		go func() { // ends with its answer
			<-start
			r, err := b.service.Ask(t.Context(), v, Ask{Company: b.company, Key: "k"})
			if refusal, _ := errors.AsType[*problem.Error](err); err != nil && (refusal == nil || refusal.Code != "queue_full") {
				t.Errorf("%d: %v", i, err)
			}
			answers <- r.State
		}()
	}
	close(start)
	count := map[State]int{}
	for range n {
		count[<-answers]++
	}
	if count[Ringing] != 1 || count[Queued] != 3 || count[Idle] != n-4 {
		t.Errorf("%v", count)
	}
}

func TestSameKeyIsTheSameRing(t *testing.T) {
	b := newBench(t)
	v := b.buyer()
	first, err := b.service.Ask(t.Context(), v, Ask{Company: b.company, Key: "k"})
	b.Must(err)
	again, err := b.service.Ask(t.Context(), v, Ask{Company: b.company, Key: "k"})
	if b.Must(err); again.ID != first.ID {
		t.Error("another ring for the same key")
	}
	if other := b.ask(v); other.ID != first.ID {
		t.Error("another ring at the same desk")
	}
	elsewhere := b.newCompany(account.SupplierCompany, "mon-fri 9-18")
	if _, err := b.service.Ask(t.Context(), v, Ask{Company: elsewhere, Key: "other"}); err == nil {
		t.Error("one caller rings at two desks")
	}
}
