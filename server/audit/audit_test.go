package audit

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/chain"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/postgres/pgtest"
	"github.com/etradeoffice/portal/server/problem"
)

func TestOfficesLogTellsWhenAnActWasChangedOrTakenOut(t *testing.T) {
	db := pgtest.Reused(t)
	ctx := t.Context()
	officer := account.UserID{UUID: uuid.Must(uuid.NewV7())}
	run := func(sql string) {
		t.Helper()
		if _, err := db.Exec(ctx, sql); err != nil {
			t.Fatal(err)
		}
	}
	run(`insert into users (id, email, name) values ('` + officer.String() + `', 'garam@office.example', 'Garam')`)
	if whole, err := NewProof(db).Whole(ctx); err != nil || !whole {
		t.Errorf("an empty log is not whole: %v", err)
	}
	for _, a := range []Act{{By: officer, Did: Duty}, {By: officer, Did: Rule, Said: "all"}, {By: officer, Did: Interpreter, Person: officer}} {
		if err := db.Tx(ctx, func(tx postgres.Tx) error { return Note(ctx, tx, a) }); err != nil {
			t.Fatal(err)
		}
	}
	whole := func(want bool, what string) {
		t.Helper()
		if got, err := NewProof(db).Whole(ctx); err != nil || got != want {
			t.Errorf("%s: whole %v (%v)", what, got, err)
		}
	}
	whole(true, "as it was written")
	run(`update office_event set said = 'none' where version = 2`)
	whole(false, "a rule that was changed")
	run(`update office_event set said = 'all' where version = 2`)
	run(`update office_event set user_id = null where version = 3`)
	whole(false, "an act of nobody any more")
	run(`update office_event set user_id = by where version = 3`)
	whole(true, "as it was again")

	read := 0
	proof := NewProof(db)
	proof.Follow = func(ctx context.Context, q postgres.Querier, from chain.Entry) (chain.Entry, bool, error) {
		until, whole, err := follow(ctx, q, from)
		read = until.Version - from.Version
		return until, whole, err
	}
	s := &Service{DB: db, Proofs: []func(context.Context) (bool, error){proof.Whole}}
	looks := func(want bool, what string) {
		t.Helper()
		got, err := s.Whole(ctx, account.Viewer{User: officer, Grants: []account.Grant{{Role: account.Officer}}})
		if err != nil || got != want {
			t.Errorf("the page, %s: whole %v (%v)", what, got, err)
		}
	}
	looks(true, "as it is")
	if read != 3 {
		t.Errorf("the first look has read %d acts of 3", read)
	}
	if looks(true, "again"); read != 0 {
		t.Errorf("the second look has read %d acts once more", read)
	}
	spoil := func(sql string) {
		t.Helper()
		if err := db.Tx(ctx, func(tx postgres.Tx) error {
			for _, one := range []string{sql, `select pg_stat_force_next_flush()`} {
				if _, err := tx.Exec(ctx, one); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	spoil(`update office_event set said = 'none' where version = 2`)
	looks(false, "an act that was proven before was changed")
	spoil(`update office_event set said = 'all' where version = 2`)
	looks(true, "as it was again")
	filter := Filter{From: time.Now().AddDate(0, 0, -1), Until: time.Now().AddDate(0, 0, 1), Who: "GARAM@"}
	reader := account.Viewer{User: officer, Grants: []account.Grant{{Role: account.Operator}}}
	for _, c := range []struct {
		change func(*Filter)
		n      int
	}{
		{func(*Filter) {}, 3},
		{func(f *Filter) { f.Kind = OfOffice }, 3},
		{func(f *Filter) { f.Kind = OfCalls }, 0},
		{func(f *Filter) { f.Who = "nobody" }, 0},
		{func(f *Filter) { f.Company = "lumivale" }, 0},
		{func(f *Filter) { f.Number = "SW-2026-0001" }, 0},
		{func(f *Filter) { f.Until = f.From }, 0},
	} {
		f := filter
		c.change(&f)
		found, total, err := s.Lines(ctx, reader, f, 2, 0)
		if err != nil || total != c.n || len(found) != min(2, c.n) {
			t.Errorf("%+v: %d of %d lines (%v)", f, len(found), total, err)
		}
	}
	for _, role := range []account.Role{account.Buyer, account.Supplier, account.Interpreter, account.Partner} {
		v := account.Viewer{User: officer, Grants: []account.Grant{{Role: role}}}
		if _, _, err := s.Lines(ctx, v, filter, 1, 0); !problem.Is(err, problem.Forbidden) {
			t.Errorf("%s reads the log: %v", role, err)
		}
	}
	company, code := uuid.Must(uuid.NewV7()), `insert into trust_events (subject, version, at, actor, role, move, from_state, to_state, reason, prev_hash, hash) values `
	run(`insert into companies (id, slug, kind, country, city, zone, name_en) values ('` + company.String() + `', 'lumivale', 'supplier', 'KR', 'Suwon', 'Asia/Seoul', 'Lumivale')`)
	run(code + `('company:` + company.String() + `', 1, now(), '` + officer.String() + `', 'officer', 'verify', 'doc_review', 'verified', '', '', '\x01020304')`)
	run(code + `('endorsement:gone', 1, now(), 'server', 'server', 'expire', 'active', 'expired', '', '', '\x01020304')`)
	for who, n := range map[string]int{"GARAM@": 1, "": 2} {
		found, _, err := s.Lines(ctx, reader, Filter{From: filter.From, Until: filter.Until, Who: who, Kind: OfTrust}, 9, 0)
		if err != nil || len(found) != n {
			t.Fatalf("of trust, by %q: %+v (%v)", who, found, err)
		}
		if who != "" && (found[0].Company.UUID != company || found[0].Key() != "audit.trust_verify" || found[0].State != "verified") {
			t.Errorf("a verification is told as %+v", found[0])
		}
		if !slices.ContainsFunc(found, func(l Line) bool { return l.Key() == "audit.trust_endorsement_expire" }) && who == "" {
			t.Errorf("an endorsement that expired is told as %+v", found)
		}
	}
	run(`delete from office_event where version = 2`)
	whole(false, "an act that was taken out")
}
