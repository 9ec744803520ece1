package server

import (
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/settings"
	"github.com/etradeoffice/portal/server/trust/trusttest"
	"github.com/etradeoffice/portal/signaling/control"
)

// sharing is a shop whose pages visitors share, at an hour that stands still. The catalog that the other parts of the house work
// with is another one, as in another process of the office.
type sharing struct {
	*house
	here, other *catalog.Service
	maker       account.CompanyID
	there       desks
	now         time.Time
}

func newSharing(t *testing.T) *sharing {
	t.Helper()
	s := &sharing{there: desks{}, now: time.Now()}
	clock := func() time.Time { return s.now }
	s.house = shop(t, func(c *Config) {
		s.other = c.Catalog
		s.here = catalog.New(catalog.Config{DB: c.DB, Accounts: c.Account, Log: slog.New(slog.DiscardHandler), Now: clock, NextFree: c.Schedule.NextFree, Presence: s.there})
		c.Catalog, c.Now = s.here, clock
	})
	maker, err := s.accounts.CompanyBySlug(t.Context(), "lumivale")
	if err != nil {
		t.Fatal(err)
	}
	s.maker = maker.ID
	return s
}

const sharedProduct = "/en/products/LV-1"

var sharedPages = []string{"/en", "/en/products", "/en/products?q=pigment&certificate=CE", sharedProduct, "/en/companies", "/en/companies?sort=level", "/en/companies/lumivale"}

// visit is a visitor without a session; the tag is that of the page's copy.
func (s *sharing) visit(path string, headers ...string) (answer, string) {
	s.t.Helper()
	s.browser = s.newBrowser()
	got := s.get(path, headers...)
	return got, got.header.Get("ETag")
}

// kept reports whether a visitor is given a copy: only those are compared with what a visitor has.
func (s *sharing) kept(path string) bool {
	s.t.Helper()
	_, tag := s.visit(path)
	again, _ := s.visit(path, "If-None-Match", tag)
	return tag != "" && again.status == http.StatusNotModified
}

func TestVisitorsShareWhatAnotherHasAskedFor(t *testing.T) {
	s := newSharing(t)
	for _, path := range sharedPages {
		if !s.kept(path) {
			t.Errorf("%s is not kept", path)
		}
		got, _ := s.visit(path)
		for _, header := range []string{"Content-Security-Policy", "X-Request-Id", "Permissions-Policy"} {
			if got.header.Get(header) == "" {
				t.Errorf("%s: a copy without %s", path, header)
			}
		}
		if cache, vary := got.header.Get("Cache-Control"), strings.Join(got.header.Values("Vary"), ", "); cache != "private, no-cache" || !strings.Contains(vary, "Cookie") || len(got.header.Values("Set-Cookie")) > 0 {
			t.Errorf("%s: Cache-Control %q, Vary %q, cookies %v", path, cache, vary, got.header.Values("Set-Cookie"))
		}
	}
	if korean, _ := s.visit("/ko/products/LV-1"); !strings.Contains(korean.body, `lang="ko"`) {
		t.Error("a page in another language is not its own")
	}
	if other, _ := s.visit(sharedProduct, "X-Forwarded-Proto", "https"); !strings.Contains(other.body, `"https://`) {
		t.Error("a page reached by TLS names the address without")
	}
	if elsewhere, _ := s.visit("/ko/products/LV-1", "Referer", s.server.URL+sharedProduct); len(elsewhere.header.Values("Set-Cookie")) != 1 {
		t.Error("a chosen language is not remembered where the page is a copy")
	}
}

func TestNothingOfOnePersonIsSharedWithAnother(t *testing.T) {
	s := newSharing(t)
	importer, err := s.accounts.CreateCompany(t.Context(), account.Company{Slug: "importer", Kind: account.BuyerCompany, Country: "RO", City: "Cluj-Napoca", Zone: "Europe/Bucharest", NameEn: "Importer"})
	if err != nil {
		t.Fatal(err)
	}
	trusttest.Verify(t, s.db, importer.ID)
	s.user("buyer@people.example", "a long enough secret", account.Grant{Role: account.Buyer, Company: importer.ID})
	s.browser = s.newBrowser()
	s.post("/en/sign-in", url.Values{"email": {"buyer@people.example"}, "password": {"a long enough secret"}})
	buyer := s.browser
	s.browser = s.newBrowser()
	s.post("/en/basket", url.Values{"do": {"add"}, "product": {"LV-1"}})
	collector := s.browser
	const price, name = "13,900.50", "Ana Exemplu"
	for range 2 { // before there are copies, and beside them
		for _, path := range sharedPages {
			s.browser = buyer
			mine := s.get(path, "If-None-Match", "*")
			if !strings.Contains(mine.body, name) || mine.header.Get("ETag") != "" {
				t.Errorf("%s: a buyer is given what visitors share", path)
			}
			if path == sharedProduct && !strings.Contains(mine.body, price) {
				t.Errorf("%s: a buyer does not see the buyers' price", path)
			}
			s.browser = collector
			if got := s.get(path); got.header.Get("ETag") != "" {
				t.Errorf("%s: who has a session is given what visitors share", path)
			}
			got, _ := s.visit(path)
			if strings.Contains(got.body, name) || strings.Contains(got.body, price) || strings.Contains(got.body, `name="key"`) {
				t.Errorf("%s: a visitor sees what is a buyer's", path)
			}
		}
	}
	for _, wrong := range []string{"sid=forged", "sid="} {
		if got, tag := s.visit(sharedProduct, "Cookie", wrong); got.status != http.StatusOK || tag != "" {
			t.Errorf("cookie %q: %d, tag %q", wrong, got.status, tag)
		}
	}
}

