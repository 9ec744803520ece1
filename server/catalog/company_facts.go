package catalog

import (
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/page"
)

// What a company says of itself in the studio, the office has accepted, and its page shows as facts. Contacts, and what the company
// consents to, are no part of it.

// companyFacts are the names of Profile.Details that a page shows, by section in their order.
var companyFacts = map[string][]string{
	"legal": strings.Fields("legal_form representative group office_address domain corporate_no duns gln vat eori"),
	"works": strings.Fields("factory_address complex geo tenure"),
}

// CompanyFact is one of them. Its label is the sentence studio.field_firm_<name>.
type CompanyFact struct {
	Name  string
	Value string
}

// Choice reports a value that has a sentence: studio.choice_<name>_<value>.
func (f CompanyFact) Choice() bool { return f.Name == "tenure" }

// Lines are those of an address.
func (f CompanyFact) Lines() []string { return strings.Split(f.Value, "\n") }

// Facts are what the company says in a section, "legal" or "works".
func (c Company) Facts(section string) []CompanyFact {
	var facts []CompanyFact
	for _, name := range companyFacts[section] {
		if value := c.Profile.Details[name]; value != "" {
			facts = append(facts, CompanyFact{name, value})
		}
	}
	return facts
}

// CompanyYear is one of the years before the last, as the company wrote it.
type CompanyYear struct{ Year, Turnover, Exports, Markets string }

// Years are those that the company tells of.
func (c Company) Years() []CompanyYear {
	var years []CompanyYear
	for _, row := range SplitRows(c.Profile.Details["years"], 4) {
		years = append(years, CompanyYear{row[0], row[1], row[2], row[3]})
	}
	return years
}

// CertificateLines are those that the company's products hold, as they stand at an instant.
func (c Company) CertificateLines(now time.Time) []page.Piece {
	return Product{Certs: c.Certs}.CertificateLines(now)
}
