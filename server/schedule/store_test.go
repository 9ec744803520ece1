package schedule

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/postgres/pgtest"
	"github.com/etradeoffice/portal/server/problem"
)

// summer is the clock of these tests: Monday 7 June 2027, 09:00 in Seoul.
var summer = time.Date(2027, 6, 7, 0, 0, 0, 0, time.UTC)

func newService(t *testing.T) (*Service, account.CompanyID) {
	t.Helper()
	s := New(pgtest.Reused(t), func() time.Time { return summer })
	company := account.CompanyID{UUID: uuid.Must(uuid.NewV7())}
	if err := s.SetWeekly(t.Context(), Supplier, company.UUID, "Asia/Seoul", []Rule{
		{Weekday: 3, Span: Span{540, 600}}, {Weekday: 4, Span: Span{540, 600}, To: Date{2027, 6, 10}}, {Weekday: 5, Span: Span{1320, 1560}},
	}); err != nil {
		t.Fatal(err)
	}
	return s, company
}

func ofWeek(t *testing.T, s *Service, company account.CompanyID) string {
	t.Helper()
	found, err := s.Slots(t.Context(), SlotQuery{Company: company, From: summer, To: summer.AddDate(0, 0, 7), Length: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	return starts(found.Slots)
}

func TestDeclaredHoursComeBackAsSlots(t *testing.T) {
	s, company := newService(t)
	ctx := t.Context()
	if got := ofWeek(t, s, company); got != "09T00:00 11T13:00 11T13:30 11T14:00 11T14:30 11T15:00 11T15:30 11T16:00" {
		t.Errorf("rules: %q", got)
	}
	if err := s.SetOverride(ctx, Supplier, company.UUID, Date{2027, 6, 12}, nil, "holiday"); err != nil {
		t.Fatal(err)
	}
	if got := ofWeek(t, s, company); got != "09T00:00 11T13:00 11T13:30 11T14:00" {
		t.Errorf("a closed Saturday clips Friday's night: %q", got)
	}
	if err := s.SetOverride(ctx, Supplier, company.UUID, Date{2027, 6, 9}, []Span{{600, 660}, {660, 720}}, "late"); err != nil {
		t.Fatal(err)
	}
	if got := ofWeek(t, s, company); got != "09T01:00 09T01:30 09T02:00 11T13:00 11T13:30 11T14:00" {
		t.Errorf("an override: %q", got)
	}
	if err := s.SetTravel(ctx, Supplier, company.UUID, Travel{Date{2027, 6, 11}, Date{2027, 6, 12}, zone(t, "Europe/Berlin")}); err != nil {
		t.Fatal(err)
	}
	if got := ofWeek(t, s, company); got != "09T01:00 09T01:30 09T02:00 11T20:00 11T20:30 11T21:00" {
		t.Errorf("travel: %q", got)
	}
	calendar, err := s.Weekly(ctx, Supplier, company.UUID, "UTC")
	if err != nil || len(calendar.Rules) != 3 || calendar.Rules[1].To != (Date{2027, 6, 10}) {
		t.Errorf("rules read back: %+v (%v)", calendar.Rules, err)
	}
}

func TestCase45ClaimsKeepTheirBuffersAllOrNone(t *testing.T) {
	s, company := newService(t)
	ctx := t.Context()
	at := Window{instantOf("2027-06-09T00:00Z"), instantOf("2027-06-09T01:00Z")}
	var supplier, buyer Resource
	take := func(id uuid.UUID, w Window) error {
		return s.db.Tx(ctx, func(tx postgres.Tx) error {
			var err error
			if supplier, err = s.Owned(ctx, tx, Supplier, company.UUID); err != nil {
				return err
			}
			if buyer, err = s.ResourceOf(ctx, tx, Buyer, uuid.New(), "Europe/Berlin"); err != nil {
				return err
			}
			if err := s.Block(ctx, tx, buyer.ID, w, "elsewhere"); err != nil {
				return err
			}
			return s.Block(ctx, tx, supplier.ID, supplier.Padded(w), "programme")
		})
	}
	if err := take(uuid.New(), at); err != nil {
		t.Fatal(err)
	}
	after := Window{at.End, at.End.Add(time.Hour)}
	if err := take(uuid.New(), after); !problem.Is(err, problem.Conflict) {
		t.Errorf("inside the buffer: %v", err)
	}
	var n int
	if err := s.db.QueryRow(ctx, `select count(*) from claim`).Scan(&n); err != nil || n != 2 {
		t.Errorf("%d claims stand (%v)", n, err)
	}
	if err := take(uuid.New(), Window{after.Start.Add(10 * time.Minute), after.End}); err != nil {
		t.Errorf("after the buffer: %v", err)
	}
}

func TestCase38BookedInstantsStayWhenRulesChange(t *testing.T) {
	s, company := newService(t)
	ctx := t.Context()
	at := Window{instantOf("2027-06-09T00:00Z"), instantOf("2027-06-09T01:00Z")}
	err := s.db.Tx(ctx, func(tx postgres.Tx) error {
		r, err := s.Owned(ctx, tx, Supplier, company.UUID)
		if err != nil {
			return err
		}
		return s.Block(ctx, tx, r.ID, at, "visit")
	})
	if err == nil {
		err = s.SetWeekly(ctx, Supplier, company.UUID, "Europe/Berlin", []Rule{{Weekday: 3, Span: Span{540, 600}}})
	}
	if err != nil {
		t.Fatal(err)
	}
	var start time.Time
	if err := s.db.QueryRow(ctx, `select lower(during) from claim`).Scan(&start); err != nil || !start.Equal(at.Start) {
		t.Errorf("the claim is at %s (%v)", start, err)
	}
	if got := ofWeek(t, s, company); got != "09T07:00" {
		t.Errorf("new hours: %q", got)
	}
}

func TestNextFreeSkipsWhoHasNoHours(t *testing.T) {
	s, company := newService(t)
	stranger := account.CompanyID{UUID: uuid.New()}
	free, err := s.NextFree(t.Context(), []account.CompanyID{company, stranger}, 2)
	if err != nil {
		t.Fatal(err)
	}
	if len(free) != 1 || len(free[company]) != 2 || !free[company][0].Equal(instantOf("2027-06-09T00:00Z")) {
		t.Errorf("free %v", free)
	}
}

func TestNextFreeLeavesFullDaysOut(t *testing.T) {
	s, company := newService(t)
	ctx := t.Context()
	err := s.db.Tx(ctx, func(tx postgres.Tx) error {
		r, err := s.Owned(ctx, tx, Supplier, company.UUID)
		for range DefaultTerms().DayCap {
			if err == nil {
				err = s.Count(ctx, tx, []Booking{{Supplier: r.ID, Start: instantOf("2027-06-09T00:00Z"), Zone: r.Zone, By: 1}})
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	free, err := s.NextFree(ctx, []account.CompanyID{company}, 1)
	if err != nil || len(free[company]) != 1 || !free[company][0].Equal(instantOf("2027-06-11T13:00Z")) {
		t.Errorf("free %v (%v), want the night of Friday", free, err)
	}
}

func TestNearestSlotsAreLookedForFartherAwayWhenThereAreFew(t *testing.T) {
	s, company := newService(t) // one slot on Wednesday, seven in Friday's night
	nearest := func(at string, n int) string {
		t.Helper()
		slots, err := s.Nearest(t.Context(), SlotQuery{Company: company, Length: time.Hour}, instantOf(at), n)
		if err != nil {
			t.Fatal(err)
		}
		return starts(slots)
	}
	if got := nearest("2027-06-11T14:00Z", 3); got != "11T13:30 11T14:00 11T14:30" {
		t.Errorf("near: %q", got)
	}
	if got := nearest("2027-06-09T00:00Z", 3); got != "09T00:00 11T13:00 11T13:30" {
		t.Errorf("two days away: %q", got)
	}
	if got := nearest("2027-06-14T00:00Z", 1); got != "16T00:00" {
		t.Errorf("the next week: %q", got)
	}
}
