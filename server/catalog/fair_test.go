package catalog

import (
	"strings"
	"testing"
	"time"
)

func TestFairsAreReadAsTheyAreWritten(t *testing.T) {
	fairs, code := ParseFairs("Salud | Toluca | mx | 2027-03-03 | 2027-03-05 | 2 / 114\nDerma Days | Cologne | DE | 2027-01-13 | |")
	if code != "" || len(fairs) != 2 || fairs[0].Name != "Derma Days" || !fairs[0].Until.Equal(fairs[0].From) || fairs[1].Country != "MX" {
		t.Fatalf("%q %v", code, fairs)
	}
	again, code := ParseFairs(FairRows(fairs))
	if code != "" || FairRows(again) != FairRows(fairs) {
		t.Errorf("%q: %v read back as %v", code, fairs, again)
	}
	for value, want := range map[string]string{
		"| Cologne | DE | 2027-01-13 | |": "fair_half", "Days | | DE | 2027-01-13 | |": "fair_half", "Days | Cologne | DE | | |": "fair_half",
		"Days | Cologne | Germany | 2027-01-13 | |": "countries_form", "Days | Cologne | DE | 13.1.2027 | |": "day_form", "Days | Cologne | DE | 2027-01-13 | soon |": "day_form",
		strings.Repeat("가", 121) + " | Cologne | DE | 2027-01-13 | |": "text_long", strings.Repeat("가", 120) + " | Cologne | DE | 2027-01-13 | |": "",
		"Days | Cologne | DE | 2027-01-13 | 2027-01-12 |": "fair_days", "Days | Cologne | DE | 2027-01-13 | 2028-01-12 |": "fair_days", "": "",
	} {
		if _, code := ParseFairs(value); code != want {
			t.Errorf("%q: %q, wanted %q", value, code, want)
		}
	}
}

func TestFairIsAheadUntilItsLastDayIsOver(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2027, 1, n, 0, 0, 0, 0, time.UTC) }
	c := Company{Profile: Profile{Fairs: []Fair{{Name: "first", From: day(4), Until: day(6)}, {Name: "second", From: day(13), Until: day(15)}}}}
	for at, ahead := range map[time.Time]int{day(1): 2, day(6).Add(23 * time.Hour): 2, day(7).Add(time.Hour): 1, day(16).Add(time.Hour): 0} {
		if got := c.FairsAhead(at); len(got) != ahead || len(c.FairsOver(at)) != 2-ahead {
			t.Errorf("on %s: %v ahead, %v over", at, got, c.FairsOver(at))
		}
	}
	if over := c.FairsOver(day(20)); over[0].Name != "second" {
		t.Errorf("the last is not the first of those that are over: %v", over)
	}
}

func TestNextFairsAreThoseOfPublishedMakersWithAllWhoGo(t *testing.T) {
	b := newBench(t)
	soon, past := b.today().AddDate(0, 0, 30), b.today().AddDate(0, 0, -30)
	derma := Fair{Name: "Derma Days", City: "Cologne", Country: "DE", From: soon, Until: soon.AddDate(0, 0, 2), Stand: "4.2 / B-17"}
	old := Fair{Name: "Gone", City: "Cologne", Country: "DE", From: past, Until: past}
	first, second, quiet := b.company(t, "fair-first"), b.company(t, "fair-second"), b.company(t, "fair-quiet")
	for company, fairs := range map[int][]Fair{0: {old, derma}, 1: {derma, {Name: "Later", City: "Toluca", Country: "MX", From: soon.AddDate(0, 1, 0), Until: soon.AddDate(0, 1, 0)}}} {
		id := first
		if company == 1 {
			id = second
		}
		if err := b.PutCompany(t.Context(), id, Profile{Line: Texts{"en": "Lasers"}, Currency: "USD", Fairs: fairs}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.db.Exec(t.Context(), `update company_profiles set fairs = (select fairs from company_profiles where company_id = $1), published_at = null where company_id = $2`, first, quiet); err != nil {
		t.Fatal(err)
	}
	next, err := b.Fairs(t.Context(), 4)
	if err != nil || len(next) != 2 || next[0].Name != "Derma Days" || next[1].Name != "Later" || len(next[0].Makers) != 2 || next[0].Makers[0].Stand != "4.2 / B-17" {
		t.Errorf("%v: %+v", err, next)
	}
	if one, err := b.Fairs(t.Context(), 1); err != nil || len(one) != 1 || len(one[0].Makers) != 2 {
		t.Errorf("the next one alone: %v, %+v", err, one)
	}
	profile, err := b.OwnProfile(t.Context(), b.db, first)
	if err != nil || FairRows(profile.Fairs) != FairRows([]Fair{old, derma}) {
		t.Errorf("%v: its own are %v", err, profile.Fairs)
	}
}
