package catalog

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/etradeoffice/portal/server/account"
)

// ProductSummary is a product in a list, as programs get it.
type ProductSummary struct {
	SKU          string      `json:"sku"`
	Name         Texts       `json:"name" doc:"By language (BCP 47)"`
	Short        Texts       `json:"short"`
	Category     string      `json:"category" enum:"medical,beauty,wellness,components,it,machinery,living,food"`
	HS6          string      `json:"hs6" doc:"Six digits, HS 2022" example:"901890"`
	Company      CompanyRef  `json:"company"`
	MOQ          int         `json:"moq" doc:"Minimum order, in units"`
	Unit         string      `json:"unit" doc:"UN/CEFACT Recommendation 20" example:"H87"`
	Price        *PriceTier  `json:"price,omitempty" doc:"First public price; absent: on request"`
	Currency     string      `json:"currency" doc:"ISO 4217"`
	Incoterm     string      `json:"incoterm" doc:"Incoterms 2020" example:"FOB"`
	Place        Texts       `json:"place" doc:"Named place of the Incoterm"`
	Certificates []string    `json:"certificates" doc:"Families of the certificates held today"`
	NextFree     []time.Time `json:"nextFree" doc:"Next free starts of a consultation, UTC, at most five"`
}

// CompanyRef names a company.
type CompanyRef struct {
	Slug string `json:"slug"`
	Name Texts  `json:"name"`
}

// PriceTier is the price of one unit from a quantity on.
type PriceTier struct {
	From        int   `json:"from" doc:"Quantity"`
	AmountMinor int64 `json:"amountMinor" doc:"Minor units of the currency, for one unit"`
}

// ProductDetail is one product, as programs get it: what the product's page shows to the same viewer.
type ProductDetail struct {
	SKU          string              `json:"sku"`
	GTIN         string              `json:"gtin,omitempty"`
	Name         Texts               `json:"name"`
	Short        Texts               `json:"short"`
	Long         Texts               `json:"long"`
	Category     string              `json:"category"`
	HS6          string              `json:"hs6"`
	HSEdition    string              `json:"hsEdition" example:"HS2022"`
	HSStatus     string              `json:"hsStatus" enum:"self,adviser,ruling" doc:"Who says that the code fits"`
	Origin       string              `json:"origin" doc:"ISO 3166-1"`
	Company      CompanyRef          `json:"company"`
	Specs        []SpecDetail        `json:"specs"`
	MOQ          int                 `json:"moq"`
	Unit         string              `json:"unit"`
	Currency     string              `json:"currency"`
	Prices       []PriceTier         `json:"prices" doc:"Those that the caller may see"`
	HiddenPrices int                 `json:"hiddenPrices" doc:"How many more there are"`
	Incoterm     string              `json:"incoterm"`
	Place        Texts               `json:"place"`
	Payment      Texts               `json:"payment"`
	LeadDays     LeadDays            `json:"leadDays"`
	Capacity     int                 `json:"capacity" doc:"Units a month"`
	Port         string              `json:"port" doc:"UN/LOCODE"`
	Certificates []CertificateDetail `json:"certificates"`
	Details      map[string]string   `json:"details" doc:"Brand, freight, compliance and cooperation by the names of the import table"`
	Translations []Translated        `json:"translations" doc:"Texts that are translations; the others are the maker's own"`
	UpdatedAt    time.Time           `json:"updatedAt"`
}

// Translated is where one text in one language comes from.
type Translated struct {
	Text       string `json:"text" example:"short"`
	Lang       string `json:"lang"`
	SourceLang string `json:"sourceLang"`
	Method     Method `json:"method" enum:"person,machine"`
	Reviewed   bool   `json:"reviewed" doc:"Somebody has read it over"`
	Stale      bool   `json:"stale" doc:"Its source has changed since"`
}

// SpecDetail is one line of a specification.
type SpecDetail struct {
	Name  Texts `json:"name"`
	Value Texts `json:"value"`
	Stale bool  `json:"stale,omitempty" doc:"Its Korean has changed since its English was written"`
}

// LeadDays are days from order to shipment.
type LeadDays struct {
	Sample int `json:"sample,omitempty" doc:"Absent: no sample"`
	First  int `json:"first"`
	Repeat int `json:"repeat"`
}

