package server

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/intake"
	"github.com/etradeoffice/portal/server/studio"
)

// stocked is what lies in the maker's studio and in the buyer's list.
type stocked struct {
	paper, brochure string // of DD-NEXT, which is whole and not published
	table           string // that the maker handed in
	list            string // of the buyer
}

// stock has the maker put papers to its draft and hand in a table, and the buyer keep a list.
func (s *scene) stock(maker, buyer account.Viewer) {
	s.t.Helper()
	ctx := s.t.Context()
	must := func(err error) {
		s.t.Helper()
		if err != nil {
			s.t.Fatal(err)
		}
	}
	company, _ := maker.Company(account.Supplier)
	_, err := s.cfg.Catalog.PutProduct(ctx, company, catalog.Product{SKU: "DD-NEXT", Category: "it", HS6: "847180", Name: catalog.Texts{"en": draftWords}, Short: catalog.Texts{"en": "PCIe"},
		Terms: catalog.Terms{MOQ: 10, Unit: "H87", Currency: "USD", Incoterm: "FOB", Place: catalog.Texts{"en": "Incheon"}, LeadFirst: 45, LeadRepeat: 30, Capacity: 4, Port: "KRINC"}})
	must(err)
	must(s.makers.SetCertificate(ctx, maker, "DD-NEXT", studio.Paper{Scheme: "KC", Number: "DEMO-1", Body: "KTL", State: catalog.Held, File: strings.NewReader("%PDF-1.4\n"), FileName: "kc.pdf"}))
	must(s.db.QueryRow(ctx, `select ce.id::text from certificates ce join products p on p.id = ce.product_id where p.sku = 'DD-NEXT'`).Scan(&s.paper))
	must(s.media.AddBrochure(ctx, maker, "DD-NEXT", "en", "card.pdf", []byte(plainPDF)))
	must(s.db.QueryRow(ctx, `select id::text from brochures`).Scan(&s.brochure))
	table, err := s.tables.Start(ctx, maker, company, intake.HandedIn{ID: intake.NewID(), FileName: "spring.csv", Table: strings.NewReader("SKU,Name\nDRAFT-2,Card\n")})
	must(err)
	s.table = table.String()
	s.list = s.newList(buyer)
}

func (s *scene) newList(buyer account.Viewer) string {
	s.t.Helper()
	made, err := s.cfg.Saved.Create(s.t.Context(), buyer, "Cards "+uuid.NewString())
	if err != nil {
		s.t.Fatal(err)
	}
	return made.ID.String()
}

// listFor is the buyer's list, or a new one for the buyer who is about to drop it.
func (s *scene) listFor(who, route string) string {
	s.t.Helper()
	if who != "buyer" || !strings.HasSuffix(route, "/drop") && route != "DELETE /api/v1/saved/{id}" {
		return s.list
	}
	buyer, err := s.accounts.Viewer(s.t.Context(), s.buyer.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	return s.newList(buyer)
}

func TestDraftIsNothingToAnybodyWhereProductsAreShown(t *testing.T) {
	s := newScene(t)
	for _, who := range everybody {
		s.browser = s.browsers[who]
		for _, path := range []string{"/en/products/DRAFT-1", "/en/products/DD-NEXT", "/api/v1/products/DD-NEXT", "/en/export/ubl.xml?sku=DD-NEXT", "/en/export/bmecat.xml?sku=DD-NEXT", "/en/compare?p=DD-NEXT", "/api/v1/compare?sku=DD-NEXT", "/en/products?q=quetzal", "/api/v1/products?q=quetzal"} {
			got := s.get(path)
			if list := strings.Contains(path, "compare") || strings.Contains(path, "q="); strings.Contains(got.body, draftWords) || !list && got.status != http.StatusNotFound {
				t.Errorf("%s by %s: %d", path, who, got.status)
			}
		}
	}
}
