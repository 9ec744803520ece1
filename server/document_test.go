package server

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/meeting"
)

// exhibited has a product with prices of every level, two pictures and a sheet, and a consultation about it whose room is open.
func (s *scene) exhibited(buyer account.UserID) string {
	s.t.Helper()
	ctx := s.t.Context()
	maker, err := s.accounts.CompanyBySlug(ctx, "doedol")
	if err != nil {
		s.t.Fatal(err)
	}
	lamp := catalog.Product{
		SKU: "DD-LAMP", Category: "it", HS6: "940521", Name: catalog.Texts{"en": "Desk lamp", "ko": "탁상 조명"}, Short: catalog.Texts{"en": "Four lights"},
		Terms:      catalog.Terms{MOQ: 50, Unit: "H87", Currency: "USD", Incoterm: "FOB", Place: catalog.Texts{"en": "Busan"}, LeadFirst: 10, LeadRepeat: 10, Capacity: 300, Port: "KRPUS"},
		Specs:      []catalog.Spec{{Name: catalog.Texts{"en": "Weight", "ko": "무게"}, Value: catalog.Texts{"en": "1.2 kg"}}},
		Tiers:      []catalog.Tier{{From: 50, Minor: 910000}, {From: 100, Minor: 820000, Level: catalog.PriceForKnown}, {From: 500, Minor: 730000, Level: catalog.PriceForChecked}, {From: 900, Minor: 640000, Level: catalog.OnRequest}},
		Pictures:   []catalog.Picture{{Name: "lamp-1.abc", Width: 1200, Height: 900, Alt: catalog.Texts{"en": "Front"}}, {Name: "lamp-2.abc", Width: 1200, Height: 900}},
		Publishing: true,
	}
	if _, err := s.cfg.Catalog.PutProduct(ctx, maker.ID, lamp); err != nil {
		s.t.Fatal(err)
	}
	host, err := s.accounts.Viewer(ctx, s.host.ID)
	if err == nil {
		err = s.cfg.Media.AddBrochure(ctx, host, "DD-LAMP", "en", "lamp.pdf", []byte(plainPDF))
	}
	if err != nil {
		s.t.Fatal(err)
	}
	c, err := s.consultations.Enter(ctx, consultation.Entry{Kind: consultation.WalkIn, Company: maker.ID, Host: s.host.ID, Buyer: buyer, Interpreter: s.third.ID,
		Start: time.Now().UTC().Add(2 * time.Minute), Length: 30 * time.Minute, Topic: consultation.Topic{Language: "en", Goal: "price", Products: []string{"DD-LAMP"}}})
	if err != nil {
		s.t.Fatal(err)
	}
	return c.Number
}

