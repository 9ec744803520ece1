package server

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/schedule"
	"github.com/etradeoffice/portal/signaling/control"
)

// met is a consultation of yesterday at which both principals were for half an hour.
type met struct {
	number   string
	desk     account.Desk // brought the buyer
	password string       // of everybody: supplier@, buyer@, interpreter@, officer@, partner@, stranger@ of demo.example
}

func (h *house) meeting() met {
	h.t.Helper()
	ctx := h.t.Context()
	must := func(err error) {
		h.t.Helper()
		if err != nil {
			h.t.Fatal(err)
		}
	}
	m := met{password: "correct horse battery"}
	maker, err := h.accounts.CreateCompany(ctx, account.Company{Slug: "maker", Kind: account.SupplierCompany, Country: "KR", Zone: "Asia/Seoul", NameEn: "Lumivale"})
	must(err)
	importer, err := h.accounts.CreateCompany(ctx, account.Company{Slug: "importer", Kind: account.BuyerCompany, Country: "RO", Zone: "Europe/Bucharest", NameEn: "Restaura"})
	must(err)
	m.desk, err = h.accounts.CreateDesk(ctx, account.Desk{Slug: "cluj", Kind: "sister_city", Country: "RO", City: "Cluj-Napoca", Zone: "Europe/Bucharest", NameEn: "Cluj"})
	must(err)
	other, err := h.accounts.CreateDesk(ctx, account.Desk{Slug: "koeln", Kind: "sister_city", Country: "DE", City: "Cologne", Zone: "Europe/Berlin", NameEn: "Cologne"})
	must(err)
	must(h.accounts.Bring(ctx, m.desk.ID, importer.ID))
	supplier := h.user("supplier@demo.example", m.password, account.Grant{Role: account.Supplier, Company: maker.ID})
	buyer := h.user("buyer@demo.example", m.password, account.Grant{Role: account.Buyer, Company: importer.ID})
	officer := h.user("officer@demo.example", m.password, account.Grant{Role: account.Officer})
	interpreter := h.user("interpreter@demo.example", m.password, account.Grant{Role: account.Interpreter})
	h.user("partner@demo.example", m.password, account.Grant{Role: account.Partner, Desk: m.desk.ID})
	h.user("stranger@demo.example", m.password, account.Grant{Role: account.Partner, Desk: other.ID})
	rules, err := schedule.ParseWeekly("mon-fri 09:00-18:00")
	must(err)
	must(schedule.New(h.db, time.Now).SetWeekly(ctx, schedule.Supplier, maker.ID.UUID, "Asia/Seoul", rules))

	start := time.Now().Add(-24 * time.Hour).Truncate(time.Hour).UTC()
	c, err := h.consultations.Enter(ctx, consultation.Entry{Kind: consultation.WalkIn, Company: maker.ID, Host: supplier.ID, Buyer: buyer.ID, Interpreter: interpreter.ID,
		Start: start, Length: 30 * time.Minute, By: officer.ID, Topic: consultation.Topic{Language: "en", Goal: "price", Message: "Lasers for three clinics"}})
	must(err)
	for n, f := range []control.Fact{
		{At: start, Kind: control.Opened},
		{At: start, Kind: control.Joined, Participant: supplier.ID.String(), Role: "host", Side: "supplier"},
		{At: start, Kind: control.Joined, Participant: buyer.ID.String(), Role: "guest", Side: "buyer"},
		{At: start, Kind: control.Joined, Participant: interpreter.ID.String(), Role: "interpreter", Side: "office"},
		{At: start, Kind: control.Live},
		{At: start.Add(29 * time.Minute), Kind: control.Quality, Participant: supplier.ID.String(), Role: "host", Side: "supplier", Link: control.Link{Since: start, UDPMS: 1_740_000, RTTms: 30}},
		{At: start.Add(29 * time.Minute), Kind: control.Quality, Participant: buyer.ID.String(), Role: "guest", Side: "buyer",
			Link: control.Link{Since: start, TCPMS: 1_740_000, RTTms: 287, Detour: "blocked", TheirsMS: 240_000, Stands: 2, StoodMS: 14_000}},
		{At: start.Add(30 * time.Minute), Kind: control.Ended, Reason: "ended", OverlapMS: 1_800_000},
	} {
		f.Room, f.Epoch, f.N = c.ID.String(), 1, int64(n+1)
		must(h.consultations.Record(ctx, f))
	}
	m.number = c.Number
	return m
}

// as signs in anew.
func (h *house) as(who string, m met) {
	h.t.Helper()
	h.browser = h.newBrowser()
	if in := h.post("/en/sign-in", url.Values{"email": {who + "@demo.example"}, "password": {m.password}}); in.status != http.StatusSeeOther {
		h.t.Fatalf("%s cannot sign in: %d", who, in.status)
	}
}

