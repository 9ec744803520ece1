package catalog

import (
	"slices"
	"time"

	"github.com/etradeoffice/portal/server/page"
)

// ProductView is one product's page.
type ProductView struct {
	Product Product
	Hours   Hours
	LD      any     // JSON-LD
	Market  string  // the viewer's own; empty when it is not known
	Asked   []Proof // what that market asks for
	Path    string  // of this page below the language, to come back to
	Address string  // of this page, for others
}

// Proof is a certificate that a market asks for, with what the product holds of it.
type Proof struct {
	Ask
	Held string // family; empty: none
}

// proofs holds the certificates of a product against what a market asks for in its chapter.
func proofs(p Product, market string) []Proof {
	var all []Proof
	for _, ask := range Asks(market, p.HS6) {
		proof := Proof{Ask: ask}
		for _, c := range p.Certs {
			if family := Family(c.Scheme); proof.Held == "" && slices.Contains(ask.Families, family) && c.Standing(p.Today).Counts() {
				proof.Held = family
			}
		}
		all = append(all, proof)
	}
	return all
}

// CompaniesView is the list of makers.
type CompaniesView struct {
	Narrowing
	Text      string // that their names have; "": all
	Companies []CompanyCard
	Kept      []Carried // of the filters and the order, by the form for another text
}

func companiesViewOf(found CompaniesFound) CompaniesView {
	q := found.Query
	v := CompaniesView{narrowing(q, found.Facets, found.Without, found.Total, found.Pages), q.Text, found.Cards, nil}
	q.Text, q.Page = "", 1
	v.Kept = carried(q)
	return v
}

// CompanyView is one maker's page.
type CompanyView struct {
	Company Company
	Pager   page.Pager
	LD      any    // JSON-LD
	Path    string // of this page below the language, to come back to
}

// Soon is the minutes until the first free time, from 1 to 120; 0 when it is later or there is none.
func (h Hours) Soon(now time.Time) int {
	if len(h.Next) == 0 {
		return 0
	}
	minutes := int(h.Next[0].Sub(now).Minutes()) + 1
	if minutes < 1 || minutes > 120 {
		return 0
	}
	return minutes
}