// CertificateDetail is one certificate with where it stands today.
type CertificateDetail struct {
	Scheme    string     `json:"scheme" example:"CE-MDR"`
	Family    string     `json:"family" example:"CE"`
	Scope     Texts      `json:"scope"`
	Number    string     `json:"number,omitempty"`
	Body      string     `json:"body,omitempty" doc:"Issuer"`
	Standing  Standing   `json:"standing" enum:"valid,expiring,expired,pending,testing,unverified"`
	ExpiresOn *time.Time `json:"expiresOn,omitempty"`
	Stale     bool       `json:"stale,omitempty" doc:"The Korean of its scope has changed since the English was written"`
}

// CompanySummary is a supplier in a list.
type CompanySummary struct {
	CompanyRef
	Line      Texts       `json:"line" doc:"What it makes"`
	City      string      `json:"city"`
	Zone      string      `json:"zone" doc:"IANA time zone"`
	Languages []string    `json:"languages" doc:"BCP 47"`
	Products  int         `json:"products" doc:"How many it has published"`
	Presence  string      `json:"presence" enum:"at_desk,in_call,away,unknown"`
	NextFree  []time.Time `json:"nextFree" doc:"UTC"`
}

// CompanyDetail is one supplier.
type CompanyDetail struct {
	CompanySummary
	Country  string           `json:"country"`
	About    Texts            `json:"about"`
	Stale    []string         `json:"stale" enum:"line,about,site" doc:"Texts whose Korean has changed since their English was written"`
	Founded  int              `json:"founded,omitempty"`
	Staff    int              `json:"staff,omitempty"`
	Markets  []string         `json:"markets" doc:"Exports to, ISO 3166-1"`
	Fairs    []Fair           `json:"fairs" doc:"At which it exhibits or has exhibited, the earliest first"`
	Products []ProductSummary `json:"productList"`
}

type facetCount struct {
	Value string `json:"value"`
	N     int    `json:"n"`
}

type searchInput struct {
	Text        string `query:"q" maxLength:"120" doc:"Words that all must be found, in any language of the office's synonyms; Korean by parts of words; customs codes"`
	Free        string `query:"free" enum:"week" doc:"Only of companies that can be met within seven days"`
	Desk        string `query:"desk" enum:"now" doc:"Only of companies with somebody at the desk"`
	Category    string `query:"category" enum:"medical,beauty,wellness,components,it,machinery,living,food"`
	Chapter     string `query:"chapter" pattern:"^[0-9]{2}$" doc:"Of HS 2022" example:"90"`
	Certificate string `query:"certificate" maxLength:"40" doc:"A family: CE, KC, FCC, ISO 13485"`
	Fit         string `query:"fit" pattern:"^[A-Z]{2}$" doc:"ISO 3166-1: the product holds what this market asks for, as far as the office knows"`
	Region      string `query:"region" enum:"europe,east_asia,southeast_asia,central_asia,middle_east,africa,north_america,latin_america,oceania" doc:"The company exports there"`
	Market      string `query:"market" pattern:"^[A-Z]{2}$" doc:"ISO 3166-1: the company exports there"`
	MOQ         string `query:"moq" enum:"10,100,1000,over" doc:"Minimum order: upper end of a band"`
	Price       string `query:"price" enum:"10,100,1000,10000,over,other,request" doc:"First public price in whole US dollars: upper end of a band; other: in a currency without a rate"`
	Language    string `query:"language" maxLength:"10" doc:"BCP 47: spoken at the company"`
	Sort        string `query:"sort" enum:"newest,soonest" doc:"By relevance when absent"`
	Page        int    `query:"page" minimum:"1" maximum:"200" default:"1"`
}

// query is the search that was asked for.
func (in searchInput) query() Query {
	return asked(nil, in.Text, in.Sort, in.Page, map[Facet]string{
		FreeFacet: in.Free, DeskFacet: in.Desk, CategoryFacet: in.Category, ChapterFacet: in.Chapter, CertificateFacet: in.Certificate,
		FitFacet: in.Fit, RegionFacet: in.Region, MarketFacet: in.Market, MOQFacet: in.MOQ, PriceFacet: in.Price, LanguageFacet: in.Language,
	})
}

type searchAnswer struct {
	Body struct {
		Total     int                    `json:"total"`
		Page      int                    `json:"page"`
		Pages     int                    `json:"pages"`
		Products  []ProductSummary       `json:"products"`
		Facets    map[Facet][]facetCount `json:"facets" doc:"Each under the other filters"`
		Corrected string                 `json:"corrected,omitempty" doc:"What was looked for instead of a text that nothing has"`
		Partly    bool                   `json:"partly,omitempty" doc:"Nothing has all the words; these have some"`
	}
}

