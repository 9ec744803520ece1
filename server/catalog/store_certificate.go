package catalog

import (
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/account"
)

// CertificateColumns are those of a certificate ce, for CertificateRow.
const CertificateColumns = `ce.id, ce.scheme, ce.scope, ce.number, ce.body, ce.state, ce.issued_on, ce.expires_on, ce.verified_on,
	coalesce(ce.verified_by, '00000000-0000-0000-0000-000000000000') as verified_by, ce.verified_how, ce.mandatory, ce.file, ce.file_name`

// CertificateRow is a certificate as the database gives it.
type CertificateRow struct {
	ID          CertificateID
	Scheme      string
	Scope       Texts
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

func certificateArgs(c Certificate, more pgx.NamedArgs) pgx.NamedArgs {
	var by *account.UserID
	if c.VerifiedBy != (account.UserID{}) {
		by = &c.VerifiedBy
	}
	for key, value := range map[string]any{
		"id": c.ID, "scheme": c.Scheme, "family": Family(c.Scheme), "scope": orEmpty(c.Scope), "number": c.Number, "body": c.Body, "state": c.State,
		"issued": c.IssuedOn, "expires": c.ExpiresOn, "verified": c.VerifiedOn, "by": by, "how": c.VerifiedHow, "mandatory": c.Mandatory,
		"file": c.File, "name": c.FileName,
	} {
		more[key] = value
	}
	return more
}

func certificateIDs(certs []Certificate) []uuid.UUID {
	ids := make([]uuid.UUID, 0, len(certs))
	for _, c := range certs {
		ids = append(ids, c.ID.UUID)
	}
	return ids
}
