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
	"github.com/etradeoffice/portal/server/inquiry"
)

const threadWords = "Please quote 40 cards for our school, delivered to Constanta."

// goods is a product that the maker has published.
func (h *house) goods(goods *catalog.Service, maker account.Company, sku string) {
	h.t.Helper()
	_, err := goods.PutProduct(h.t.Context(), maker.ID, catalog.Product{SKU: sku, Category: "it", HS6: "847180", Name: catalog.Texts{"en": "Restore card"}, Short: catalog.Texts{"en": "PCIe"},
		Terms: catalog.Terms{MOQ: 10, Unit: "H87", Currency: "USD", Incoterm: "FOB", Place: catalog.Texts{"en": "Incheon"}, LeadFirst: 45, LeadRepeat: 30, Capacity: 4, Port: "KRINC"}, Tiers: []catalog.Tier{{From: 10, Minor: 812377, Level: catalog.PriceForChecked}, {From: 1000, Minor: 641153, Level: catalog.OnRequest}}, Publishing: true})
	if err != nil {
		h.t.Fatal(err)
	}
}

// write has the buyer ask the maker with a file, and offer to buy from it alone.
func (s *scene) write(cfg Config, maker account.Company, buyer account.Viewer) {
	s.t.Helper()
	ctx := s.t.Context()
	s.goods(cfg.Catalog, maker, "DD-RC1E")
	sent, err := s.asks.Send(ctx, buyer, "scene", inquiry.Basket{Message: threadWords, Lang: "en", Items: []inquiry.Item{{SKU: "DD-RC1E", Quantity: "40", Currency: "USD"}}})
	if err != nil {
		s.t.Fatal(err)
	}
	s.inquiry = sent[0].ID.String()
	_, err = s.asks.Say(ctx, buyer, sent[0].ID, inquiry.Write{Key: "file", Text: "Our drawing.", Way: inquiry.ByPage,
		Files: []inquiry.Upload{{Name: "drawing.pdf", Body: strings.NewReader("%PDF-1.4\n% pelican in the drawing\n")}}})
	if err != nil {
		s.t.Fatal(err)
	}
	thread, err := s.asks.Thread(ctx, buyer, sent[0].ID)
	if err != nil {
		s.t.Fatal(err)
	}
	s.file = thread.Files[0].ID.String()
	form := inquiry.RFQForm{Title: "Restore cards", Specification: "For the computers of four schools.", Quantity: "400", Unit: "H87", Frequency: "once", Currency: "USD",
		Deadline: time.Now().AddDate(0, 0, 20).Format(time.DateOnly), Companies: []string{maker.Slug}}
	offer, err := s.asks.Post(ctx, buyer, "scene", form)
	if err != nil {
		s.t.Fatal(err)
	}
	s.rfq = offer.Code
	err = s.asks.SetFiles(ctx, buyer, offer.Code, nil, []inquiry.Upload{{Name: "school.pdf", Body: strings.NewReader("%PDF-1.4\n")}})
	if err != nil {
		s.t.Fatal(err)
	}
	files, err := s.asks.OwnFiles(ctx, buyer, offer.Code)
	if err != nil {
		s.t.Fatal(err)
	}
	s.rfqFile = files[0].ID.String()
	if _, err := s.asks.MoveRFQ(ctx, buyer, offer.Code, inquiry.ActSubmit, ""); err != nil {
		s.t.Fatal(err)
	}
	officers, err := s.accounts.Officers(ctx)
	if err != nil {
		s.t.Fatal(err)
	}
	officer, err := s.accounts.Viewer(ctx, officers[0].ID)
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := s.asks.MoveRFQ(ctx, officer, offer.Code, inquiry.ActOpen, ""); err != nil {
		s.t.Fatal(err)
	}
}

func TestThreadAndItsFileAreTheirPartiesAlone(t *testing.T) {
	s := newScene(t)
	parties := []string{"buyer", "supplier", "officer"}
	for _, who := range everybody {
		for _, route := range []string{"GET /{lang}/inquiries/{id}", "GET /api/v1/inquiries/{id}"} {
			got := s.ask(who, route)
			if told := strings.Contains(got.body, threadWords); told != slices.Contains(parties, who) {
				t.Errorf("%s by %s: %d, told %v", route, who, got.status, told)
			}
		}
		for _, route := range []string{"GET /{lang}/inquiries", "GET /api/v1/inquiries", "GET /{lang}/rfqs", "GET /api/v1/rfqs", "GET /api/v1/rfqs/{code}/quotes"} {
			if got := s.ask(who, route); strings.Contains(got.body, threadWords) || !slices.Contains(parties, who) && strings.Contains(got.body, s.rfq) {
				t.Errorf("%s by %s tells of another's", route, who)
			}
		}
	}
	file := s.ask("supplier", "GET /{lang}/inquiries/{id}/files/{file}")
	for name, want := range map[string]string{"Content-Type": "application/pdf", "Content-Disposition": "attachment; filename=drawing.pdf", "X-Content-Type-Options": "nosniff",
		"Content-Security-Policy": "sandbox; default-src 'none'", "Cache-Control": "private, no-store"} {
		if got := file.header.Get(name); got != want {
			t.Errorf("the file's %s is %q, wanted %q", name, got, want)
		}
	}
}

func TestOfferFormFindsMakersAndKeepsWhatWasTyped(t *testing.T) {
	s := newScene(t)
	s.browser = s.browsers["buyer"]
	form := url.Values{"do": {"find"}, "find": {"doe"}, "title": {"Cards for a school"}, "audience": {"chosen"}}
	found := s.post("/en/rfqs", form)
	if found.status != http.StatusOK || !strings.Contains(found.body, `name="companies" value="doedol"`) || !strings.Contains(found.body, `value="Cards for a school"`) {
		t.Errorf("looking for a maker: %d", found.status)
	}
	form.Set("find", "zzqq")
	form.Set("companies", "doedol")
	if kept := s.post("/en/rfqs", form); !strings.Contains(kept.body, `name="companies" value="doedol" checked`) || !strings.Contains(kept.body, "zzqq") {
		t.Error("a chosen maker is lost by looking for another")
	}
	s.browser = s.browsers["officer"]
	if desk := s.post("/en/desk/inquiries", url.Values{"do": {"find"}, "find": {"doe"}, "callback": {"031 000"}}); desk.status != http.StatusOK ||
		!strings.Contains(desk.body, `name="company" value="doedol"`) || !strings.Contains(desk.body, `value="031 000"`) {
		t.Errorf("the office looks for a maker: %d", desk.status)
	}
	s.browser = s.browsers["supplier"]
	if refused := s.post("/en/rfqs", form); refused.status != http.StatusForbidden {
		t.Errorf("a maker looks for makers in an offer: %d", refused.status)
	}
}