// approved has the office show the sheet.
func (s *scene) approved() {
	s.t.Helper()
	host, err := s.accounts.Viewer(s.t.Context(), s.host.ID)
	if err == nil {
		err = s.cfg.Studio.Move(s.t.Context(), host, "DD-LAMP", "ask")
	}
	officers, failed := s.accounts.Officers(s.t.Context())
	if err != nil || failed != nil {
		s.t.Fatal(err, failed)
	}
	officer, err := s.accounts.Viewer(s.t.Context(), officers[0].ID)
	if err == nil {
		_, err = s.cfg.Studio.ApproveAll(s.t.Context(), officer, []string{"DD-LAMP"})
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *scene) documents(who, lang, number string) (answer, []meeting.Document) {
	s.t.Helper()
	s.browser = s.browsers[who]
	got := s.get("/" + lang + "/consultations/" + number + "/documents")
	var list struct{ Documents []meeting.Document }
	if got.status == http.StatusOK && got.header.Get("Content-Type") == "application/json" {
		if err := json.Unmarshal([]byte(got.body), &list); err != nil {
			s.t.Fatal(err)
		}
	}
	return got, list.Documents
}

func TestWhoIsInTheRoomSeesDocumentsWithTheirOwnPrices(t *testing.T) {
	s := newScene(t)
	number := s.exhibited(s.buyer.ID)
	prices := []string{"9,100", "8,200", "7,300", "6,400"}
	ids := map[string]string{}
	for who, seen := range map[string]int{"buyer": 3, "supplier": 4, "officer": 4, "interpreter": 1} {
		got, documents := s.documents(who, "en", number)
		if len(documents) < 2 || documents[0].Title != "Desk lamp" || documents[0].Kind != "card" || documents[0].Pages != 3 {
			t.Fatalf("%s: %d %.300s", who, got.status, got.body)
		}
		ids[documents[0].ID] = who
		for i, price := range prices {
			if told := strings.Contains(got.body, price); told != (i < seen) {
				t.Errorf("%s is told %s: %v", who, price, told)
			}
		}
		if noted := documents[0].Note != ""; noted != (seen < len(prices)) {
			t.Errorf("%s is told that prices are hidden: %v", who, noted)
		}
		if !slices.ContainsFunc(documents, func(d meeting.Document) bool { return d.SKU == "DD-RC1E" }) {
			t.Errorf("%s does not see the maker's other product", who)
		}
	}
	if len(ids) != 1 {
		t.Errorf("one document has the ids %v", ids)
	}
	for _, who := range []string{"visitor", "other buyer", "other supplier", "other interpreter", "partner", "other partner", "operator"} {
		if got, documents := s.documents(who, "en", number); documents != nil || strings.Contains(got.body, "Desk lamp") {
			t.Errorf("%s: %d %.300s", who, got.status, got.body)
		}
	}
}

func TestBuyerThatTheOfficeHasNotCheckedSeesPublicPricesInTheRoom(t *testing.T) {
	s := newScene(t)
	other, err := s.accounts.UserByEmail(t.Context(), "other-buyer@people.example")
	if err != nil {
		t.Fatal(err)
	}
	number := s.exhibited(other.ID)
	if got, _ := s.documents("other buyer", "en", number); !strings.Contains(got.body, "9,100") || strings.Contains(got.body, "7,300") || strings.Contains(got.body, "6,400") {
		t.Errorf("%d %.600s", got.status, got.body)
	}
	if got, _ := s.documents("buyer", "en", number); got.status != http.StatusNotFound {
		t.Errorf("another's consultation: %d", got.status)
	}
}

func TestDocumentIsInTheLanguageOfWhoLooksAndItsSheetWaitsForTheOffice(t *testing.T) {
	s := newScene(t)
	number := s.exhibited(s.buyer.ID)
	sheetOf := func(documents []meeting.Document) int {
		return slices.IndexFunc(documents, func(d meeting.Document) bool { return d.Kind == "sheet" })
	}
	_, english := s.documents("buyer", "en", number)
	_, korean := s.documents("supplier", "ko", number)
	if sheetOf(english) >= 0 || sheetOf(korean) >= 0 {
		t.Error("a sheet that nobody has approved can be shown")
	}
	s.approved()
	_, english = s.documents("buyer", "en", number)
	_, korean = s.documents("supplier", "ko", number)
	if sheetOf(english) != 1 || english[1].ID != korean[1].ID {
		t.Fatalf("sheet of %+v", english)
	}
	card := korean[0]
	if card.ID != english[0].ID || card.Title != "탁상 조명" || card.Lang != "ko" || !slices.ContainsFunc(card.Lines, func(l catalog.CardLine) bool { return l.Name == "무게" && l.Text == "1.2 kg" && l.Lang == "en" }) {
		t.Errorf("in Korean %+v", card)
	}
	if len(card.Pictures) != 2 || card.Pictures[0].Src != "/pictures/lamp-1.abc-1200.webp" || card.Thumb != "/pictures/lamp-1.abc-320.webp" {
		t.Errorf("pictures %+v, thumb %q", card.Pictures, card.Thumb)
	}
	s.browser = s.browsers["buyer"]
	if file := s.get(english[1].File); file.status != http.StatusOK || file.header.Get("Content-Type") != "application/pdf" || file.body != plainPDF {
		t.Errorf("the sheet: %d %q", file.status, file.header.Get("Content-Type"))
	}
}

func TestDocumentsOpenWithTheRoom(t *testing.T) {
	s := newScene(t) // its consultation is days away
	for _, who := range []string{"buyer", "supplier", "interpreter", "officer"} {
		if got, documents := s.documents(who, "en", s.number); got.status != http.StatusConflict || documents != nil {
			t.Errorf("%s: %d", who, got.status)
		}
	}
}