type makersInput struct {
	Name        string `query:"name" maxLength:"120" doc:"Words that all must be found in names, city or line of business"`
	Free        string `query:"free" enum:"week" doc:"Only those that can be met within seven days"`
	Desk        string `query:"desk" enum:"now" doc:"Only those with somebody at the desk"`
	Level       string `query:"level" enum:"verified,one,both" doc:"At least verified by the office, or endorsed by one city, or by both"`
	Category    string `query:"category" enum:"medical,beauty,wellness,components,it,machinery,living,food" doc:"Of a published product"`
	Certificate string `query:"certificate" maxLength:"40" doc:"A family that a published product holds today"`
	Region      string `query:"region" enum:"europe,east_asia,southeast_asia,central_asia,middle_east,africa,north_america,latin_america,oceania" doc:"Exports there"`
	Market      string `query:"market" pattern:"^[A-Z]{2}$" doc:"ISO 3166-1: exports there"`
	Language    string `query:"language" maxLength:"10" doc:"BCP 47: spoken there"`
	Sort        string `query:"sort" enum:"soonest,level,newest" default:"soonest"`
	Page        int    `query:"page" minimum:"1" default:"1"`
}

// query is the list that was asked for.
func (in makersInput) query() Query {
	return asked(MakerList, in.Name, in.Sort, in.Page, map[Facet]string{
		FreeFacet: in.Free, DeskFacet: in.Desk, LevelFacet: in.Level, CategoryFacet: in.Category, CertificateFacet: in.Certificate,
		RegionFacet: in.Region, MarketFacet: in.Market, LanguageFacet: in.Language,
	})
}

// asked is a search of a list without the values that no facet can have.
func asked(list *List, text, sort string, page int, chosen map[Facet]string) Query {
	q := Query{list: list, Text: clean(text), Chosen: map[Facet]string{}, Sort: Sort(sort), Page: page}
	for f, value := range chosen {
		if value = f.known(clean(value)); value != "" {
			q.Chosen[f] = value
		}
	}
	return q
}

type companiesAnswer struct {
	Body struct {
		Total     int                    `json:"total"`
		Page      int                    `json:"page"`
		Pages     int                    `json:"pages"`
		Companies []CompanySummary       `json:"companies"`
		Facets    map[Facet][]facetCount `json:"facets" doc:"Each under the other filters"`
	}
}

// API adds the catalog's operations.
func (h *Handlers) API(api huma.API) {
	huma.Register(api, huma.Operation{OperationID: "list-products", Method: http.MethodGet, Path: "/api/v1/products", Summary: "Search products", Tags: []string{"catalog"}}, h.listProducts)
	huma.Register(api, huma.Operation{OperationID: "read-product", Method: http.MethodGet, Path: "/api/v1/products/{sku}", Summary: "One product", Tags: []string{"catalog"}}, h.readProduct)
	huma.Register(api, huma.Operation{OperationID: "list-companies", Method: http.MethodGet, Path: "/api/v1/companies", Summary: "Suppliers, those that can be met soonest first", Tags: []string{"catalog"}}, h.listCompanies)
	huma.Register(api, huma.Operation{OperationID: "read-company", Method: http.MethodGet, Path: "/api/v1/companies/{slug}", Summary: "One supplier with its products", Tags: []string{"catalog"}}, h.readCompany)
	h.compareAPI(api)
}

func (h *Handlers) listProducts(ctx context.Context, in *searchInput) (*searchAnswer, error) {
	found, err := h.svc.Search(ctx, in.query())
	if err != nil {
		return nil, err
	}
	answer := &searchAnswer{}
	body := &answer.Body
	body.Total, body.Page, body.Pages, body.Corrected, body.Partly = found.Total, found.Query.Page, found.Pages, found.Corrected, found.Partly
	body.Products, body.Facets = summaries(found.Hits), facetCounts(found.Facets)
	return answer, nil
}

func (h *Handlers) readProduct(ctx context.Context, in *struct {
	SKU string `path:"sku" maxLength:"40"`
}) (*struct{ Body ProductDetail }, error) {
	product, err := h.svc.Product(ctx, in.SKU)
	if err != nil {
		return nil, err
	}
	return &struct{ Body ProductDetail }{product.detail(h.svc.now())}, nil
}

func (h *Handlers) listCompanies(ctx context.Context, in *makersInput) (*companiesAnswer, error) {
	found, err := h.svc.Makers(ctx, in.query())
	if err != nil {
		return nil, err
	}
	answer := &companiesAnswer{}
	answer.Body.Total, answer.Body.Page, answer.Body.Pages, answer.Body.Facets = found.Total, found.Query.Page, found.Pages, facetCounts(found.Facets)
	answer.Body.Companies = make([]CompanySummary, len(found.Cards))
	for i, card := range found.Cards {
		answer.Body.Companies[i] = summaryOf(card.Maker, card.Hours, card.Products)
	}
	return answer, nil
}

