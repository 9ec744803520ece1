package catalog

import (
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/trust"
	"github.com/etradeoffice/portal/signaling/control"
)

// Examples are drawings of every page of the catalog, full and empty.
func Examples() []page.Example {
	now := time.Date(2026, 11, 24, 7, 30, 0, 0, time.UTC)
	day := now.Truncate(24 * time.Hour)
	past, soon := day.AddDate(0, 0, -3), day.AddDate(0, 0, 20)
	maker := Maker{
		ID: account.CompanyID{UUID: uuid.UUID{1}}, Slug: "lumivale", Name: Texts{"en": "Lumivale Medical", "ko": "루미베일메디칼"},
		City: "Suwon", Zone: "Asia/Seoul", Languages: []string{"ko", "en"}, Line: Texts{"en": "Skin lasers", "ko": "피부 레이저"}, Mark: "lumivale.a",
		Trust: trust.Standing{Level: account.L4, Checks: []trust.Check{{Kind: "registry", Method: "register", CheckedAt: past}},
			Vouchers: []trust.Voucher{{Code: "SW-E-0001", ByOffice: true, ByCity: true, CityEn: "Cluj-Napoca desk", CityKo: "클루지나포카 데스크", Scope: []string{"registry", "factory"}, CheckedOn: past, ValidUntil: soon}}},
	}
	hours := Hours{Next: []time.Time{now.Add(12 * time.Minute), now.Add(30 * time.Hour)}, Presence: control.AtDesk, Talk: TalkNow}
	picture := Picture{Name: "lv-q1600.a", Width: 1200, Height: 900, Alt: Texts{"en": "Laser, front view", "ko": "레이저 정면"}}
	hit := Hit{
		Ask: BasketAdd,
		SKU: "LV-Q1600", Name: Texts{"ko": "색소 레이저"}, Short: Texts{"ko": "두 파장"}, Category: "medical", HS6: "901890", MOQ: 1, Unit: "SET",
		From: &Tier{From: 1, Minor: 1480000}, Currency: "USD", Incoterm: "FOB", Place: Texts{"en": "Incheon", "ko": "인천"},
		Families: []string{"CE", "ISO 13485", "KC", "MFDS"}, Picture: &picture, Maker: maker, Hours: hours,
	}
	bare := Hit{SKU: "X-1", Ask: BasketHas, Name: Texts{"en": "Thing", "ko": "물건"}, MOQ: 2500, Unit: "H87", Maker: maker, Hours: Hours{Presence: control.PresenceUnknown}}
	other := bare
	other.SKU = "Y-1"
	product := Product{
		SKU: "LV-Q1600", GTIN: "9521234001010", Category: "medical", HS6: "901890", HSEdition: "HS2022", HSStatus: "self",
		HSNote: Texts{"en": "Or 8543.70"}, Origin: "KR", Name: hit.Name, Short: hit.Short, Long: Texts{"ko": "하나\n\n둘"},
		Specs: []Spec{{Texts{"en": "Weight", "ko": "무게"}, Texts{"en": "92 kg", "ko": "95 kg"}, HashText("무게\n92 kg")}}, Pictures: []Picture{picture, picture}, Brochures: []Brochure{{uuid.UUID{7}, "de", 1_400_000, ""}}, Note: Texts{"en": "Take advice."}, Maker: maker,
		Tiers: []Tier{{From: 1, Minor: 1480000}, {From: 3, Minor: 1390000, Level: 1}}, Hidden: 1, Related: []Hit{hit, bare}, Alike: []Hit{other},
		Terms: Terms{
			MOQ: 1, Unit: "SET", Currency: "USD", Incoterm: "FOB", Place: hit.Place, Payment: Texts{"en": "T/T"}, LeadSample: 5, LeadFirst: 45,
			LeadRepeat: 30, Capacity: 40, Port: "KRINC", PortName: hit.Place, Sample: Texts{"en": "Paid"}, Warranty: 24, SpareYears: 7, Packing: Texts{"en": "Crate"},
		},
		Certs: []Certificate{
			{Scheme: "CE-MDR", Scope: Texts{"en": "class IIb"}, Number: "DEMO-1", Body: "NB 0000", State: Held, VerifiedOn: &past},
			{Scheme: "KC", State: Held, ExpiresOn: &soon, VerifiedOn: &past}, {Scheme: "RoHS", State: Held, ExpiresOn: &past},
			{Scheme: "FDA", State: Pending}, {Scheme: "AEC-Q100", State: Testing}, {Scheme: "FCC", State: Unverified},
		},
	}
	card := CompanyCard{Maker: maker, Products: 3, Picture: &picture, Hours: hours}
	company := Company{
		Maker: maker, Country: "KR", Founded: 2006, Staff: 48, Products: []Hit{hit, bare}, Count: 2, Page: 1, Pages: 1, Hours: hours,
		Profile: Profile{
			Line: maker.Line, About: Texts{"en": "One\n\nTwo"}, Site: Texts{"en": "Suwon"}, BusinessNo: "999-88-01110", FactoryM2: 2100, FactoryLines: 2,
			Markets: []string{"DE", "VN"}, Patents: 3, TurnoverMinor: 920000000, ExportMinor: 410000000, Currency: "USD", Distributors: []string{"IT"},
			Fairs:   []Fair{{"Derma Days", "Cologne", "DE", past, past, ""}, {"Derma Days", "Cologne", "DE", soon, soon, "4.2 / B-17"}},
			Details: map[string]string{"legal_form": "Stock company", "office_address": "1 Example-ro\nSuwon", "tenure": "own", "proofs": "ISO 9001", "support": "EU01", "years": "2024 | 8.5 M | 3.8 M | DE, VN"},
		},
		Certs: []Certificate{{Scheme: "ISO 13485", Scope: Texts{"ko": "전 제품"}, Number: "Q-1", Body: "NB 0000", State: Held, ExpiresOn: &past, VerifiedOn: &past, VerifiedHow: "register"}},
	}
	found := Found{
		Query: Query{Text: "laser", Chosen: map[Facet]string{CategoryFacet: "medical", MarketFacet: "DE"}, Page: 2},
		Hits:  []Hit{hit, bare}, Total: 60, Pages: 3,
		Facets: map[Facet][]Count{
			FreeFacet: {{"week", 3}}, DeskFacet: {{"now", 1}}, CategoryFacet: {{"medical", 60}, {"beauty", 4}}, ChapterFacet: {{"90", 50}, {"01", 1}},
			CertificateFacet: {{"CE", 10}}, FitFacet: {{"DE", 3}}, RegionFacet: {{"europe", 60}}, MarketFacet: {{"DE", 60}}, MOQFacet: {{"10", 3}, {"over", 2}}, PriceFacet: {{"100", 3}, {"over", 1}, {"request", 2}},
			LanguageFacet: {{"en", 60}, {"ko", 60}},
		},
	}
	none := Found{
		Query: Query{Chosen: map[Facet]string{FreeFacet: "week"}, Page: 1}, Pages: 1, Facets: map[Facet][]Count{FreeFacet: {{"week", 0}}},
	}
	none.Without = map[Facet]int{FreeFacet: 12}
	none.Also = []Word{{"en", "laser"}, {"ko", "레이저"}}
	makers := CompaniesFound{
		Query: Query{list: MakerList, Chosen: map[Facet]string{LevelFacet: "verified", MarketFacet: "DE"}, Sort: BySoonest, Page: 1}, Cards: []CompanyCard{card}, Total: 30, Pages: 2,
		Facets: map[Facet][]Count{
			FreeFacet: {{"week", 3}}, DeskFacet: {{"now", 1}}, LevelFacet: {{"verified", 30}, {"one", 4}, {"both", 1}}, CategoryFacet: {{"medical", 20}}, CertificateFacet: {{"CE", 10}},
			RegionFacet: {{"europe", 30}}, MarketFacet: {{"DE", 30}}, LanguageFacet: {{"en", 30}},
		},
	}
	noMakers := CompaniesFound{Query: Query{list: MakerList, Sort: BySoonest, Text: "laser", Chosen: map[Facet]string{DeskFacet: "now"}, Page: 1}, Pages: 1, Facets: map[Facet][]Count{DeskFacet: {{"now", 0}}}, Without: map[Facet]int{DeskFacet: 2}}
	mended, partly := found, found
	mended.Corrected, partly.Partly = "laser", true
	group := SynonymGroup{Name: "skin-laser", HS4: "9018", Words: map[string][]string{"en": {"skin laser"}, "ko": {"피부 레이저"}}}
	words := WordsView{
		Groups: []SynonymGroup{group}, Fields: []WordsField{{"en", "skin laser"}, {"ko", "피부 레이저"}}, Name: group.Name, HS4: group.HS4, Known: true, Saved: true,
	}
	unnamed := WordsView{
		Fields: []WordsField{{"en", ""}}, Dropped: true, Filter: "zz",
		Problem: problem.InvalidFields(problem.Field{Name: "group", Code: "words_group"}, problem.Field{Name: "en", Code: "words_few"}),
	}
	return []page.Example{
		{Name: "catalog/hs", TitleKey: "catalog.hs_title", Body: HSView{HSPage: HSPage{Children: []HSNode{{"90", HSName("90"), 60}, {"01", nil, 0}}}}},
		{Name: "catalog/hs", TitleKey: "catalog.hs_title", Body: HSView{HSPage: HSPage{Node: HSNode{"901890", HSName("901890"), 60}, Trail: []HSNode{{"90", HSName("90"), 60}}}}},
		{Name: "catalog/hs", TitleKey: "catalog.hs_title", Body: HSView{Text: "laser", Found: []HSNode{{"9013", HSName("9013"), 0}}}},
		{Name: "catalog/hs", TitleKey: "catalog.hs_title", Body: HSView{Text: "zz"}},
		{Name: "catalog/compare", TitleKey: "catalog.compare_title", Body: CompareView{
			Columns: []CompareColumn{{product, "?p=X-1"}, {Product: Product{SKU: "X-1", Maker: maker}}}, Gone: []string{"OLD-1"}, All: "?p=LV-Q1600&p=X-1", Differ: "?p=LV-Q1600&p=X-1&only=differing", Fits: true,
			Rows: []CompareRow{{Key: trustRow, Cells: []CompareCell{{Text: "Verified", Lang: "en"}, {}}}, {Key: "moq", Cells: []CompareCell{{Text: "1 set", Lang: "en", Note: "stale"}, {Text: "2,500 pieces", Lang: "en"}}, Differs: true}, {Name: Texts{"ko": "무게"}, Cells: []CompareCell{{Text: "92 kg", Lang: "en"}, {}}}},
		}},
		{Name: "catalog/compare", TitleKey: "catalog.compare_title", Body: CompareView{Only: true}},
		{Name: "desk/words", TitleKey: "catalog.words_title", Body: words},
		{Name: "desk/words", TitleKey: "catalog.words_title", Body: unnamed},
		{Name: "home", TitleKey: "home.title", Body: HomeView{Open: []CompanyCard{card}, Next: []CompanyCard{{Maker: maker}}, Coming: []Programme{{Names: Texts{"en": "Sourcing days", "ko": "소싱 상담주간"}, From: now, Until: now.AddDate(0, 0, 2), Makers: []account.Company{{Slug: "lumivale", NameEn: "Lumivale", NameKo: "루미베일"}}}},
			Categories: found.Facets[CategoryFacet], Total: 60, Dials: dials(now), Vouchers: []Voucher{{"sister_city", "DE", "Cologne", Texts{"en": "Cologne desk"}}}}},
		{Name: "home", TitleKey: "home.title", Body: HomeView{Dials: dials(now)}},
		{Name: "catalog/products", TitleKey: "catalog.products_title", Body: viewOf(found)},
		{Name: "catalog/products", TitleKey: "catalog.products_title", Body: viewOf(none)},
		{Name: "catalog/products", TitleKey: "catalog.products_title", Body: viewOf(mended)},
		{Name: "catalog/products", TitleKey: "catalog.products_title", Body: viewOf(partly)},
		{Name: "catalog/products", TitleKey: "catalog.products_title", Body: viewOf(Found{Pages: 1})},
		{Name: "catalog/product", TitleKey: "catalog.product_title", TitleArgs: []any{"Name", "Laser"}, Body: ProductView{Product: product, Hours: hours, LD: productLD(product, "en", now, "http://localhost"), Market: "DE", Asked: proofs(product, "DE"), Path: "/products/LV-Q1600"}},
		{Name: "catalog/product", TitleKey: "catalog.product_title", TitleArgs: []any{"Name", "Thing"}, Body: ProductView{Product: Product{SKU: "X-1", Category: "it", HS6: "847180", HSStatus: "ruling", Origin: "KR", Maker: maker}}},
		{Name: "catalog/companies", TitleKey: "catalog.companies_title", Body: companiesViewOf(makers)},
		{Name: "catalog/companies", TitleKey: "catalog.companies_title", Body: companiesViewOf(CompaniesFound{Query: Query{list: MakerList, Sort: BySoonest}})},
		{Name: "catalog/companies", TitleKey: "catalog.companies_title", Body: companiesViewOf(noMakers)},
		{Name: "catalog/company", TitleKey: "catalog.company_title", TitleArgs: []any{"Name", "Lumivale"}, Body: CompanyView{Company: company, LD: companyLD(company, "en", "http://localhost")}},
		{Name: "catalog/company", TitleKey: "catalog.company_title", TitleArgs: []any{"Name", "Lumivale"}, Body: CompanyView{Company: Company{Maker: maker}}},
	}
}
