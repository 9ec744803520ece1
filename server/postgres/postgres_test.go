package postgres_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/postgres/pgtest"
)

type thingID struct{ uuid.UUID }

func thingTable(t *testing.T) *postgres.DB {
	t.Helper()
	db := pgtest.New(t)
	_, err := db.Exec(t.Context(), `create table thing (id uuid primary key, during tstzrange not null default tstzrange(now(), null),
		n int constraint thing_n_positive check (n > 0), constraint thing_alone exclude using gist (during with &&))`)
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func TestTxCommitsWhatWorkedAndRollsBackWhatFailed(t *testing.T) {
	db := thingTable(t)
	kept, lost := thingID{uuid.Must(uuid.NewV7())}, thingID{uuid.Must(uuid.NewV7())}
	insert := func(id thingID, then error) error {
		return db.Tx(t.Context(), func(tx postgres.Tx) error {
			if _, err := tx.Exec(t.Context(), `insert into thing (id, during, n) values ($1, 'empty', 1)`, id); err != nil {
				return err
			}
			return then
		})
	}
	refused := errors.New("refused")
	if err := insert(kept, nil); err != nil {
		t.Fatal(err)
	}
	if err := insert(lost, refused); !errors.Is(err, refused) {
		t.Fatalf("the work's error came back as %v", err)
	}
	var there []thingID
	if err := db.QueryRow(t.Context(), `select array_agg(id) from thing where id = any($1)`, []thingID{kept, lost}).Scan(&there); err != nil {
		t.Fatal(err)
	}
	if len(there) != 1 || there[0] != kept {
		t.Fatalf("after one commit and one rollback the table holds %v", there)
	}
}

func TestTxRollsBackWhenWorkPanics(t *testing.T) {
	db := thingTable(t)
	func() {
		defer func() { _ = recover() }()
		_ = db.Tx(t.Context(), func(tx postgres.Tx) error {
			_, _ = tx.Exec(t.Context(), `insert into thing (id, n) values (gen_random_uuid(), 1)`)
			panic("bug")
		})
	}()
	var n int
	if err := db.QueryRow(t.Context(), `select count(*) from thing`).Scan(&n); err != nil || n != 0 {
		t.Fatalf("%d rows, %v", n, err)
	}
	if busy := db.Stat().AcquiredConns(); busy != 0 {
		t.Fatalf("%d connections were not given back", busy)
	}
}

func TestCommitThatLosesItsConnectionIsUnknown(t *testing.T) {
	db := thingTable(t)
	err := db.Tx(t.Context(), func(tx postgres.Tx) error { return tx.Conn().Close(context.Background()) })
	if !errors.Is(err, postgres.ErrCommitUnknown) {
		t.Fatalf("got %v", err)
	}
}

func TestErrorsAreTold(t *testing.T) {
	db := thingTable(t)
	insert := func(id thingID, during string, n int) error {
		_, err := db.Exec(t.Context(), `insert into thing (id, during, n) values ($1, $2::tstzrange, $3)`, id, during, n)
		return err
	}
	first := thingID{uuid.Must(uuid.NewV7())}
	if err := insert(first, "[2027-01-01,2027-01-02)", 1); err != nil {
		t.Fatal(err)
	}
	unique := insert(first, "empty", 1)
	exclusion := insert(thingID{uuid.Must(uuid.NewV7())}, "[2027-01-01,2027-01-02)", 1)
	check := insert(thingID{uuid.Must(uuid.NewV7())}, "empty", 0)
	for _, c := range []struct {
		name       string
		err        error
		is         func(error) bool
		constraint string
	}{
		{"unique", unique, postgres.IsUnique, "thing_pkey"},
		{"exclusion", exclusion, postgres.IsExclusion, "thing_alone"},
		{"check", check, postgres.IsCheck, "thing_n_positive"},
	} {
		if !c.is(c.err) || postgres.ConstraintName(c.err) != c.constraint {
			t.Errorf("%s: %v, constraint %q", c.name, c.err, postgres.ConstraintName(c.err))
		}
		told := 0
		for _, is := range []func(error) bool{postgres.IsUnique, postgres.IsExclusion, postgres.IsCheck, postgres.IsDeadlock, postgres.IsDiskFull} {
			if is(c.err) {
				told++
			}
		}
		if told != 1 {
			t.Errorf("%s: %d kinds claim it", c.name, told)
		}
	}
	if postgres.IsUnique(nil) || postgres.ConstraintName(errors.New("other")) != "" {
		t.Error("another error was taken for one of the database")
	}
}
