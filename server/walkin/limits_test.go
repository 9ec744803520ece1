package walkin

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
	"github.com/etradeoffice/portal/signaling/control"
)

func TestBookedMeetingAlwaysWins(t *testing.T) {
	b := newBench(t)
	ctx, caller := t.Context(), b.buyer()
	booked := b.meets(b.buyer(), 20*time.Minute, 30*time.Minute)
	r := b.ask(caller)
	if want := booked.StartsAt.Add(-5 * time.Minute); !r.StopsAt.Equal(want) {
		t.Errorf("stops at %s, wanted %s", r.StopsAt, want)
	}
	b.Pass(11 * time.Minute)
	b.refused(second(b.service.Answer(ctx, b.host, r.ID)), "talk_soon")
	_, err := b.service.Leave(ctx, caller, r.ID)
	b.Must(err)
	_, err = b.service.Ask(ctx, caller, Ask{Company: b.company, Key: "later"})
	b.refused(err, "talk_soon")
	b.Pass(10 * time.Minute)
	_, err = b.service.Ask(ctx, caller, Ask{Company: b.company, Key: "during"})
	b.refused(err, "talk_meeting")
	b.sound()
}

func TestCallersOwnMeetingStopsTheTalkToo(t *testing.T) {
	b := newBench(t)
	caller := b.buyer()
	other := b.newCompany(account.SupplierCompany, "mon-fri 9-18")
	c, err := b.Consultations.Enter(t.Context(), consultation.Entry{Kind: consultation.Programme, Company: other, Buyer: caller.User,
		Start: ten.Add(25 * time.Minute), Length: 30 * time.Minute, By: b.officer.User})
	b.Must(err)
	r, err := b.service.Answer(t.Context(), b.host, b.ask(caller).ID)
	if b.Must(err); !r.StopsAt.Equal(c.StartsAt.Add(-5 * time.Minute)) {
		t.Errorf("stops at %s", r.StopsAt)
	}
	b.sound()
}

func TestNobodyIsRungWhoCannotBe(t *testing.T) {
	b := newBench(t)
	ctx, caller := t.Context(), b.buyer()
	ask := func() error {
		foretold := b.service.CanAsk(ctx, caller, b.company)
		_, err := b.service.Ask(ctx, caller, Ask{Company: b.company, Key: uuid.NewString()})
		if codeOf(foretold) != codeOf(err) {
			t.Errorf("the page says %v before a ring that is answered with %v", foretold, err)
		}
		return err
	}
	b.says(b.host, control.Busy)
	b.says(b.mate, control.OnBreak)
	b.refused(ask(), "talk_away")
	b.says(b.host, control.AtDesk)
	b.Must(b.service.SetDesk(ctx, b.host, false, time.Hour))
	b.refused(ask(), "talk_quiet")
	b.Pass(time.Hour)
	r := b.ask(caller)
	b.Must(b.service.Block(ctx, b.host, r.ID))
	_, err := b.service.Leave(ctx, caller, r.ID)
	b.Must(err)
	b.refused(ask(), "talk_quiet")
	company, _ := caller.Company(account.Buyer)
	b.Must(b.service.Unblock(ctx, b.host, company))
	b.Pass(8 * time.Hour) // 19:00
	b.refused(ask(), "talk_closed")
	b.Must(b.service.SetDesk(ctx, b.host, true, 0))
	b.Must(ask())
}

// codeOf is the code of a refusal, "" for none.
func codeOf(err error) string {
	if refusal, ok := errors.AsType[*problem.Error](err); ok {
		return refusal.Code
	}
	return ""
}

func TestWhoRingsAlreadyIsLedToThatRing(t *testing.T) {
	b := newBench(t)
	caller := b.buyer()
	r := b.ask(caller)
	b.Must(b.service.CanAsk(t.Context(), caller, b.company))
	if again := b.ask(caller); again.ID != r.ID {
		t.Errorf("a second ring %s beside %s", again.ID, r.ID)
	}
}

func TestThreeRingsWithoutAnAnswerAreEnoughForAnHour(t *testing.T) {
	b := newBench(t)
	ctx, caller := t.Context(), b.buyer()
	for range 3 {
		_, err := b.service.Leave(ctx, caller, b.ask(caller).ID)
		b.Must(err)
		b.Pass(time.Minute)
	}
	_, err := b.service.Ask(ctx, caller, Ask{Company: b.company, Key: "fourth"})
	if refusal := b.refusal(err, "too_many_rings"); refusal.Kind != problem.TooMany || refusal.RetryAfter != 57*time.Minute {
		t.Errorf("refused %+v", refusal)
	}
	b.Pass(57 * time.Minute)
	b.ask(caller)
}

