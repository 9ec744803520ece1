package postgres_test

import (
	"testing"

	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/postgres/pgtest"
)

func TestAtomicKeepsAllOrNothing(t *testing.T) {
	db := pgtest.Reused(t)
	write := func(named string, holds bool) error {
		batch := &postgres.Batch{}
		batch.Queue(`insert into block (reason) values ($1)`, named)
		batch.Queue(`select must($1, $2, 'seven')`, holds, named)
		batch.Queue(`insert into block (reason) values ($1)`, named)
		return db.Atomic(t.Context(), batch)
	}
	if err := write("kept", true); err != nil {
		t.Fatal(err)
	}
	err := write("lost", false)
	if detail, unmet := postgres.Unmet(err, "lost"); !unmet || detail != "seven" {
		t.Errorf("what does not hold came back as %v", err)
	}
	if _, unmet := postgres.Unmet(err, "kept"); unmet {
		t.Error("it is told of another name")
	}
	var kept, lost int
	if err := db.QueryRow(t.Context(), `select count(*) filter (where reason = 'kept'), count(*) filter (where reason = 'lost') from block`).Scan(&kept, &lost); err != nil {
		t.Fatal(err)
	}
	if kept != 2 || lost != 0 {
		t.Errorf("%d rows of the one, %d of the other", kept, lost)
	}
}

func TestPeopleAndCompaniesAreNeverDeleted(t *testing.T) {
	db := pgtest.Reused(t)
	if _, err := db.Exec(t.Context(), `insert into resource (kind, owner, zone, keeps_hours) values ('place', gen_random_uuid(), 'UTC', false)`); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(t.Context(), `delete from resource`); err == nil {
		t.Error("a resource was deleted")
	}
}
