package catalog

import (
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
)

// CertificateID names a certificate (UUIDv7).
type CertificateID struct{ uuid.UUID }

// CertState is what the maker can show of a certificate.
type CertState string

// The states as stored. Whether a held one has expired follows from the day, see Standing.
const (
	Held       CertState = "held"
	Pending    CertState = "pending"
	Testing    CertState = "testing"
	Unverified CertState = "unverified" // a file is there, nobody has compared it with the issuer
)

// Certificate is one proof of conformity.
type Certificate struct {
	ID          CertificateID
	Scheme      string // CE-MDR, KC, ISO 13485
	Scope       Texts  // class, group
	Source      string // HashText of the Korean scope that the English was last right for; see Behind
	Number      string
	Body        string // issuer, with the notified body's number where there is one
	State       CertState
	IssuedOn    *time.Time // dates are midnight UTC
	ExpiresOn   *time.Time
	VerifiedOn  *time.Time     // an officer compared it with the issuer's list
	VerifiedBy  account.UserID // who
	VerifiedHow VerifiedHow
	Mandatory   bool   // without it the product may not be sold
	File        string // name in the store of files; "" for none
	FileName    string // as it was handed in
}

// VerifiedHow is how an officer saw that a certificate is real.
type VerifiedHow string

// Ways are all of them: in the public register, by asking the issuer, from the original, on a visit.
var Ways = []VerifiedHow{"register", "issuer", "original", "visit"}

// Standing is what a page says about a certificate on a day.
type Standing string

// The standings. Only Valid and Expiring count as a badge and in filters.
const (
	Valid    Standing = "valid"
	Expiring Standing = "expiring" // within 60 days
	Expired  Standing = "expired"
	Awaited  Standing = "pending"
	InTest   Standing = "testing"
	Unproven Standing = "unverified"
)

const expiryWarning = 60 * 24 * time.Hour

// Standing says where the certificate stands at an instant. It is valid through its last day (UTC).
func (c Certificate) Standing(now time.Time) Standing {
	switch c.State {
	case Pending:
		return Awaited
	case Testing:
		return InTest
	case Unverified:
		return Unproven
	}
	if c.ExpiresOn == nil {
		return Valid
	}
	end := c.ExpiresOn.AddDate(0, 0, 1)
	switch {
	case !now.Before(end):
		return Expired
	case end.Sub(now) <= expiryWarning:
		return Expiring
	}
	return Valid
}

// Counts reports whether the certificate gives a badge and answers a filter.
func (s Standing) Counts() bool { return s == Valid || s == Expiring }

// Family is what people filter by: CE for every CE directive, FCC for its parts.
func Family(scheme string) string {
	for _, family := range []string{"CE", "FCC", "RoHS", "MFDS", "FDA", "AEC"} {
		if rest, ok := strings.CutPrefix(scheme, family); ok && (rest == "" || rest[0] == '-' || rest[0] == ' ') {
			return family
		}
	}
	return scheme
}
