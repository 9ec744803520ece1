package catalog

import (
	"context"
	"errors"
	"log/slog"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/postgres/pgtest"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/signaling/control"
)

var today = time.Date(2026, 11, 24, 7, 30, 0, 0, time.UTC)

func exampleProduct(sku string) Product {
	return Product{
		SKU: sku, Category: "medical", HS6: "901890", Name: Texts{"en": "Laser " + sku, "ko": "레이저"}, Short: Texts{"en": "Short", "ko": "짧은 글"},
		Terms: Terms{
			MOQ: 1, Unit: "SET", Currency: "USD", Incoterm: "FOB", Place: Texts{"en": "Incheon"}, LeadFirst: 10, LeadRepeat: 10,
			Capacity: 5, Port: "KRINC",
		},
		Tiers: []Tier{{From: 1, Minor: 1000}, {From: 10, Minor: 900, Level: 1}}, Publishing: true,
	}
}

// bench is a catalog on a fresh database, with the free times that a test sets.
type bench struct {
	*Service
	db   *postgres.DB
	free map[account.CompanyID][]time.Time
}

func newBench(t testing.TB) *bench {
	b := &bench{db: pgtest.Reused(t), free: map[account.CompanyID][]time.Time{}}
	log := slog.New(slog.DiscardHandler)
	b.Service = New(Config{
		DB: b.db, Accounts: account.New(b.db, jobs.New(b.db, log), log, func() time.Time { return today }), Log: log, Now: func() time.Time { return today },
		NextFree: func(_ context.Context, _ []account.CompanyID, _ int) (map[account.CompanyID][]time.Time, error) {
			return b.free, nil
		},
	})
	return b
}

// company makes a supplier with a profile; its products are found by its name too.
func (b *bench) company(t testing.TB, slug string) account.CompanyID {
	t.Helper()
	id := account.CompanyID{UUID: uuid.New()}
	_, err := b.db.Exec(t.Context(), `
		insert into companies (id, slug, kind, country, city, zone, name_en, name_ko, languages, founded)
		values (@id, @slug, 'supplier', 'KR', 'Suwon', 'Asia/Seoul', 'Maker ' || @slug, '제조', '{ko,en}', 2001)`,
		pgx.NamedArgs{"id": id, "slug": slug})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.PutCompany(t.Context(), id, Profile{Line: Texts{"en": "Things", "ko": "물건"}, Currency: "USD", Markets: []string{"DE"}, TurnoverMinor: 100, Glossary: []Term{{"파장", "wavelength"}}}); err != nil {
		t.Fatal(err)
	}
	return id
}

func (b *bench) put(t *testing.T, company account.CompanyID, p Product) {
	t.Helper()
	if _, err := b.PutProduct(t.Context(), company, p); err != nil {
		t.Fatal(err)
	}
}