// lastWeeks is a period that holds yesterday, whatever the office's day.
func lastWeeks() string {
	return "from=" + time.Now().AddDate(0, 0, -14).Format(time.DateOnly) + "&to=" + time.Now().AddDate(0, 0, 2).Format(time.DateOnly)
}

func TestOutcomeOfBothSidesReachesTheReport(t *testing.T) {
	h := newHouse(t)
	m := h.meeting()
	at := "/en/consultations/" + m.number + "/outcome"

	h.as("supplier", m)
	refused := h.post(at, url.Values{"stage": {"order"}, "agreed": {"10 lasers"}, "amount": {"lots"}, "currency": {"USD"}})
	if refused.status != http.StatusUnprocessableEntity || !strings.Contains(refused.body, "10 lasers") || !strings.Contains(refused.body, `value="lots"`) {
		t.Fatalf("a refused outcome: %d, and what was typed is kept: %v", refused.status, strings.Contains(refused.body, "10 lasers"))
	}
	said := url.Values{"stage": {"order"}, "amount": {"114,000"}, "currency": {"USD"}, "next_step": {"Proforma"}}
	if got := h.post(at, said); got.status != http.StatusSeeOther || got.header.Get("Location") != at+"?saved=1" {
		t.Fatalf("the supplier's outcome: %d to %q", got.status, got.header.Get("Location"))
	}
	h.as("buyer", m)
	if page := h.get(at); page.status != http.StatusOK || strings.Contains(page.body, "114,000") {
		t.Errorf("before speaking the buyer reads %d, and the supplier's figure: %v", page.status, strings.Contains(page.body, "114,000"))
	}
	h.post(at, said)
	if page := h.get(at); !strings.Contains(page.body, "USD 114,000") || !strings.Contains(page.body, "Both sides agree") {
		t.Error("both having spoken, the buyer does not see the agreement")
	}

	h.as("officer", m)
	page := h.get("/en/desk/report?" + lastWeeks())
	for _, want := range []string{`data-figure="requested"><p class="tile-number">1<`, `data-figure="held"><p class="tile-number">1<`, `data-grade="E1"`, "USD 114,000", m.number} {
		if !strings.Contains(page.body, want) {
			t.Errorf("the report lacks %s", want)
		}
	}
	var figures struct {
		Requested, Held int
		Estimates       []struct {
			Grade string
			USD   struct{ Minor int64 }
		}
	}
	answer := h.get("/api/v1/report?" + lastWeeks())
	if err := json.Unmarshal([]byte(answer.body), &figures); err != nil {
		t.Fatalf("%v in %s", err, answer.body)
	}
	if figures.Requested != 1 || figures.Held != 1 || len(figures.Estimates) != 1 || figures.Estimates[0].Grade != "E1" || figures.Estimates[0].USD.Minor != 114_000_00 {
		t.Errorf("the API says %s", answer.body)
	}
}

func TestReportIsForTheOfficeAndADesksOwnPart(t *testing.T) {
	h := newHouse(t)
	m := h.meeting()
	for who, want := range map[string]struct {
		status int
		rows   bool
	}{
		"officer": {http.StatusOK, true}, "partner": {http.StatusOK, true}, "stranger": {http.StatusOK, false},
		"buyer": {http.StatusForbidden, false}, "supplier": {http.StatusForbidden, false},
	} {
		h.as(who, m)
		page, answer := h.get("/en/desk/report?"+lastWeeks()), h.get("/api/v1/report?"+lastWeeks())
		if page.status != want.status || answer.status != want.status {
			t.Errorf("%s: page %d, API %d", who, page.status, answer.status)
		}
		if strings.Contains(page.body, m.number) != want.rows || want.status == http.StatusOK && strings.Contains(answer.body, `"requested":1`) != want.rows {
			t.Errorf("%s sees the consultation: %v", who, !want.rows)
		}
	}
	h.browser = h.newBrowser()
	if page := h.get("/en/desk/report"); page.status != http.StatusSeeOther || page.header.Get("Location") != "/en/sign-in?next=%2Fen%2Fdesk%2Freport" {
		t.Errorf("a visitor: %d to %q", page.status, page.header.Get("Location"))
	}
	h.as("officer", m)
	if page := h.get("/en/desk/report?from=June&to=2026-06-30"); page.status != http.StatusUnprocessableEntity || !strings.Contains(page.body, `value="June"`) {
		t.Errorf("a period that is none: %d", page.status)
	}
}
