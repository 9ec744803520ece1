package demo

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"time"

	"github.com/etradeoffice/portal/server/catalog"
)

//go:embed catalog.json
var catalogText []byte

// date is a day as the data write it, "2026-05-04", or empty.
type date string

func (d date) day() (*time.Time, error) {
	if d == "" {
		return nil, nil
	}
	day, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return nil, fmt.Errorf("date: %w", err)
	}
	return &day, nil
}

// companyProfile and article are the shapes of catalog.json.
type companyProfile struct {
	Company       string         `json:"company"`
	Line          catalog.Texts  `json:"line"`
	About         catalog.Texts  `json:"about"`
	Site          catalog.Texts  `json:"site"`
	BusinessNo    string         `json:"businessNo"`
	FactoryM2     int            `json:"factoryM2"`
	FactoryLines  int            `json:"factoryLines"`
	Markets       []string       `json:"markets"`
	Patents       int            `json:"patents"`
	TurnoverMinor int64          `json:"turnoverMinor"`
	ExportMinor   int64          `json:"exportMinor"`
	Distributors  []string       `json:"distributors"`
	Mark          string         `json:"mark"`
	Glossary      []catalog.Term `json:"glossary"`

	Details map[string]string `json:"details"`
}

type article struct {
	Company      string              `json:"company"`
	SKU          string              `json:"sku"`
	GTIN         string              `json:"gtin"`
	Category     string              `json:"category"`
	HS6          string              `json:"hs6"`
	HSNote       catalog.Texts       `json:"hsNote"`
	Name         catalog.Texts       `json:"name"`
	Short        catalog.Texts       `json:"short"`
	Long         catalog.Texts       `json:"long"`
	Specs        []catalog.Spec      `json:"specs"`
	Keywords     map[string][]string `json:"keywords"`
	Note         catalog.Texts       `json:"note"`
	Tiers        []catalog.Tier      `json:"tiers"`
	Certificates []certificate       `json:"certificates"`
	terms
}

type terms struct {
	MOQ        int           `json:"moq"`
	Unit       string        `json:"unit"`
	Currency   string        `json:"currency"`
	Incoterm   string        `json:"incoterm"`
	Place      catalog.Texts `json:"place"`
	Payment    catalog.Texts `json:"payment"`
	LeadSample int           `json:"leadSample"`
	LeadFirst  int           `json:"leadFirst"`
	LeadRepeat int           `json:"leadRepeat"`
	Capacity   int           `json:"capacity"`
	Port       string        `json:"port"`
	PortName   catalog.Texts `json:"portName"`
	Sample     catalog.Texts `json:"sample"`
	Warranty   int           `json:"warranty"`
	SpareYears int           `json:"spareYears"`
	Packing    catalog.Texts `json:"packing"`
}

type certificate struct {
	Scheme     string            `json:"scheme"`
	Scope      catalog.Texts     `json:"scope"`
	Number     string            `json:"number"`
	Body       string            `json:"body"`
	State      catalog.CertState `json:"state"`
	IssuedOn   date              `json:"issuedOn"`
	ExpiresOn  date              `json:"expiresOn"`
	ExpiresIn  *int              `json:"expiresIn"` // days from the demo's first start, instead of ExpiresOn
	VerifiedOn date              `json:"verifiedOn"`
}

func (o Office) writeCatalog(ctx context.Context, k known) error {
	var data struct {
		Companies []companyProfile `json:"companies"`
		Products  []article        `json:"products"`
	}
	decoder := json.NewDecoder(bytes.NewReader(catalogText))
	if err := decoder.Decode(&data); err != nil {
		return fmt.Errorf("catalog.json: %w", err)
	}
	drawn, err := o.writePictures(ctx)
	if err != nil {
		return err
	}
	for _, c := range data.Companies {
		if err := o.Catalog.PutCompany(ctx, k.companies[c.Company], c.profile(drawn, o.Now())); err != nil {
			return fmt.Errorf("company %s: %w", c.Company, err)
		}
	}
	for _, a := range data.Products {
		product, err := a.product(drawn, o.Now())
		if err != nil {
			return fmt.Errorf("product %s: %w", a.SKU, err)
		}
		if _, err := o.Catalog.PutProduct(ctx, k.companies[a.Company], product); err != nil {
			return fmt.Errorf("product %s: %w", a.SKU, err)
		}
	}
	return nil
}

func (c companyProfile) profile(drawn gallery, now time.Time) catalog.Profile {
	return catalog.Profile{
		Line: c.Line, About: c.About, Site: c.Site, BusinessNo: c.BusinessNo, FactoryM2: c.FactoryM2, FactoryLines: c.FactoryLines,
		Markets: c.Markets, Patents: c.Patents, TurnoverMinor: c.TurnoverMinor, ExportMinor: c.ExportMinor, Currency: "USD",
		Distributors: c.Distributors, Glossary: c.Glossary, Mark: drawn[c.Mark].Name, Details: c.Details,
		Fairs: fairsOf(c.Company, now),
	}
}

func (a article) product(drawn gallery, now time.Time) (catalog.Product, error) {
	shown, err := drawn.of(a)
	if err != nil {
		return catalog.Product{}, err
	}
	p := catalog.Product{
		SKU: a.SKU, GTIN: a.GTIN, Category: a.Category, HS6: a.HS6, HSEdition: "HS2022", HSStatus: "self", HSNote: a.HSNote,
		Origin: "KR", Name: a.Name, Short: a.Short, Long: a.Long, Specs: a.Specs, Keywords: a.Keywords, Note: a.Note,
		Terms: catalog.Terms(a.terms), Tiers: a.Tiers, Pictures: shown, Publishing: true,
	}
	for _, c := range a.Certificates {
		held := catalog.Certificate{Scheme: c.Scheme, Scope: c.Scope, Number: c.Number, Body: c.Body, State: c.State}
		for _, d := range []struct {
			to   **time.Time
			from date
		}{{&held.IssuedOn, c.IssuedOn}, {&held.ExpiresOn, c.ExpiresOn}, {&held.VerifiedOn, c.VerifiedOn}} {
			day, err := d.from.day()
			if err != nil {
				return p, fmt.Errorf("%s: %w", c.Scheme, err)
			}
			*d.to = day
		}
		if c.ExpiresIn != nil {
			day := now.UTC().Truncate(24*time.Hour).AddDate(0, 0, *c.ExpiresIn)
			held.ExpiresOn = &day
		}
		p.Certs = append(p.Certs, held)
	}
	return p, nil
}