func (b *bench) search(t *testing.T, q Query) Found {
	t.Helper()
	found, err := b.Search(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func skus(hits []Hit) string {
	text := ""
	for _, hit := range hits {
		text += hit.SKU + " "
	}
	return text
}

func TestProductIsReadAsItWasPut(t *testing.T) {
	b := newBench(t)
	company := b.company(t, "lumivale")
	p := exampleProduct("LV-1")
	expires := today.Truncate(24*time.Hour).AddDate(0, 1, 0)
	p.Certs = []Certificate{{Scheme: "CE-MDR", Scope: Texts{"en": "class IIb"}, Number: "D-1", Body: "NB 0000", State: Held, ExpiresOn: &expires}, {Scheme: "FDA", State: Pending}}
	p.Specs = []Spec{{Name: Texts{"en": "Weight"}, Value: Texts{"en": "92 kg"}}}
	p.Pictures = []Picture{{Name: "lv-1.a", Width: 1200, Height: 900, Alt: Texts{"en": "front"}}}
	p.Terms.LeadSample = 5
	b.put(t, company, p)
	b.put(t, company, exampleProduct("LV-2"))

	got, err := b.Product(t.Context(), "LV-1")
	if err != nil {
		t.Fatal(err)
	}
	if got.Name["ko"] != "레이저" || got.Terms.LeadSample != 5 || got.Specs[0].Value["en"] != "92 kg" || got.Pictures[0].Alt["en"] != "front" || got.HSEdition != "HS2022" {
		t.Errorf("product %+v", got)
	}
	if len(got.Tiers) != 1 || got.Hidden != 1 {
		t.Errorf("a visitor gets tiers %v, %d hidden", got.Tiers, got.Hidden)
	}
	if len(got.Certs) != 2 || got.Certs[0].Scheme != "CE-MDR" || !got.Certs[0].ExpiresOn.Equal(expires) || got.Certs[0].Scope["en"] != "class IIb" {
		t.Errorf("certificates %+v", got.Certs)
	}
	if got.Maker.Slug != "lumivale" || skus(got.Related) != "LV-2 " {
		t.Errorf("maker %+v, related %s", got.Maker, skus(got.Related))
	}
	terms, err := b.Glossary(t.Context(), company)
	if err != nil || len(terms) != 1 || terms[0].En != "wavelength" {
		t.Errorf("glossary %v, %v", terms, err)
	}
}

func TestPuttingAgainChangesTheProductOfTheSameMaker(t *testing.T) {
	b := newBench(t)
	company, other := b.company(t, "one"), b.company(t, "two")
	b.put(t, company, exampleProduct("A-1"))
	changed := exampleProduct("A-1")
	changed.Name, changed.Tiers = Texts{"en": "Amplifier"}, []Tier{{From: 5, Minor: 50}}
	b.put(t, company, changed)
	got, err := b.Product(t.Context(), "A-1")
	if err != nil || got.Name["en"] != "Amplifier" || len(got.Tiers) != 1 || got.Tiers[0].From != 5 {
		t.Errorf("product %+v, %v", got, err)
	}
	if hits := b.search(t, Query{Text: "laser"}).Hits; len(hits) != 0 {
		t.Errorf("the old name still finds %s", skus(hits))
	}
	if _, err := b.PutProduct(t.Context(), other, exampleProduct("A-1")); !problem.Is(err, problem.Conflict) {
		t.Errorf("another maker's SKU: %v", err)
	}
}

func TestSearchFindsByPartsOfWordsInBothLanguages(t *testing.T) {
	b := newBench(t)
	company := b.company(t, "sorigyeol")
	amp := exampleProduct("SG-A3450")
	amp.Name, amp.Category, amp.HS6 = Texts{"en": "Class-D audio amplifier IC", "ko": "오디오 앰프 IC"}, "components", "854233"
	amp.Keywords = map[string][]string{"en": {"semiconductor"}, "ko": {"반도체"}}
	b.put(t, company, amp)
	face := exampleProduct("MI-F24")
	face.Name, face.Long = Texts{"en": "Skin analyzer", "ko": "피부 분석기"}, Texts{"en": "It looks at an amplifier of nothing."}
	b.put(t, company, face)
	for typed, want := range map[string]string{
		"amplif": "SG-A3450 MI-F24 ", "앰프": "SG-A3450 ", "분석": "MI-F24 ", "피부분석": "", "SG-A3450": "SG-A3450 ", "sga3450": "SG-A3450 ",
		"8542.33": "SG-A3450 ", "854233": "SG-A3450 ", "8542.33.9000": "SG-A3450 ", "반도체": "SG-A3450 ", "skin analyzer": "MI-F24 ",
		"sorigyeol": "SG-A3450 MI-F24 ", "' & | !": "", "zzzz": "",
	} {
		found := b.search(t, Query{Text: typed})
		got := skus(found.Hits)
		if want != got && !(typed == "sorigyeol" && found.Total == 2) {
			t.Errorf("%q finds %q, want %q", typed, got, want)
		}
		if found.Total != len(found.Hits) {
			t.Errorf("%q: total %d, %d hits", typed, found.Total, len(found.Hits))
		}
	}
}

func TestEachFacetCountsUnderTheOtherFilters(t *testing.T) {
	b := newBench(t)
	busy, free := b.company(t, "busy"), b.company(t, "free")
	b.free[free] = []time.Time{today.Add(time.Hour)}
	b.free[busy] = []time.Time{today.AddDate(0, 0, 8)}
	past := today.Truncate(24*time.Hour).AddDate(0, 0, -1)
	add := func(company account.CompanyID, sku, category string, certs ...Certificate) {
		p := exampleProduct(sku)
		p.Category, p.Certs = category, certs
		b.put(t, company, p)
	}
	add(busy, "M-1", "medical", Certificate{Scheme: "CE-MDR", State: Held}, Certificate{Scheme: "CE-LVD", State: Held})
	add(free, "M-2", "medical", Certificate{Scheme: "CE-EMC", State: Held}, Certificate{Scheme: "KC", State: Pending})
	add(free, "B-1", "beauty", Certificate{Scheme: "KC", State: Held}, Certificate{Scheme: "RoHS", State: Held, ExpiresOn: &past})

	all := b.search(t, Query{})
	want := map[Facet][]Count{
		FreeFacet: {{"week", 2}}, DeskFacet: nil, CategoryFacet: {{"medical", 2}, {"beauty", 1}}, ChapterFacet: {{"90", 3}},
		CertificateFacet: {{"CE", 2}, {"KC", 1}}, MarketFacet: {{"DE", 3}}, MOQFacet: {{"10", 3}}, PriceFacet: {{"10", 3}},
		LanguageFacet: {{"en", 3}, {"ko", 3}}, FitFacet: nil, RegionFacet: {{"europe", 3}},
	}
	if all.Total != 3 || !reflect.DeepEqual(all.Facets, want) {
		t.Errorf("all: %d, facets %v, want %v", all.Total, all.Facets, want)
	}
	medical := b.search(t, Query{Chosen: map[Facet]string{CategoryFacet: "medical", CertificateFacet: "CE", FreeFacet: "week"}})
	if skus(medical.Hits) != "M-2 " || medical.Facets[CategoryFacet][0].N != 1 || medical.Facets[FreeFacet][0].N != 1 {
		t.Errorf("medical, CE, free: %s, facets %v", skus(medical.Hits), medical.Facets)
	}
	gone := b.search(t, Query{Chosen: map[Facet]string{CertificateFacet: "RoHS"}})
	if certs := gone.Facets[CertificateFacet]; gone.Total != 0 || certs[len(certs)-1] != (Count{"RoHS", 0}) {
		t.Errorf("an expired certificate finds %d, chosen facet %v", gone.Total, certs)
	}
}

func TestSearchIsNarrowedByChapterAndByBandsOfPriceAndQuantity(t *testing.T) {
	b := newBench(t)
	company := b.company(t, "maker")
	add := func(sku, hs6 string, moq int, tiers ...Tier) {
		p := exampleProduct(sku)
		p.HS6, p.Terms.MOQ, p.Tiers = hs6, moq, tiers
		b.put(t, company, p)
	}
	add("C-90", "901890", 5, Tier{From: 5, Minor: 95_000})
	add("C-85", "851679", 500, Tier{From: 500, Minor: 950})
	add("C-33", "330499", 50, Tier{From: 50, Minor: 950, Level: 3})
	for _, c := range []struct {
		facet Facet
		value string
		want  string
	}{
		{ChapterFacet, "90", "C-90 "}, {ChapterFacet, "85", "C-85 "}, {ChapterFacet, "01", ""},
		{PriceFacet, "10", "C-85 "}, {PriceFacet, "1000", "C-90 "}, {PriceFacet, bandOnRequest, "C-33 "}, {PriceFacet, "cheap", ""},
		{MOQFacet, "10", "C-90 "}, {MOQFacet, "100", "C-33 "}, {MOQFacet, "1000", "C-85 "},
	} {
		if got := skus(b.search(t, Query{Chosen: map[Facet]string{c.facet: c.value}}).Hits); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.facet, c.value, got, c.want)
		}
	}
	both := b.search(t, Query{Chosen: map[Facet]string{ChapterFacet: "90", PriceFacet: "10"}})
	if both.Total != 0 || !slices.Contains(both.Facets[ChapterFacet], Count{"85", 1}) || !slices.Contains(both.Facets[PriceFacet], Count{"1000", 1}) {
		t.Errorf("chapter 90 up to 10: %d, facets %v", both.Total, both.Facets)
	}
}

