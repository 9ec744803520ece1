package trust

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
)

// Check is one thing that was looked at, as it was found. Its sentence is "trust.check_<kind>".
type Check struct {
	ID         uuid.UUID
	CompanyID  account.CompanyID
	Kind       string
	Result     string
	Method     string
	Note       string
	EvidenceID *uuid.UUID
	Checker    account.UserID
	DeskID     *account.DeskID // nil: for the office
	CheckedAt  time.Time
	ExpiresAt  *time.Time
}

// Results of a check.
const (
	Passed = "passed"
	Failed = "failed"
)

// Methods of a check; their sentences are "trust.method_<code>".
var Methods = []string{"register", "certificate", "identity_paper", "own_domain", "call_back", "visit", "document", "public_list", "web_search"}

// Holds reports whether the check counts at an instant.
func (c Check) Holds(now time.Time) bool {
	return c.Result == Passed && (c.ExpiresAt == nil || now.Before(*c.ExpiresAt))
}

// Kinds are the checks of one kind of company.
func Kinds(kind account.Kind) []string {
	if kind == account.SupplierCompany {
		return []string{"registry", "legal_name", "representative", "mail_domain", "address", "factory", "export_permit", "medical_licence"}
	}
	return []string{"registry", "legal_name", "representative", "mail_domain", "address", "import_line", "extract", "tax_no", "website_age"}
}

// optional are the checks without which a company may be verified: not every one needs a licence or has a tax number.
var optional = []string{"export_permit", "medical_licence", "tax_no", "website_age"}

// Mandatory are the checks without which none is verified.
func Mandatory(kind account.Kind) []string {
	return slices.DeleteFunc(Kinds(kind), func(k string) bool { return slices.Contains(optional, k) })
}

// licences are certificates: a company that has shown one may not go on when it runs out.
var licences = []string{"export_permit", "medical_licence"}

// identity are the checks that L1 stands on.
var identity = []string{"registry", "legal_name"}

// reached are the methods by which somebody was met or spoken to.
var reached = []string{"call_back", "visit"}

func holding(checks []Check, kind string, now time.Time) bool {
	return slices.ContainsFunc(checks, func(c Check) bool { return c.Kind == kind && c.Holds(now) })
}

// missing are the mandatory checks that do not hold.
func missing(kind account.Kind, checks []Check, now time.Time) []string {
	return slices.DeleteFunc(Mandatory(kind), func(k string) bool { return holding(checks, k, now) })
}

// fields of a company's own lines, and the check that each was for.
var fieldCheck = map[string]string{
	"legal_name": "legal_name", "registry_no": "registry", "representative": "representative", "address": "address", "website": "mail_domain", "phone": "mail_domain", "tax_no": "tax_no",
}
