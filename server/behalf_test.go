package server

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
)

// described goes through a booking up to its last page, whose address it returns.
func (h *house) described(start time.Time) string {
	h.t.Helper()
	held := h.post("/en/book/doedol", url.Values{"at": {start.Format(time.RFC3339)}, "length": {"30"}, "key": {"hold " + start.String()}})
	path := held.header.Get("Location")
	if held.status != http.StatusSeeOther || path == "" {
		h.t.Fatalf("hold: %d", held.status)
	}
	topic := url.Values{"goal": {"price"}, "language": {"en"}, "message": {"They would like to sell the card in their own country."}, "products": {"DD-RC1E"}, "without": {"1"}}
	if got := h.post(path, topic); got.status != http.StatusSeeOther {
		h.t.Fatalf("describe: %d", got.status)
	}
	return path + "/who"
}

func TestOfficerAndDeskAskForABuyerByThePage(t *testing.T) {
	h, start, _ := bookable(t)
	ctx, password := t.Context(), "correct horse battery"
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	importer, err := h.accounts.CreateCompany(ctx, account.Company{Slug: "importer", Kind: account.BuyerCompany, Country: "RO", Zone: "Europe/Bucharest", NameEn: "Restaura"})
	must(err)
	desk, err := h.accounts.CreateDesk(ctx, account.Desk{Slug: "cluj", Kind: "sister_city", Country: "RO", City: "Cluj-Napoca", Zone: "Europe/Bucharest", NameEn: "Cluj"})
	must(err)
	other, err := h.accounts.CreateDesk(ctx, account.Desk{Slug: "koeln", Kind: "sister_city", Country: "DE", City: "Cologne", Zone: "Europe/Berlin", NameEn: "Cologne"})
	must(err)
	must(h.accounts.Bring(ctx, desk.ID, importer.ID))
	buyer := h.user("buyer@demo.example", password, account.Grant{Role: account.Buyer, Company: importer.ID})
	h.user("officer@demo.example", password, account.Grant{Role: account.Officer})
	h.user("partner@demo.example", password, account.Grant{Role: account.Partner, Desk: desk.ID})
	h.user("stranger@demo.example", password, account.Grant{Role: account.Partner, Desk: other.ID})
	h.user("operator@demo.example", password, account.Grant{Role: account.Operator})
	chosen := `value="` + buyer.ID.String() + `"`
	person := met{password: password}

	h.as("stranger", person)
	who := h.described(start)
	if got := h.get(who); strings.Contains(got.body, `name="buyer"`) || !strings.Contains(got.body, "Your desk has brought no buyer") {
		t.Errorf("a desk that brought nobody: %d", got.status)
	}
	form := url.Values{"key": {"stranger"}, "buyer": {buyer.ID.String()}}
	if got := h.post(who, form); got.status != http.StatusNotFound {
		t.Errorf("a desk asks for another desk's buyer: %d", got.status)
	}

	h.as("operator", person)
	who = h.described(start.Add(time.Hour))
	if got := h.get(who); strings.Contains(got.body, `name="buyer"`) || strings.Contains(got.body, `name="find"`) {
		t.Error("the operator is offered buyers")
	}
	if got := h.post(who, form); got.status != http.StatusForbidden {
		t.Errorf("the operator asks for a buyer: %d", got.status)
	}

	h.as("partner", person)
	if got := h.get("/en/consultations"); !strings.Contains(got.body, "Restaura") || !strings.Contains(got.body, "Not checked yet") {
		t.Error("the desk does not see its buyer")
	}
	who = h.described(start.Add(2 * time.Hour))
	if got := h.get(who); !strings.Contains(got.body, chosen) {
		t.Errorf("the desk is not offered its buyer: %d", got.status)
	}
	if got := h.post(who, url.Values{"key": {"partner"}, "phone": {"+40 264 123456"}}); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, `id="buyer-error"`) || !strings.Contains(got.body, "264 123456") {
		t.Errorf("for nobody: %d", got.status)
	}
	if got := h.post(who, url.Values{"key": {"partner"}, "buyer": {buyer.ID.String()}}); got.status != http.StatusSeeOther || h.get(got.header.Get("Location")).status != http.StatusOK {
		t.Errorf("the desk asks for its buyer: %d %s", got.status, got.header.Get("Location"))
	}

	h.as("officer", person)
	who = h.described(start.Add(4 * time.Hour))
	if got := h.get(who); strings.Contains(got.body, chosen) || !strings.Contains(got.body, `name="find"`) {
		t.Error("the office is offered buyers for whom it has not searched")
	}
	for _, find := range []string{"restaur", "BUYER@demo"} {
		if got := h.get(who + "?" + url.Values{"find": {find}}.Encode()); !strings.Contains(got.body, chosen+" required checked") {
			t.Errorf("%s is not found", find)
		}
	}
	got := h.post(who, url.Values{"key": {"officer"}, "find": {"restaur"}, "buyer": {buyer.ID.String()}})
	if got.status != http.StatusSeeOther || !strings.Contains(h.get(got.header.Get("Location")).body, "Restaura") {
		t.Errorf("the officer asks for a buyer: %d", got.status)
	}
	h.as("buyer", person)
	if mine := h.get("/en/consultations"); strings.Count(mine.body, "Doedol Systems") < 2 {
		t.Error("the buyer does not have what was asked for in its name")
	}
}