func (h *Handlers) readCompany(ctx context.Context, in *struct {
	Slug string `path:"slug" maxLength:"80"`
}) (*struct{ Body CompanyDetail }, error) {
	company, err := h.svc.Company(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	return &struct{ Body CompanyDetail }{CompanyDetail{
		CompanySummary: summaryOf(company.Maker, company.Hours, company.Count), Country: company.Country,
		About: company.Profile.About, Stale: list(company.Profile.TextsBehind()), Founded: company.Founded, Staff: company.Staff, Markets: company.Profile.Markets,
		Fairs: list(company.Profile.Fairs), Products: summaries(company.Products),
	}}, nil
}

func summaries(hits []Hit) []ProductSummary {
	all := make([]ProductSummary, len(hits))
	for i, h := range hits {
		all[i] = ProductSummary{
			SKU: h.SKU, Name: h.Name, Short: h.Short, Category: h.Category, HS6: h.HS6,
			Company: CompanyRef{h.Maker.Slug, h.Maker.Name}, MOQ: h.MOQ, Unit: h.Unit, Currency: h.Currency,
			Incoterm: h.Incoterm, Place: h.Place, Certificates: list(h.Families), NextFree: list(first(h.Hours.Next)),
		}
		if h.From != nil {
			all[i].Price = &PriceTier{h.From.From, h.From.Minor}
		}
	}
	return all
}

func summaryOf(m Maker, hours Hours, products int) CompanySummary {
	return CompanySummary{
		CompanyRef: CompanyRef{m.Slug, m.Name}, Line: m.Line, City: m.City, Zone: m.Zone, Languages: list(m.Languages),
		Products: products, Presence: string(hours.Presence), NextFree: list(first(hours.Next)),
	}
}

func (p Product) detail(now time.Time) ProductDetail {
	d := ProductDetail{
		SKU: p.SKU, GTIN: p.GTIN, Name: p.Name, Short: p.Short, Long: p.Long, Category: p.Category, HS6: p.HS6,
		HSEdition: p.HSEdition, HSStatus: p.HSStatus, Origin: p.Origin, Company: CompanyRef{p.Maker.Slug, p.Maker.Name},
		Specs: make([]SpecDetail, len(p.Specs)), MOQ: p.Terms.MOQ, Unit: p.Terms.Unit, Currency: p.Terms.Currency, HiddenPrices: p.Hidden,
		Incoterm: p.Terms.Incoterm, Place: p.Terms.Place, Payment: p.Terms.Payment,
		LeadDays: LeadDays{p.Terms.LeadSample, p.Terms.LeadFirst, p.Terms.LeadRepeat}, Capacity: p.Terms.Capacity,
		Port: p.Terms.Port, UpdatedAt: p.UpdatedAt, Prices: make([]PriceTier, len(p.Tiers)),
		Certificates: make([]CertificateDetail, len(p.Certs)),
	}
	d.Details, d.Translations = map[string]string{}, make([]Translated, len(p.Origins))
	for _, section := range Sections {
		for _, fact := range p.Facts(section) {
			d.Details[fact.Name] = fact.Value
		}
	}
	for i, o := range p.Origins {
		d.Translations[i] = Translated{o.Field, o.Lang, o.SourceLang, o.Method, o.ReviewedBy != (account.UserID{}), p.Stale(o.Field, o.Lang)}
	}
	for i, spec := range p.Specs {
		d.Specs[i] = SpecDetail{spec.Name, spec.Value, spec.Behind()}
	}
	for i, tier := range p.Tiers {
		d.Prices[i] = PriceTier{tier.From, tier.Minor}
	}
	for i, c := range p.Certs {
		d.Certificates[i] = CertificateDetail{c.Scheme, Family(c.Scheme), c.Scope, c.Number, c.Body, c.Standing(now), c.ExpiresOn, c.Behind()}
	}
	return d
}

func facetCounts(facets map[Facet][]Count) map[Facet][]facetCount {
	all := map[Facet][]facetCount{}
	for f, values := range facets {
		all[f] = counts(values)
	}
	return all
}

// first are the free times that an answer names.
func first(starts []time.Time) []time.Time { return starts[:min(len(starts), freeShown)] }

func counts(of []Count) []facetCount {
	all := make([]facetCount, len(of))
	for i, count := range of {
		all[i] = facetCount(count)
	}
	return all
}
