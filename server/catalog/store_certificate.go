package catalog

import (
	"time"

	"github.com/etradeoffice/portal/server/account"
)

// CertificateColumns are those of a certificate ce, for CertificateRow.
const CertificateColumns = `ce.id, ce.scheme, ce.scope, ce.source, ce.number, ce.body, ce.state, ce.issued_on, ce.expires_on, ce.verified_on,
	coalesce(ce.verified_by, '00000000-0000-0000-0000-000000000000') as verified_by, ce.verified_how, ce.mandatory, ce.file, ce.file_name`

// CertificateRow is a certificate as the database gives it.
type CertificateRow struct {
	ID          CertificateID
	Scheme      string
	Scope       Texts
	Source      string
	Number      string
	Body        string
	State       CertState
	IssuedOn    *time.Time
	ExpiresOn   *time.Time
	VerifiedOn  *time.Time
	VerifiedBy  account.UserID
	VerifiedHow VerifiedHow
	Mandatory   bool
	File        string
	FileName    string
}
