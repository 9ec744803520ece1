// Package trusttest gives tests of other topics companies of the level that they are about.
package trusttest

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/trust"
)

// Verify brings a company to L2: everything mandatory was checked, and somebody was called back. It counts at any instant
// within a hundred years of now.
func Verify(t testing.TB, db *postgres.DB, id account.CompanyID) {
	t.Helper()
	checker := uuid.Must(uuid.NewV7())
	run := func(sql string, args ...any) {
		t.Helper()
		if _, err := db.Exec(t.Context(), sql, args...); err != nil {
			t.Fatal(err)
		}
	}
	run(`insert into users (id, email, name) values ($1, $2, 'Checker')`, checker, checker.String()+"@office.example")
	run(`insert into verifications (company_id, kind, state, legal_name, registry_no, verified_at, verified_until, changed_at)
		select id, kind, 'verified', name_en, 'DEMO-1', $2, $3, $2 from companies where id = $1
		on conflict (company_id) do update set state = 'verified', verified_at = $2, verified_until = $3`, id, time.Now(), time.Now().AddDate(100, 0, 0))
	var kind account.Kind
	if err := db.QueryRow(t.Context(), `select kind from companies where id = $1`, id).Scan(&kind); err != nil {
		t.Fatal(err)
	}
	for _, check := range trust.Mandatory(kind) {
		run(`insert into trust_checks (id, company_id, kind, result, method, note, checker, checked_at) values ($1, $2, $3, 'passed', 'call_back', 'spoken to', $4, $5)
			on conflict do nothing`, uuid.Must(uuid.NewV7()), id, check, checker, time.Now())
	}
}
