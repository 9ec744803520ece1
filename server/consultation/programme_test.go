package consultation

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
)

func TestProgrammesRuleHoldsForItsMakersOnItsDays(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	first, second, unvouched := b.endorsed(), b.endorsed(), b.buyer()
	from, until := thursday.Truncate(24*time.Hour), thursday.Truncate(24*time.Hour)
	mission := Occasion{NameEn: "Cologne days", NameKo: "쾰른 상담주간", Moderation: Pairs, From: &from, Until: &until}
	if _, err := b.service.OpenOccasion(ctx, b.supplier, mission); refused(err) != "forbidden" {
		t.Fatalf("a supplier opens a programme: %v", err)
	}
	id, err := b.service.OpenOccasion(ctx, b.officer, mission)
	b.must(err)
	state := func(v account.Viewer, start time.Time) State { t.Helper(); return b.request(v, start, topic).State }
	buyer, _ := first.Company(account.Buyer)
	stranger, _ := unvouched.Company(account.Buyer)
	b.must(b.service.SetRule(ctx, b.officer, uuid.Nil, All))
	b.must(b.service.ApprovePair(ctx, b.officer, id, Sides{b.company, buyer}, true))
	b.must(b.service.ApprovePair(ctx, b.officer, id, Sides{b.company, stranger}, true))
	if got := state(first, thursday); got != Requested {
		t.Errorf("before the maker takes part: %s", got)
	}
	b.must(b.service.TakePart(ctx, b.officer, id, b.company, true))
	for _, tt := range []struct {
		name  string
		who   account.Viewer
		start time.Time
		want  State
	}{
		{"an approved pair", first, thursday.Add(time.Hour), Offered},
		{"another pair", second, thursday.Add(2 * time.Hour), Requested},
		{"an approved pair whose buyer is not verified", unvouched, thursday.Add(-time.Hour), Requested},
		{"an approved pair on another day", first, thursday.AddDate(0, 0, 1), Requested},
	} {
		if got := state(tt.who, tt.start); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
	b.must(b.service.SetRule(ctx, b.officer, uuid.Nil, None))
	if got := state(second, thursday.AddDate(0, 0, 4)); got != Offered {
		t.Errorf("the standing service, open: %s", got)
	}
	all, err := b.service.Occasions(ctx, b.officer)
	b.must(err)
	if len(all) != 2 || !all[0].Standing() || all[0].Moderation != None || len(all[1].Makers) != 1 || len(all[1].Pairs) != 2 {
		t.Errorf("the officer reads %+v", all)
	}
	b.sound()
}

func TestNewcomersMayAskForLessThanCompaniesThatTheOfficeKnows(t *testing.T) {
	b := newBench(t)
	fresh, known := b.buyer(), b.endorsed()
	asks := func(v account.Viewer, first time.Time) (n int, code string) {
		for ; n < 6; n++ {
			if _, err := b.service.Request(t.Context(), v, b.form(first.AddDate(0, 0, 7*n), topic)); err != nil {
				return n, refused(err)
			}
		}
		return n, ""
	}
	if n, code := asks(fresh, thursday); n != 5-account.L0.Fewer() || code != "too_many_requests" {
		t.Errorf("a newcomer has %d open, then %q", n, code)
	}
	if n, code := asks(known, thursday.Add(time.Hour)); n != 5 || code != "too_many_requests" {
		t.Errorf("a verified company has %d open, then %q", n, code)
	}
}
