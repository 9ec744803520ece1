package server

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/signaling/control"
)

// desks is presence without a clock: who has beaten is there, as they said last.
type desks map[string]map[string]control.Whereabouts

func (d desks) Beat(_ context.Context, company, user string, how control.Whereabouts) error {
	if d[company] == nil {
		d[company] = map[string]control.Whereabouts{}
	}
	d[company][user] = how
	return nil
}

func (d desks) People(_ context.Context, company string) (map[string]control.Whereabouts, error) {
	return d[company], nil
}

func (d desks) Of(_ context.Context, companies []string) (map[string]control.PresenceState, error) {
	states := map[string]control.PresenceState{}
	for _, company := range companies {
		states[company] = control.Away
		for _, how := range d[company] {
			states[company] = how.State
		}
	}
	return states, nil
}

func TestSupplierAtTheDeskIsSeenOnTheCompanysPage(t *testing.T) {
	there := desks{}
	var goods *catalog.Service
	h := newHouse(t, func(c *Config) {
		goods = catalog.New(catalog.Config{DB: c.DB, Accounts: c.Account, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Now: time.Now, NextFree: c.Schedule.NextFree, Presence: there})
		c.Catalog = goods
	})
	company, err := h.accounts.CreateCompany(t.Context(), account.Company{
		Slug: "lumivale", Kind: account.SupplierCompany, Country: "KR", City: "Suwon", Zone: "Asia/Seoul", NameEn: "Lumivale Medical", Languages: []string{"ko"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := goods.PutCompany(t.Context(), company.ID, catalog.Profile{Line: catalog.Texts{"en": "Skin lasers"}, Currency: "USD"}); err != nil {
		t.Fatal(err)
	}
	h.user("supplier@demo.example", "", account.Grant{Role: account.Supplier, Company: company.ID})
	h.user("officer@demo.example", "", account.Grant{Role: account.Officer})
	at := func() bool { return strings.Contains(h.get("/en/companies/lumivale").body, `class="presence at-desk"`) }

	if got := h.post("/en/presence", nil); got.status == http.StatusNoContent || len(there) > 0 {
		t.Errorf("a visitor's beat: %d, desks %v", got.status, there)
	}
	h.post("/en/sign-in/demo", url.Values{"email": {"officer@demo.example"}})
	if got := h.post("/en/presence", nil); got.status != http.StatusForbidden || len(there) > 0 {
		t.Errorf("an officer's beat: %d, desks %v", got.status, there)
	}
	h.browser = h.newBrowser()
	h.post("/en/sign-in/demo", url.Values{"email": {"supplier@demo.example"}})
	if at() {
		t.Error("at the desk before the first beat")
	}
	if page := h.get("/en/companies"); !strings.Contains(page.body, `data-beat="/en/presence"`) {
		t.Error("the supplier's pages have no switch")
	}
	if got := h.post("/en/presence", nil); got.status != http.StatusConflict || len(there) > 0 || at() {
		t.Errorf("a beat without a test of camera and microphone: %d, desks %v", got.status, there)
	}
	if page := h.get("/en/device-check?desk"); !strings.Contains(page.body, `name="waived" value="yes"`) || strings.Contains(page.body, "data-desk-ready") {
		t.Error("the test does not say what is missing and what else can be done")
	}
	h.post("/en/device-check", url.Values{"camera": {"yes"}})
	if got := h.post("/en/presence", nil); got.status != http.StatusConflict {
		t.Errorf("a beat with a microphone that hears nothing: %d", got.status)
	}
	for _, test := range []url.Values{{"waived": {"yes"}}, {"camera": {"yes"}, "sound": {"yes"}}} {
		h.post("/en/device-check", test)
		if page := h.get("/en/device-check?desk"); !strings.Contains(page.body, "data-desk-ready") {
			t.Errorf("after %v the page does not say that it is enough", test)
		}
	}
	if got := h.post("/en/presence", nil); got.status != http.StatusNoContent {
		t.Fatalf("beat: %d", got.status)
	}
	if !at() {
		t.Error("not at the desk after a beat")
	}
	for state, class := range map[string]string{"busy": "busy", "break": "break", "away": "away"} {
		h.post("/en/presence", url.Values{"state": {state}, "left": {"600"}})
		if body := h.get("/en/companies/lumivale").body; !strings.Contains(body, `class="presence `+class+`"`) {
			t.Errorf("says to be %s, which the page does not", state)
		}
	}
}