func TestSuspendedOrUnpublishedMakersAreNotShown(t *testing.T) {
	b := newBench(t)
	good, bad := b.company(t, "good"), b.company(t, "bad")
	b.put(t, good, exampleProduct("G-1"))
	b.put(t, bad, exampleProduct("B-1"))
	draft := exampleProduct("G-2")
	draft.Publishing = false
	b.put(t, good, draft)
	if _, err := b.db.Exec(t.Context(), `update companies set suspended_at = now() where slug = 'bad'`); err != nil {
		t.Fatal(err)
	}
	if got := skus(b.search(t, Query{}).Hits); got != "G-1 " {
		t.Errorf("search shows %s", got)
	}
	for _, sku := range []string{"B-1", "G-2", "NONE"} {
		if _, err := b.Product(t.Context(), sku); !problem.Is(err, problem.NotFound) {
			t.Errorf("product %s: %v", sku, err)
		}
	}
	if _, err := b.Company(t.Context(), "bad"); !problem.Is(err, problem.NotFound) {
		t.Errorf("company: %v", err)
	}
	found, err := b.Makers(t.Context(), Query{})
	if err != nil || found.Total != 1 || found.Cards[0].Products != 1 {
		t.Errorf("companies %+v, %v", found, err)
	}
}

func TestCompanyShowsItsHours(t *testing.T) {
	b := newBench(t)
	first, second := b.company(t, "first"), b.company(t, "second")
	b.put(t, second, exampleProduct("S-1"))
	b.free[second] = []time.Time{today.Add(time.Hour)}
	open, next, err := b.OpenNow(t.Context(), 5)
	if err != nil || len(open) != 1 || len(next) != 1 || open[0].ID != second || next[0].ID != first {
		t.Fatalf("open %+v, next %+v, %v", open, next, err)
	}
	company, err := b.Company(t.Context(), "second")
	if err != nil {
		t.Fatal(err)
	}
	if len(company.Hours.Next) != 1 || company.Hours.Presence != control.PresenceUnknown || company.Founded != 2001 || company.Profile.TurnoverMinor != 100 || len(company.Products) != 1 {
		t.Errorf("company %+v", company)
	}
}

func TestCatalogIsShownWhenNobodyKnowsTheHours(t *testing.T) {
	b := newBench(t)
	b.put(t, b.company(t, "one"), exampleProduct("A-1"))
	b.nextFree = func(context.Context, []account.CompanyID, int) (map[account.CompanyID][]time.Time, error) {
		return nil, errors.New("away")
	}
	found := b.search(t, Query{})
	if found.Total != 1 || len(found.Facets[FreeFacet]) != 0 || len(found.Hits[0].Hours.Next) != 0 {
		t.Errorf("found %+v", found)
	}
}

func TestNewNameOfAMakerFindsItsProducts(t *testing.T) {
	b := newBench(t)
	company := b.company(t, "one")
	b.put(t, company, exampleProduct("A-1"))
	if err := b.PutCompany(t.Context(), company, Profile{Line: Texts{"en": "Harmonicas", "ko": "하모니카"}, Currency: "USD"}); err != nil {
		t.Fatal(err)
	}
	if got := skus(b.search(t, Query{Text: "하모니카"}).Hits); got != "A-1 " {
		t.Errorf("found %q", got)
	}
}
