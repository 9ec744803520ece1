package server

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/inquiry"
	"github.com/etradeoffice/portal/server/trust/trusttest"
)

// TestOfficersDeskWithoutScript goes through what an officer does on pages, one step after the other in one office.
func TestOfficersDeskWithoutScript(t *testing.T) {
	var cfg Config
	h := newHouse(t, func(c *Config) { cfg = *c })
	m := h.meeting()
	supplier, officer := h.viewer("supplier@demo.example"), h.viewer("officer@demo.example")
	maker, _ := supplier.Company(account.Supplier)
	day := time.Now().UTC().AddDate(0, 0, 5).Truncate(24 * time.Hour)
	for day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
		day = day.AddDate(0, 0, 1)
	}
	ask := func(slug string, hour int) consultation.Consultation {
		t.Helper()
		c, err := cfg.Consultation.Request(t.Context(), h.verified(slug, m.password), consultation.RequestForm{Company: maker, Start: day.Add(time.Duration(hour) * time.Hour), Length: 30 * time.Minute,
			Topic: consultation.Topic{Language: "en", Goal: "price", Message: "We would like to see your laser at work.", Products: []string{"LV-1"}}})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	first, second, third := ask("anderson", 2), ask("brandt", 4), ask("cordea", 6)
	page := func(c consultation.Consultation) string { return "/en/consultations/" + c.Number }
	posted := func(path string, form url.Values) {
		t.Helper()
		if got := h.post(path, form); got.status != http.StatusSeeOther {
			t.Fatalf("%s: %d", path, got.status)
		}
	}
	shows := func(path string, words ...string) {
		t.Helper()
		got := h.get(path)
		for _, word := range words {
			if got.status != http.StatusOK || !strings.Contains(got.body, word) {
				t.Errorf("%s (%d) does not show %q", path, got.status, word)
			}
		}
	}
	h.as("officer", m)
	t.Run("hand-over", func(*testing.T) {
		posted("/en/desk/duty", url.Values{"note": {"The scanner is broken."}})
		posted("/en/desk/notes", url.Values{"note": {"Andina calls back at four."}})
		posted(page(first)+"/note", url.Values{"note": {"Called, no answer."}})
		shows("/en/desk/queue", "You are on duty", "The scanner is broken.", "Andina calls back at four.", "Called, no answer.")
	})
	t.Run("escalation", func(*testing.T) {
		posted(page(first)+"/escalate", url.Values{"text": {"Is this buyer known?"}})
		shows("/en/desk/queue?show=escalation", first.Number, "Is this buyer known?")
		shows("/en/desk/queue?mine=1", first.Number)
	})
	t.Run("rules", func(*testing.T) {
		shows(page(first), "This request comes under “Standing service”: the Office looks at first contacts")
		if got := h.post("/en/desk/rules", url.Values{"do": {"rule"}, "occasion": {"00000000-0000-0000-0000-000000000000"}, "rule": {"sometimes"}}); got.status != http.StatusUnprocessableEntity {
			t.Errorf("a rule that is none: %d", got.status)
		}
		posted("/en/desk/rules", url.Values{"do": {"open"}, "name_en": {"Cluj days"}, "name_ko": {"클루지 상담주간"}, "rule": {"pairs"},
			"from": {day.Format(time.DateOnly)}, "until": {day.Format(time.DateOnly)}})
		all, err := cfg.Consultation.Occasions(t.Context(), officer)
		if err != nil || len(all) != 2 {
			t.Fatalf("%d occasions (%v)", len(all), err)
		}
		if got := h.post("/en/desk/rules", url.Values{"do": {"join"}, "occasion": {all[1].ID.String()}, "company": {"nobody"}}); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, `value="nobody"`) {
			t.Errorf("a company that is none: %d", got.status)
		}
		posted("/en/desk/rules", url.Values{"do": {"join"}, "occasion": {all[1].ID.String()}, "company": {"maker"}})
		posted("/en/desk/rules", url.Values{"do": {"pair"}, "occasion": {all[1].ID.String()}, "supplier": {"maker"}, "buyer": {"brandt"}})
		shows(page(second), "This request comes under “Cluj days”: the Office looks at all but pairs that were approved before")
		shows("/en/desk/rules", "Cluj days", "Lumivale – brandt")
	})
	t.Run("conflict", func(t *testing.T) {
		got := h.post(page(first)+"/move", url.Values{"version": {"0"}, "at": {second.StartsAt.Format(time.RFC3339)}})
		if got.status != http.StatusConflict || !strings.Contains(got.body, "Lumivale is at "+second.Number+" until") {
			t.Errorf("moved onto another: %d", got.status)
		}
	})
	t.Run("bulk", func(*testing.T) {
		posted("/en/desk/queue/approve", url.Values{"pick": {first.Number + ".99", second.Number + "." + "0", third.Number + ".0"}})
		shows("/en/desk/queue", "/en/consultations/"+first.Number, "has changed")
		for _, c := range []consultation.Consultation{second, third} {
			if now, err := cfg.Consultation.ByNumber(t.Context(), officer, c.Number); err != nil || now.State != consultation.Offered {
				t.Errorf("%s is %s (%v)", c.Number, now.State, err)
			}
		}
	})
	t.Run("for the company", func(*testing.T) {
		shows(page(second), "Answer for the company")
		posted(page(second)+"/accept", url.Values{"version": {"0"}, "host": {supplier.User.String()}})
		h.as("supplier", m)
		shows(page(second), "The Office answered for the company, at its word.")
		if got := h.get("/en/desk/rules"); got.status != http.StatusForbidden {
			t.Errorf("a supplier reads the rules: %d", got.status)
		}
	})
	t.Run("today", func(*testing.T) {
		h.as("officer", m)
		shows("/en/desk/today?day="+day.Format(time.DateOnly), second.Number, "KST")
	})
}

