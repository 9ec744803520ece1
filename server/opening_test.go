package server

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/schedule"
	"github.com/etradeoffice/portal/signaling/control"
)

func TestOfficeSaysOnTheVisitorsClockWhetherItIsOpen(t *testing.T) {
	var now atomic.Pointer[time.Time]
	now.Store(new(time.Now()))
	h := newHouse(t, func(c *Config) { c.Now = func() time.Time { return *now.Load() } })
	said := regexp.MustCompile(`(?s)<p class="opening">.*?</p>`)
	plain := regexp.MustCompile(`<[^>]*>|\s+`)
	for at, want := range map[string]string{
		"2026-11-27T02:00:00Z": "Open now until 18:00 Suwon",           // Friday, 11:00 in Suwon
		"2026-11-27T10:00:00Z": "Closed now Opens Monday, 09:00 Suwon", // Friday evening
		"2026-11-29T23:59:59Z": "Closed now Opens Monday, 09:00 Suwon", // a second before
		"2026-12-24T22:00:00Z": "Closed now Opens Monday, 09:00 Suwon", // Christmas is a Friday
		"2026-12-27T00:00:00Z": "Closed now Opens Monday, 09:00 Suwon", // Sunday
		"2026-12-28T00:00:00Z": "Open now until 18:00 Suwon",           // on the minute
	} {
		moment, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		now.Store(&moment)
		for _, path := range []string{"/en/sign-in", "/en/no-such-page"} {
			got := strings.Join(strings.Fields(plain.ReplaceAllString(said.FindString(h.get(path).body), " ")), " ")
			if got != want {
				t.Errorf("%s, %s: %q, wanted %q", at, path, got, want)
			}
		}
	}
}

func TestOfficeThatIsClosedAllWeekSaysOnWhichDayItOpens(t *testing.T) {
	seoul, err := time.LoadLocation("Asia/Seoul")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 9, 23, 19, 0, 0, 0, seoul)
	s := &Server{officeZone: seoul, now: func() time.Time { return now }}
	closed := 9
	s.open = consultation.Hours{Zone: seoul, On: func(on schedule.Date) (opens, closes int) {
		if on.Before(schedule.DateOf(now, seoul).AddDays(closed)) {
			return 0, 0
		}
		return 9 * 60, 18 * 60
	}}.Open
	if o := s.opening(); len(o.Shifts) != 1 || !o.Shifts[0].From.Equal(time.Date(2026, 10, 2, 9, 0, 0, 0, seoul)) || !o.Far(now) {
		t.Errorf("after nine closed days: %+v", o)
	}
	closed = 6
	if o := s.opening(); len(o.Shifts) != 1 || o.Far(now) {
		t.Errorf("within the week a weekday says the day: %+v", o)
	}
	closed = 40
	if o := s.opening(); len(o.Shifts) != 0 {
		t.Errorf("closed for longer than anybody plans: %+v", o)
	}
}

// blindDesks cannot be asked who is there.
type blindDesks struct {
	desks
	blind atomic.Bool
}

func (d *blindDesks) Of(ctx context.Context, companies []string) (map[string]control.PresenceState, error) {
	if d.blind.Load() {
		return nil, errors.New("nobody answers")
	}
	return d.desks.Of(ctx, companies)
}

func TestVisitorReadsHowManyMakersAreAtTheDesk(t *testing.T) {
	var now atomic.Pointer[time.Time]
	now.Store(new(time.Now()))
	there := &blindDesks{desks: desks{}}
	var goods *catalog.Service
	h := newHouse(t, func(c *Config) {
		goods = catalog.New(catalog.Config{DB: c.DB, Accounts: c.Account, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Now: func() time.Time { return *now.Load() }, NextFree: c.Schedule.NextFree, Presence: there})
		c.Catalog = goods
	})
	var makers []account.Company
	for _, name := range []string{"Lumivale", "Durea"} {
		company, err := h.accounts.CreateCompany(t.Context(), account.Company{Slug: strings.ToLower(name), Kind: account.SupplierCompany, Country: "KR", Zone: "Asia/Seoul", NameEn: name})
		if err != nil {
			t.Fatal(err)
		}
		if err := goods.PutCompany(t.Context(), company.ID, catalog.Profile{Line: catalog.Texts{"en": "Lasers"}, Currency: "USD"}); err != nil {
			t.Fatal(err)
		}
		makers = append(makers, company)
	}
	live := regexp.MustCompile(`href="/en/companies\?desk=now">[^<]*<span class="count live">(\d+)</span>`)
	count := func() string {
		now.Store(new(now.Load().Add(time.Minute))) // longer than anything is kept
		if found := live.FindStringSubmatch(h.get("/en/sign-in").body); found != nil {
			return found[1]
		}
		return "not said"
	}
	at := func(maker int, state control.PresenceState) {
		_ = there.Beat(t.Context(), makers[maker].ID.String(), "somebody", control.Whereabouts{State: state})
	}
	if got := count(); got != "not said" {
		t.Errorf("nobody is there: %s", got)
	}
	at(0, control.AtDesk)
	if got := count(); got != "1" {
		t.Errorf("one is there: %s", got)
	}
	at(1, control.AtDesk)
	if got := count(); got != "2" {
		t.Errorf("two are there: %s", got)
	}
	at(0, control.Busy)
	if got := count(); got != "1" {
		t.Errorf("one has got busy: %s", got)
	}
	there.blind.Store(true)
	if count() != "not said" {
		t.Error("a number is said that nobody knows")
	}
}

func TestMakersFormBeginsWithTheCountryOfTheOfficesCity(t *testing.T) {
	for zone, country := range map[string]string{"Asia/Seoul": "KR", "Europe/Berlin": "DE", "Europe/Helsinki": ""} {
		h := newHouse(t, func(c *Config) { c.OfficeZone = zone })
		h.user("officer@demo.example", "", account.Grant{Role: account.Officer})
		h.post("/en/sign-in/demo", url.Values{"email": {"officer@demo.example"}})
		got := regexp.MustCompile(`<option value="([A-Z]{2})" selected>`).FindStringSubmatch(h.get("/en/desk/makers/new").body)
		if country == "" && got != nil || country != "" && (got == nil || got[1] != country) {
			t.Errorf("%s: %v, wanted %q", zone, got, country)
		}
		form := url.Values{"company": {"Durea"}, "city": {"Cologne"}, "country": {"FR"}, "name": {"Hana"}, "email": {"no address"}, "lang": {"ko"}}
		if again := h.post("/en/desk/makers/new", form); !strings.Contains(again.body, `<option value="FR" selected>`) {
			t.Errorf("%s: what was chosen is lost: %d", zone, again.status)
		}
	}
}
