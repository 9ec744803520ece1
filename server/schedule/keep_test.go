package schedule

import (
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

func keeperOf(company account.CompanyID) Keeper { return Keeper{Company: company, Zone: "Asia/Seoul"} }

func TestMembersHoursAreOneMoreHostOfTheCompany(t *testing.T) {
	s, company := newService(t) // Wednesday 9-10
	ctx := t.Context()
	member := keeperOf(company)
	member.Member = account.UserID{UUID: uuid.New()}
	if err := s.KeepWeekly(ctx, member, []Rule{{Weekday: 3, Span: Span{570, 690}}}); err != nil { // 9:30-11:30
		t.Fatal(err)
	}
	wednesday := func() []Slot {
		found, err := s.Slots(ctx, SlotQuery{Company: company, From: summer, To: instantOf("2027-06-10T00:00Z"), Length: time.Hour})
		if err != nil {
			t.Fatal(err)
		}
		return found.Slots
	}
	if got := starts(wednesday()); got != "09T00:00 09T00:30 09T01:00 09T01:30" {
		t.Errorf("both offer %q", got)
	}
	take := func(at string) Resource {
		var sides Sides
		w := Window{instantOf(at), instantOf(at).Add(time.Hour)}
		err := s.db.Tx(ctx, func(tx postgres.Tx) error {
			batch := &postgres.Batch{}
			s.QueueSides(batch, company, account.UserID{}, w, uuid.Nil, &sides)
			rules := s.QueueRules(batch, SlotQuery{Company: company, Length: time.Hour})
			if err := tx.SendBatch(ctx, batch).Close(); err != nil {
				return err
			}
			hosts, reason, err := rules.Judge(w.Start, summer)
			if err != nil || reason != "" {
				t.Fatalf("%s: %q %v", at, reason, err)
			}
			sides.Seat(hosts)
			return s.Block(ctx, tx, sides.Supplier.ID, w, "meeting")
		})
		if err != nil {
			t.Fatal(err)
		}
		return sides.Supplier
	}
	if first := take("2027-06-09T00:00Z"); first.Member != nil {
		t.Error("the company's own host comes first")
	}
	if second := take("2027-06-09T00:30Z"); second.Member == nil || *second.Member != member.Member.UUID {
		t.Error("the member takes what overlaps it")
	}
	if got := starts(wednesday()); got != "09T01:30" {
		t.Errorf("left %q", got)
	}
	if err := s.KeepTerms(ctx, member, Terms{Lengths: []time.Duration{time.Hour}, Step: time.Hour, Notice: 48 * time.Hour, WindowDays: 30}); err != nil {
		t.Fatal(err)
	}
	if terms, err := s.Terms(ctx, company); err != nil || terms.Notice != 48*time.Hour {
		t.Errorf("terms of one are the terms of all: %+v (%v)", terms, err)
	}
	free, err := s.NextFree(ctx, []account.CompanyID{company}, 3)
	if err != nil || len(free[company]) != 3 || !free[company][0].Equal(instantOf("2027-06-09T01:30Z")) {
		t.Errorf("next free %v (%v)", free[company], err)
	}
}

func TestHolidaysArriveClosedAndStayOpenOnceOpened(t *testing.T) {
	s, company := newService(t)
	ctx, k := t.Context(), keeperOf(company)
	follow := func() Kept {
		t.Helper()
		if err := s.FollowHolidays(ctx, k, "KR"); err != nil {
			t.Fatal(err)
		}
		kept, err := s.Kept(ctx, k)
		if err != nil {
			t.Fatal(err)
		}
		return kept
	}
	kept := follow()
	if len(kept.Exceptions) < 10 || kept.Exceptions[0].Holiday != "constitution_kr" || len(kept.Exceptions[0].Spans) > 0 {
		t.Fatalf("exceptions %+v", kept.Exceptions)
	}
	if err := s.DropException(ctx, k, kept.Exceptions[0].On); err != nil {
		t.Fatal(err)
	}
	if err := s.CopyHolidays(ctx); err != nil {
		t.Fatal(err)
	}
	if again := follow(); again.Exceptions[0].Holiday == "constitution_kr" {
		t.Error("a holiday that was opened came back")
	}
	s.now = func() time.Time { return summer.AddDate(1, 0, 0) }
	if err := s.CopyHolidays(ctx); err != nil {
		t.Fatal(err)
	}
	later := follow()
	if last := later.Exceptions[len(later.Exceptions)-1]; last.On.Year != 2028 && last.On.Year != 2029 {
		t.Errorf("a year later the last is %s", last.On)
	}
}

func TestWhatAHostDeclaresIsChecked(t *testing.T) {
	s, company := newService(t)
	ctx, k := t.Context(), keeperOf(company)
	berlin := zone(t, "Europe/Berlin")
	stay := Travel{Date{2027, 6, 14}, Date{2027, 6, 18}, berlin}
	if err := s.KeepTravel(ctx, k, stay); err != nil {
		t.Fatal(err)
	}
	terms := DefaultTerms()
	terms.Notice = time.Hour
	tests := map[string]struct {
		err  error
		code string
	}{
		"overlapping stays": {s.KeepTravel(ctx, k, Travel{Date{2027, 6, 17}, Date{2027, 6, 20}, berlin}), "travel_overlaps"},
		"a stay backwards":  {s.KeepTravel(ctx, k, Travel{Date{2027, 6, 20}, Date{2027, 6, 20}, berlin}), "travel_backwards"},
		"a past day":        {s.KeepException(ctx, k, Exception{On: Date{2027, 6, 6}}), "date_unusable"},
		"the year 10000":    {s.KeepException(ctx, k, Exception{On: Date{10000, 1, 1}}), "date_unusable"},
		"an hour's notice":  {s.KeepTerms(ctx, k, terms), "notice_invalid"},
		"a long buffer":     {s.KeepHabits(ctx, k, Habits{After: 5 * time.Hour}), "buffer_invalid"},
		"late before early": {s.KeepHabits(ctx, k, Habits{Early: 1200, Late: 420}), "hours_invalid"},
	}
	for name, tt := range tests {
		if refusal, ok := errors.AsType[*problem.Error](tt.err); !ok || refusal.Code != tt.code {
			t.Errorf("%s: %v, want %s", name, tt.err, tt.code)
		}
	}
	if err := s.DropTravel(ctx, k, stay.From); err != nil {
		t.Fatal(err)
	}
	if kept, err := s.Kept(ctx, k); err != nil || len(kept.Travel) != 0 {
		t.Errorf("stays %v (%v)", kept.Travel, err)
	}
}

func TestWillingHoursAreOfferedToWhoIsFarAwayByDay(t *testing.T) {
	s, company := newService(t) // Wednesday 9-10 in Seoul
	ctx := t.Context()
	if err := s.KeepHabits(ctx, keeperOf(company), Habits{Early: 420, Late: 1320}); err != nil { // from 07:00, until 22:00
		t.Fatal(err)
	}
	seen := func(viewer string) string {
		q := SlotQuery{Company: company, From: summer, To: instantOf("2027-06-09T14:00Z"), Length: time.Hour}
		if viewer != "" {
			q.Viewer = zone(t, viewer)
		}
		found, err := s.Slots(ctx, q)
		if err != nil {
			t.Fatal(err)
		}
		return starts(found.Slots)
	}
	for viewer, want := range map[string]string{
		"":                    "09T00:00",
		"Asia/Ho_Chi_Minh":    "09T00:00", // two hours away
		"America/Mexico_City": "08T22:00 08T22:30 08T23:00 09T00:00 09T01:00 09T01:30 09T02:00 09T02:30 09T03:00 09T03:30",
	} {
		if got := seen(viewer); got != want {
			t.Errorf("%s sees %q, want %q", viewer, got, want)
		}
	}
	if got := seen("Europe/Berlin"); got != "09T00:00 09T05:00 09T05:30 09T06:00 09T06:30 09T07:00 09T07:30 09T08:00 09T08:30 09T09:00 09T09:30 09T10:00 09T10:30 09T11:00 09T11:30 09T12:00" {
		t.Errorf("Berlin sees %q", got)
	}
}
