package catalog

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

var (
	skuForm  = regexp.MustCompile(`^[A-Z0-9][A-Z0-9-]{0,39}$`)
	hs6Form  = regexp.MustCompile(`^[0-9]{6}$`)
	portForm = regexp.MustCompile(`^[A-Z]{2}[A-Z0-9]{3}$`)

	currencyForm = regexp.MustCompile(`^[A-Z]{3}$`)
	originForm   = regexp.MustCompile(`^[A-Z]{2}$`)
)

// Incoterms are the codes of Incoterms 2020.
var Incoterms = []string{"EXW", "FCA", "CPT", "CIP", "DAP", "DPU", "DDP", "FAS", "FOB", "CFR", "CIF"}

// PutCompany sets the profile of a company and publishes it. Its products are indexed anew, since they are found by the
// company's name and line too.
func (s *Service) PutCompany(ctx context.Context, company account.CompanyID, p Profile) error {
	if len(p.Line) == 0 {
		return problem.InvalidFields(problem.Field{Name: "line", Code: "text_missing"})
	}
	defer s.shelf.stale()
	return s.db.Tx(ctx, func(tx postgres.Tx) error { return s.OverwriteCompany(ctx, tx, company, p) })
}

// OverwriteCompany is PutCompany inside a transaction of the caller. A profile without a line is kept and not published.
func (s *Service) OverwriteCompany(ctx context.Context, tx postgres.Tx, company account.CompanyID, p Profile) error {
	if err := upsertProfile(ctx, tx, company, p, s.now()); err != nil {
		return err
	}
	return s.reindex(ctx, tx, company)
}

func (s *Service) reindex(ctx context.Context, tx postgres.Tx, company account.CompanyID) error {
	found, err := findPublished(ctx, tx, company)
	if err != nil || len(found) == 0 {
		return err
	}
	maker, err := findMaker(ctx, tx, company)
	if err != nil {
		return err
	}
	documents := make(map[ProductID]document, len(found))
	for _, p := range found {
		documents[p.ID] = asDocument(p, maker)
	}
	return putIndex(ctx, tx, documents)
}

// PutProduct makes a product of a company or, by its SKU, changes all of it, and publishes it when Publishing is set. A
// SKU of another company is a Conflict; fields that are wrong are named.
func (s *Service) PutProduct(ctx context.Context, company account.CompanyID, p Product) (ProductID, error) {
	ids, err := s.PutProducts(ctx, company, []Product{p})
	if err != nil {
		return ProductID{}, err
	}
	return ids[0], nil
}

// PutProducts puts all of them or none; the refusal is of the first that cannot be put.
func (s *Service) PutProducts(ctx context.Context, company account.CompanyID, products []Product) (ids []ProductID, err error) {
	defer s.shelf.stale()
	err = s.db.Tx(ctx, func(tx postgres.Tx) error {
		ids, err = s.putProducts(ctx, tx, company, products)
		return err
	})
	return ids, err
}

func (s *Service) putProducts(ctx context.Context, tx postgres.Tx, company account.CompanyID, products []Product) ([]ProductID, error) {
	now := s.now()
	puts, err := ready(ctx, tx, company, products, now)
	if err != nil {
		return nil, err
	}
	return upsertProducts(ctx, tx, puts, now)
}

// ready are products of a company as they go into the tables, each under a new id.
func ready(ctx context.Context, tx postgres.Tx, company account.CompanyID, products []Product, now time.Time) ([]put, error) {
	for _, p := range products {
		if wrong := p.wrong(); len(wrong) > 0 {
			return nil, fmt.Errorf("put product %s: %w", p.SKU, problem.InvalidFields(wrong...))
		}
	}
	maker, err := findMaker(ctx, tx, company)
	if err != nil {
		return nil, err
	}
	puts := make([]put, len(products))
	for i, p := range products {
		p.ID = ProductID{newID()}
		puts[i] = put{Product: p, company: company, index: asDocument(p, maker)}
		if p.Publishing {
			puts[i].published = &now
		}
	}
	return puts, nil
}

// wrong lists the fields that the catalog cannot take, with what is required to publish (trade reference, section 4).
func (p Product) wrong() []problem.Field {
	var found []problem.Field
	need := func(ok bool, name, code string) {
		if !ok {
			found = append(found, problem.Field{Name: name, Code: code})
		}
	}
	need(skuForm.MatchString(p.SKU), "sku", "sku_form")
	need(p.GTIN == "" || gtinOK(p.GTIN), "gtin", "gtin_check")
	need(slices.Contains(Categories, p.Category), "category", "category_unknown")
	need(hs6Form.MatchString(p.HS6), "hs6", "hs_form")
	need(len(p.Name) > 0, "name", "text_missing")
	need(len(p.Short) > 0, "short", "text_missing")
	need(p.Terms.MOQ > 0, "moq", "number_missing")
	need(p.Terms.LeadFirst > 0 && p.Terms.LeadRepeat > 0, "lead", "number_missing")
	need(portForm.MatchString(p.Terms.Port), "port", "port_form")
	need(len(p.Terms.Place) > 0, "place", "text_missing")
	need(slices.Contains(Units, p.Terms.Unit), "unit", "unit_form")
	need(currencyForm.MatchString(p.Terms.Currency), "currency", "currency_form")
	need(slices.Contains(Incoterms, p.Terms.Incoterm), "incoterm", "incoterm_unknown")
	need(p.Origin == "" || originForm.MatchString(p.Origin), "origin", "country_unknown")
	need(p.Terms.Capacity > 0, "capacity", "number_missing")
	need(ascending(p.Tiers), "tiers", "tiers_order")
	return found
}

// ascending reports tiers with growing quantities and no growing price.
func ascending(tiers []Tier) bool {
	for i, tier := range tiers {
		if tier.From <= 0 || tier.Minor <= 0 {
			return false
		}
		if i > 0 && (tier.From <= tiers[i-1].From || tier.Minor > tiers[i-1].Minor) {
			return false
		}
	}
	return true
}

// gtinOK checks the length of a GTIN and its check digit.
func gtinOK(gtin string) bool {
	return slices.Contains([]int{8, 12, 13, 14}, len(gtin)) && CheckDigit(gtin)
}

// CheckDigit reports whether a number is of digits and its last is the one that GS1 computes for GTIN and GLN: weights 3, 1 from the right before it, the whole sum a
// multiple of ten.
func CheckDigit(number string) bool {
	sum := 0
	for i, digit := range number {
		if digit < '0' || digit > '9' {
			return false
		}
		weight := 1
		if (len(number)-1-i)%2 == 1 {
			weight = 3
		}
		sum += int(digit-'0') * weight
	}
	return sum%10 == 0
}