func TestCallerBelowLevelTwoReachesTheOfficeFirst(t *testing.T) {
	b := newBench(t)
	ctx, caller := t.Context(), b.stranger()
	r := b.ask(caller)
	if r.Gate != GateLevel || r.Rings != RingsOffice || !b.service.Hears(b.officer, r, b.Now()) || b.service.Hears(b.host, r, b.Now()) {
		t.Fatalf("asked: %+v", r)
	}
	if seen, err := b.service.Rings(ctx, b.host); err != nil || len(seen) != 0 {
		t.Errorf("the company sees %v (%v)", seen, err)
	}
	b.refused(second(b.service.Answer(ctx, b.host, r.ID)), "ring_not_yours")
	r, err := b.service.Admit(ctx, b.officer, r.ID)
	if r = b.want(r, err, Ringing); r.Rings != RingsCompany || !b.service.Hears(b.host, r, b.Now()) {
		t.Fatalf("admitted: %+v", r)
	}
	b.refused(second(b.service.Admit(ctx, b.officer, r.ID)), "ring_not_yours")
	r, err = b.service.Answer(ctx, b.host, r.ID)
	b.want(r, err, Answered)

	unseen := b.stranger()
	late := b.ask(unseen)
	b.Pass(2 * time.Minute)
	late, err = b.service.Touch(ctx, unseen, late.ID)
	b.want(late, err, TimedOut)
}

func TestAdmittedCallerWaitsBehindWhoIsThere(t *testing.T) {
	b := newBench(t)
	r := b.ask(b.stranger())
	b.ask(b.buyer())
	r, err := b.service.Admit(t.Context(), b.officer, r.ID)
	b.want(r, err, Queued)
}

func TestWithoutACommonLanguageAnInterpreterOnCallIsCalledIn(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	r := b.ask(b.buyer("es"))
	if r.Gate != GateLanguage {
		t.Fatalf("without an interpreter: %+v", r)
	}
	_, err := b.service.Decline(ctx, b.officer, r.ID, "other")
	b.Must(err)
	third := b.person([]string{"ko", "es"}, account.Grant{Role: account.Interpreter})
	rules, err := schedule.ParseWeekly("mon-fri 9-18")
	b.Must(err)
	b.Must(b.Schedule.SetWeekly(ctx, schedule.Interpreter, third.User.UUID, "Asia/Seoul", rules))
	b.Must(b.Schedule.SetPairs(ctx, third.User, []schedule.Pair{{From: "ko", To: "es"}, {From: "es", To: "ko"}}))
	r = b.ask(b.buyer("es"))
	if r.Gate != "" || r.NeedFrom != "ko" || r.NeedTo != "es" {
		t.Fatalf("with an interpreter: %+v", r)
	}
	r, err = b.service.Answer(ctx, b.host, r.ID)
	if r = b.want(r, err, Answered); r.Interpreter != third.User || !b.service.Hears(third, r, b.Now()) {
		t.Errorf("answered with %s", r.Interpreter)
	}
	called, err := b.service.Rings(ctx, third)
	if b.Must(err); len(called) != 1 {
		t.Errorf("the interpreter sees %v", called)
	}
	if _, _, err := b.Consultations.JoinTicket(ctx, third, r.Number); err != nil {
		t.Errorf("the interpreter's ticket: %v", err)
	}
	b.sound()
}

func TestWithoutRedisEverybodyIsRung(t *testing.T) {
	b := newBench(t)
	b.says(b.host, control.Busy)
	b.desks.away = true
	r := b.ask(b.buyer())
	if r.State != Ringing || !b.service.Hears(b.host, r, b.Now()) {
		t.Errorf("asked: %+v", r)
	}
	r, err := b.service.Answer(t.Context(), b.host, r.ID)
	b.want(r, err, Answered)
}

func TestOfficerWhoIsAPartyRunsNoRings(t *testing.T) {
	b := newBench(t)
	r := b.ask(b.buyer())
	party := b.person(nil, account.Grant{Role: account.Officer}, account.Grant{Role: account.Buyer, Company: r.CallerCompany})
	for _, err := range []error{second(b.service.Answer(t.Context(), party, r.ID)), second(b.service.Decline(t.Context(), party, r.ID, "other"))} {
		if !problem.Is(err, problem.Forbidden) {
			t.Errorf("a party: %v", err)
		}
	}
	stranger := b.buyer()
	for _, err := range []error{second(b.service.Touch(t.Context(), stranger, r.ID)), second(b.service.Leave(t.Context(), stranger, r.ID)), second(b.service.Answer(t.Context(), account.Viewer{}, r.ID))} {
		if !problem.Is(err, problem.NotFound) && !problem.Is(err, problem.SignIn) {
			t.Errorf("somebody else: %v", err)
		}
	}
}

func TestRingsOfAnAnsweredTalkEndWithoutAWordOfTheRoom(t *testing.T) {
	b := newBench(t)
	r := b.ask(b.buyer())
	_, err := b.service.Answer(t.Context(), b.host, r.ID)
	b.Must(err)
	b.Pass(66 * time.Minute)
	b.Must(b.service.Sweep(t.Context()))
	if r, _ = find(t.Context(), b.DB, r.ID); r.State != Ended {
		t.Errorf("%s", r.State)
	}
	if _, err := b.service.Rings(t.Context(), b.officer); err != nil {
		t.Error(err)
	}
	if moves := slices.Collect(func(yield func(Move) bool) { yield(r.told(control.Fact{Kind: control.Ended})) }); moves[0] != "" {
		t.Errorf("a late fact makes %v", moves)
	}
}