func TestSharedPageGoesWithWhatItShows(t *testing.T) {
	s := newSharing(t)
	ctx := t.Context()
	change := func(what string, work func() error, paths ...string) {
		t.Helper()
		for _, path := range paths {
			if !s.kept(path) {
				t.Fatalf("before %s: %s is not kept", what, path)
			}
		}
		if err := work(); err != nil {
			t.Fatal(err)
		}
	}
	shows := func(path, text string, wanted bool) {
		t.Helper()
		if got, _ := s.visit(path); strings.Contains(got.body, text) != wanted {
			t.Errorf("%s: %q is shown: %v", path, text, !wanted)
		}
	}
	goods, err := s.other.OwnedProduct(ctx, s.db, "LV-1")
	if err != nil {
		t.Fatal(err)
	}
	goods.Publishing = true
	change("another price", func() error {
		goods.Tiers = []catalog.Tier{{From: 1, Minor: 1234500}}
		_, err := s.other.PutProduct(ctx, s.maker, goods)
		return err
	}, sharedPages...)
	for _, path := range []string{"/en/products", sharedProduct, "/en/companies/lumivale"} {
		shows(path, "12,345", true)
		shows(path, "14,800", false)
	}
	_, unknown := s.visit(sharedProduct)
	change("a verified maker", func() error { trusttest.Verify(t, s.db, s.maker); return nil }, sharedProduct)
	if _, known := s.visit(sharedProduct); known == unknown {
		t.Error("nothing is shown of a maker that has been verified")
	}
	change("a suspended maker", func() error { return s.suspend(true) }, sharedPages...)
	for _, path := range []string{sharedProduct, "/en/companies/lumivale"} {
		if got, _ := s.visit(path); got.status != http.StatusNotFound {
			t.Errorf("%s of a suspended maker: %d", path, got.status)
		}
	}
	shows("/en/products", "Pigment", false)
	shows("/en/companies", `"/en/companies/lumivale"`, false)
	if err := s.suspend(false); err != nil {
		t.Fatal(err)
	}
	shows("/en/products", "Pigment", true)
	shows("/en/companies", `"/en/companies/lumivale"`, true)
	change("a withdrawn product", func() error {
		goods.Publishing = false
		_, err := s.other.PutProduct(ctx, s.maker, goods)
		if err == nil {
			_, err = s.db.Exec(ctx, `update products set published_at = null, archived_at = now() where sku = 'LV-1'`)
		}
		return err
	}, sharedPages...)
	if got, _ := s.visit(sharedProduct); got.status != http.StatusNotFound {
		t.Errorf("a withdrawn product: %d", got.status)
	}
}

func TestSharedPageGoesWithWhatEveryPageSaysAroundIt(t *testing.T) {
	s := newSharing(t)
	officer := account.Viewer{User: s.user("officer@demo.example", "", account.Grant{Role: account.Officer}).ID, Grants: []account.Grant{{Role: account.Officer}}}
	for _, path := range []string{sharedProduct, "/en/companies/lumivale"} {
		if !s.kept(path) {
			t.Fatalf("%s is not kept", path)
		}
	}
	if err := s.settings.Change(t.Context(), officer, 0, settings.Contact{Mail: "trade@city.example"}); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{sharedProduct, "/en/companies/lumivale"} {
		if got, _ := s.visit(path); !strings.Contains(got.body, "mailto:trade@city.example") {
			t.Errorf("%s names the address of before", path)
		}
	}
}

func TestListOfCompaniesSaysInWhichOrderItIs(t *testing.T) {
	s := newSharing(t)
	orders := map[string]string{"": "meet soonest come first", "?sort=level": "vouched for most come first", "?sort=newest": "newest products come first"}
	for asked := range orders {
		got, _ := s.visit("/en/companies" + asked)
		for order, says := range orders {
			if strings.Contains(got.body, says) != (order == asked) {
				t.Errorf("companies%s: %q is said: %v", asked, says, order != asked)
			}
		}
	}
}

func (s *sharing) suspend(suspended bool) error {
	_, err := s.db.Exec(s.t.Context(), `update companies set suspended_at = case when $2 then now() end where id = $1`, s.maker, suspended)
	return err
}

func TestSharedPageGoesWithHoursAndPresence(t *testing.T) {
	s := newSharing(t)
	for _, path := range []string{"/en/products", sharedProduct} {
		if !s.kept(path) {
			t.Fatalf("%s is not kept", path)
		}
		_, tag := s.visit(path)
		s.here.HoursChanged(s.maker)
		if got, _ := s.visit(path, "If-None-Match", tag); got.status != http.StatusOK {
			t.Errorf("%s after hours have changed: %d", path, got.status)
		}
	}
	if !s.kept(sharedProduct) {
		t.Error("the page with the new hours is not kept")
	}
	if err := s.there.Beat(t.Context(), s.maker.String(), "somebody", control.Whereabouts{State: control.AtDesk}); err != nil {
		t.Fatal(err)
	}
	s.now = s.now.Add(5 * time.Second) // how far a page may be behind who sits down
	if got, tag := s.visit(sharedProduct); !strings.Contains(got.body, `class="presence at-desk"`) || tag != "" {
		t.Errorf("somebody has sat down: tag %q", tag)
	}
}
