package server

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/consultation"
)

func TestSupplierInvitesFromThePageOfAnEarlierTalk(t *testing.T) {
	var cfg Config
	h := newHouse(t, func(c *Config) { cfg = *c })
	m := h.meeting()
	page := "/en/consultations/" + m.number
	maker, _ := h.viewer("supplier@demo.example").Company(account.Supplier)
	if err := cfg.Catalog.PutCompany(t.Context(), maker, catalog.Profile{Line: catalog.Texts{"en": "Lasers"}, Currency: "USD"}); err != nil {
		t.Fatal(err)
	}
	h.as("supplier", m)
	if got := h.get(page); !strings.Contains(got.body, page+"/invite") {
		t.Fatal("the page of a talk that took place offers no invitation")
	}
	start := time.Now().UTC().AddDate(0, 0, 5)
	for start.Weekday() == time.Saturday || start.Weekday() == time.Sunday {
		start = start.AddDate(0, 0, 1)
	}
	at := time.Date(start.Year(), start.Month(), start.Day(), 3, 0, 0, 0, time.UTC).Format(time.RFC3339) // noon in Suwon
	form := url.Values{"at": {at}, "goal": {"price"}, "language": {"en"}, "message": {"too short"}, "products": {"none of ours"}}
	refused := h.post(page+"/invite", form)
	if refused.status != http.StatusUnprocessableEntity || !strings.Contains(refused.body, "too short") {
		t.Fatalf("a refused invitation: %d, and what was typed is kept: %v", refused.status, strings.Contains(refused.body, "too short"))
	}
	if !strings.Contains(refused.body, `value="`+at+`" checked`) {
		t.Error("the refused form forgets the time that was chosen")
	}
	found := h.post(page+"/invite", url.Values{"at": {at}, "message": {"Not sent yet"}, "products": {"LV-1"}, "do": {"find"}, "find": {"nothing has this"}})
	if found.status != http.StatusOK || !strings.Contains(found.body, "Not sent yet") || !strings.Contains(found.body, `value="`+at+`" checked`) {
		t.Errorf("who looks for a product loses what was typed: %d", found.status)
	}
	h.as("buyer", m)
	if got := h.get(page + "/invite"); got.status != http.StatusForbidden {
		t.Errorf("the buyer opens the supplier's form: %d", got.status)
	}
	officer := h.viewer("officer@demo.example")
	supplier := h.viewer("supplier@demo.example")
	day, err := time.Parse(time.RFC3339, at)
	if err != nil {
		t.Fatal(err)
	}
	topic := consultation.Topic{Language: "en", Goal: "price", Message: "We would like to hear how the lasers did.", Products: []string{"LV-1"}}
	c, err := cfg.Consultation.Invite(t.Context(), supplier, consultation.Invitation{After: m.number, Start: day, Topic: topic})
	if err == nil && c.State == consultation.Requested { // not where the pair has met and the office has no need to look
		_, err = cfg.Consultation.Approve(t.Context(), officer, consultation.Decision{Number: c.Number})
	}
	if err != nil {
		t.Fatal(err)
	}
	if got := h.get("/en/consultations/" + c.Number); !strings.Contains(got.body, "asks for a consultation with you") || strings.Contains(got.body, `name="host"`) {
		t.Error("the buyer is not asked as a buyer")
	}
	if got := h.post("/en/consultations/"+c.Number+"/accept", url.Values{"version": {"0"}}); got.status != http.StatusSeeOther {
		t.Errorf("the buyer accepts: %d", got.status)
	}
	if got := h.get("/en/consultations/" + c.Number); !strings.Contains(got.body, "Everything is agreed.") {
		t.Error("an accepted invitation is not confirmed")
	}
}

// viewer is a person of the house as services see it.
func (h *house) viewer(email string) account.Viewer {
	h.t.Helper()
	user, err := h.accounts.UserByEmail(h.t.Context(), email)
	if err != nil {
		h.t.Fatal(err)
	}
	v, err := h.accounts.Viewer(h.t.Context(), user.ID)
	if err != nil {
		h.t.Fatal(err)
	}
	return v
}

