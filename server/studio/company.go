package studio

import (
	"context"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// Firm is a company as its people write it.
type Firm struct {
	account.Company
	Profile catalog.Profile
}

// FirmField is one thing that a company says of itself.
type FirmField struct {
	Name     string
	Section  string // one of FirmSections
	Kind     catalog.FieldKind
	Required bool
	Wanted   bool
	Hidden   bool // nobody but the company and the office sees it
	Lang     string
	Text     string
	Confirms bool // "yes" says that the English of Text has been read again and is right; a company never says it by itself
	Choices  []string
	Columns  []string
	get      func(Firm) string
	set      func(*Firm, string) string
}

// FirmSections are the parts of the form in order.
var FirmSections = []string{"legal", "shown", "works", "export", "contacts"}

// Firm is a company with its profile, as the public sees it and with what is not shown.
func (s *Service) Firm(ctx context.Context, v account.Viewer, company account.CompanyID) (Firm, error) {
	sheet, err := s.FirmSheet(ctx, v, company)
	return sheet.Base, err
}

func (s *Service) firm(ctx context.Context, q postgres.Querier, company account.CompanyID) (Firm, error) {
	c, err := s.accounts.Company(ctx, company)
	if err != nil {
		return Firm{}, err
	}
	profile, err := s.catalog.OwnProfile(ctx, q, company)
	return Firm{c, profile}, err
}

// Markets are the countries that a company says it sells to (ISO 3166-1).
func (s *Service) Markets(ctx context.Context, q postgres.Querier, company account.CompanyID) ([]string, error) {
	profile, err := s.catalog.OwnProfile(ctx, q, company)
	return profile.Markets, err
}

// HSProposer proposes customs codes by what products are called.
func (s *Service) HSProposer(ctx context.Context) (*catalog.HSProposer, error) {
	return s.catalog.HSProposer(ctx)
}

// Value is what a company says in a field, as it would be typed.
func (f FirmField) Value(of Firm) string { return f.get(of) }

func firmChanges(had, next Firm) map[string]string {
	changes := map[string]string{}
	for _, f := range FirmFields {
		if to := f.get(next); to != f.get(had) && !f.Hidden {
			changes[f.Name] = to
		}
	}
	return changes
}

func (firm Firm) with(typed map[string]string) (Firm, []problem.Field) {
	return firm.said(FirmFields, typed)
}

// said is the company with what was typed into these fields, and what is wrong with that.
func (firm Firm) said(fields []FirmField, typed map[string]string) (Firm, []problem.Field) {
	var wrong []problem.Field
	firm.Profile.Details, firm.Details = copied(firm.Profile.Details), copied(firm.Details)
	for _, f := range fields {
		value, sent := typed[f.Name]
		if !sent {
			continue
		}
		value = strings.TrimSpace(strings.ToValidUTF8(strings.ReplaceAll(value, "\r\n", "\n"), ""))
		var code string
		switch {
		case len([]rune(value)) > 4000:
			code = "text_long"
		case value == "" && f.Required:
			code = "text_missing"
		default:
			code = f.set(&firm, value)
		}
		if code != "" {
			wrong = append(wrong, problem.Field{Name: f.Name, Code: code})
		}
	}
	return firm, wrong
}

// copied is a map to write into.
func copied(m map[string]string) map[string]string {
	return maps.Collect(maps.All(m))
}

// FirmMeter says how complete a company's profile is.
func FirmMeter(firm Firm) Meter {
	c := &counting{}
	for _, f := range FirmFields {
		if !f.Wanted && !f.Required {
			continue
		}
		weight, name := weightWanted, f.Name
		if f.Required {
			weight = weightRequired
		}
		if f.Text != "" {
			name = f.Text
		}
		c.count(f.get(firm) != "", weight, Missing{Name: "firm_" + name, Section: f.Section, Anchor: f.Name, Required: f.Required})
	}
	return c.meter()
}

var businessForm = regexp.MustCompile(`^([0-9]{3})-?([0-9]{2})-?([0-9]{5})$`)

// BusinessNo is a Korean business registration number as it is written, 000-00-00000, and whether its last digit is right:
// weights 1 3 7 1 3 7 1 3 5 on the first nine, the tens of five times the ninth added, the tenth is the complement to ten.
func BusinessNo(typed string) (string, bool) {
	parts := businessForm.FindStringSubmatch(strings.TrimSpace(typed))
	if parts == nil {
		return typed, false
	}
	digits := parts[1] + parts[2] + parts[3]
	sum := 5 * int(digits[8]-'0') / 10
	for i, weight := range []int{1, 3, 7, 1, 3, 7, 1, 3, 5} {
		sum += weight * int(digits[i]-'0')
	}
	return parts[1] + "-" + parts[2] + "-" + parts[3], (10-sum%10)%10 == int(digits[9]-'0')
}

func number(value string, most int) (int, string) {
	if value == "" {
		return 0, ""
	}
	n, ok := locale.ParseWhole(value)
	if !ok || n <= 0 || n > most {
		return 0, "cell_number"
	}
	return n, ""
}

func codes(value string) []string {
	var found []string
	for code := range strings.SplitSeq(value, ",") {
		if code = strings.ToUpper(strings.TrimSpace(code)); code != "" && !slices.Contains(found, code) {
			found = append(found, code)
		}
	}
	return found
}