func TestSupplierInvitesABuyerWhoHasWritten(t *testing.T) {
	var cfg Config
	h := newHouse(t, func(c *Config) { cfg = *c })
	m := h.meeting()
	supplier, officer := h.viewer("supplier@demo.example"), h.viewer("officer@demo.example")
	maker, _ := supplier.Company(account.Supplier)
	company, err := h.accounts.Company(t.Context(), maker)
	if err != nil {
		t.Fatal(err)
	}
	if err := cfg.Catalog.PutCompany(t.Context(), maker, catalog.Profile{Line: catalog.Texts{"en": "Lasers"}, Currency: "USD"}); err != nil {
		t.Fatal(err)
	}
	h.goods(cfg.Catalog, company, "LV-1")
	writer := h.verified("writer", m.password)
	sent, err := h.asks.Send(t.Context(), writer, "first", inquiry.Basket{Message: "How soon can forty of these be in Constanța?", Lang: "en", Items: []inquiry.Item{{SKU: "LV-1", Quantity: "40", Currency: "USD"}}})
	if err != nil {
		t.Fatal(err)
	}
	form := "/en/inquiries/" + sent[0].ID.String() + "/invite"
	h.as("supplier", m)
	if got := h.get("/en/inquiries/" + sent[0].ID.String()); !strings.Contains(got.body, form) {
		t.Error("no way leads from the inquiry to the invitation")
	}
	start := time.Now().UTC().AddDate(0, 0, 5)
	for slices.Contains([]time.Weekday{time.Saturday, time.Sunday}, start.Weekday()) {
		start = start.AddDate(0, 0, 1)
	}
	at := time.Date(start.Year(), start.Month(), start.Day(), 3, 0, 0, 0, time.UTC).Format(time.RFC3339)
	typed := url.Values{"at": {at}, "goal": {"price"}, "language": {"en"}, "message": {"too short"}, "products": {"LV-1"}}
	if got := h.post(form, typed); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "too short") || !strings.Contains(got.body, `action="`+form) {
		t.Errorf("a refused invitation: %d", got.status)
	}
	typed.Set("message", "Let us talk about the forty that you need.")
	if err := cfg.Consultation.SetRule(t.Context(), officer, [16]byte{}, consultation.None); err != nil {
		t.Fatal(err)
	}
	made := h.post(form, typed)
	if made.status != http.StatusSeeOther {
		t.Fatalf("the invitation: %d", made.status)
	}
	number, _, _ := strings.Cut(strings.TrimPrefix(made.header.Get("Location"), "/en/consultations/"), "?")
	c, err := cfg.Consultation.ByNumber(t.Context(), officer, number)
	if err != nil || c.State != consultation.Requested || c.RequestedSide != consultation.Supplier || c.BuyerUser != writer.User {
		t.Errorf("the office looks at %+v (%v)", c.Parties, err)
	}
}

// verified is a buyer whose company somebody has verified.
func (h *house) verified(slug, password string) account.Viewer {
	h.t.Helper()
	importer, err := h.accounts.CreateCompany(h.t.Context(), account.Company{Slug: slug, Kind: account.BuyerCompany, Country: "RO", Zone: "Europe/Bucharest", NameEn: slug})
	if err != nil {
		h.t.Fatal(err)
	}
	trusttest.Verify(h.t, h.db, importer.ID)
	h.user(slug+"@demo.example", password, account.Grant{Role: account.Buyer, Company: importer.ID})
	return h.viewer(slug + "@demo.example")
}