func TestOfficerSwapsTwoConsultationsOnOnePage(t *testing.T) {
	var cfg Config
	h := newHouse(t, func(c *Config) { cfg = *c })
	m := h.meeting()
	supplier, buyer, officer := h.viewer("supplier@demo.example"), h.viewer("buyer@demo.example"), h.viewer("officer@demo.example")
	maker, _ := supplier.Company(account.Supplier)
	day := time.Now().UTC().AddDate(0, 0, 4).Truncate(24 * time.Hour)
	var both []consultation.Consultation
	for _, hour := range []int{2, 5} {
		c, err := cfg.Consultation.Enter(t.Context(), consultation.Entry{Kind: consultation.Booked, Company: maker, Host: supplier.User, Buyer: buyer.User, By: officer.User,
			Start: day.Add(time.Duration(hour) * time.Hour), Length: 30 * time.Minute, Topic: consultation.Topic{Language: "en", Goal: "price", Message: "Two talks on one day."}})
		if err != nil {
			t.Fatal(err)
		}
		both = append(both, c)
	}
	query := "?one=" + both[0].Number + "&other=" + both[1].Number
	h.as("supplier", m)
	if got := h.get("/en/desk/swap" + query); got.status != http.StatusForbidden {
		t.Errorf("a supplier looks: %d", got.status)
	}
	h.as("officer", m)
	if got := h.get("/en/consultations/" + both[0].Number); !strings.Contains(got.body, "/en/desk/swap?one="+both[0].Number) {
		t.Error("no way leads from the consultation to the swap")
	}
	if got := h.get("/en/desk/swap?one=" + both[0].Number + "&other=SW-2000-0001"); got.status != http.StatusNotFound || !strings.Contains(got.body, both[0].Number) {
		t.Errorf("with a number that is none: %d", got.status)
	}
	page := h.get("/en/desk/swap" + query)
	form := url.Values{"one": {both[0].Number}, "other": {both[1].Number}, "version": {"99"}, "with_version": {"1"}}
	if !strings.Contains(page.body, "After the swap") {
		t.Errorf("the page does not show what would be: %d", page.status)
	}
	if got := h.post("/en/desk/swap", form); got.status != http.StatusConflict || !strings.Contains(got.body, both[1].Number) {
		t.Errorf("a stale page swaps: %d", got.status)
	}
	form.Set("version", "1")
	if got := h.post("/en/desk/swap", form); got.status != http.StatusSeeOther {
		t.Fatalf("swapped: %d", got.status)
	}
	one, err := cfg.Consultation.ByNumber(t.Context(), officer, both[0].Number)
	if err != nil || !one.StartsAt.Equal(both[1].StartsAt) {
		t.Errorf("the first is at %s (%v)", one.StartsAt, err)
	}
}

func TestHoursPageListsWhatAChangeLeavesOutside(t *testing.T) {
	var cfg Config
	h := newHouse(t, func(c *Config) { cfg = *c })
	cfg.Schedule.OnChange(cfg.Consultation.HoursChanged)
	m := h.meeting()
	supplier, buyer, officer := h.viewer("supplier@demo.example"), h.viewer("buyer@demo.example"), h.viewer("officer@demo.example")
	maker, _ := supplier.Company(account.Supplier)
	day := time.Now().UTC().AddDate(0, 0, 4).Truncate(24 * time.Hour)
	for day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
		day = day.AddDate(0, 0, 1)
	}
	c, err := cfg.Consultation.Enter(t.Context(), consultation.Entry{Kind: consultation.Booked, Company: maker, Host: supplier.User, Buyer: buyer.User, By: officer.User,
		Start: day.Add(7 * time.Hour), Length: 30 * time.Minute, Topic: consultation.Topic{Language: "en", Goal: "price", Message: "At four in the afternoon."}})
	if err != nil {
		t.Fatal(err)
	}
	h.as("supplier", m)
	if got := h.get("/en/availability"); strings.Contains(got.body, c.Number) {
		t.Error("the page lists a talk inside the hours")
	}
	if got := h.post("/en/availability", url.Values{"do": {"weekly"}, "text": {"mon-fri 9-12"}}); got.status != http.StatusSeeOther {
		t.Fatalf("shorter hours: %d", got.status)
	}
	if got := h.get("/en/availability"); !strings.Contains(got.body, "1 consultation lies outside your hours now") || !strings.Contains(got.body, c.Number) {
		t.Error("the page does not list the talk that lies outside now")
	}
	h.as("officer", m)
	if got := h.get("/en/desk/queue?show=hours_changed"); !strings.Contains(got.body, c.Number) || !strings.Contains(got.body, "has changed its hours") {
		t.Error("the office's queue does not list it")
	}
}
