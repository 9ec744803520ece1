package postgres_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/postgres/pgtest"
)

func exec(t *testing.T, url, statement string, args ...any) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	if _, err := conn.Exec(t.Context(), statement, args...); err != nil {
		t.Fatal(err)
	}
}

func TestMigratedDatabaseIsCurrent(t *testing.T) {
	url := pgtest.NewURL(t)
	if err := postgres.Check(t.Context(), url); err != nil {
		t.Fatal(err)
	}
}

func TestNewerSchemaIsRefusedByBoth(t *testing.T) {
	url := pgtest.NewURL(t)
	exec(t, url, `insert into goose_db_version (version_id, is_applied) values (99999, true)`)
	if err := postgres.Migrate(t.Context(), url); !errors.Is(err, postgres.ErrNewerSchema) {
		t.Errorf("Migrate: %v", err)
	}
	if err := postgres.Check(t.Context(), url); !errors.Is(err, postgres.ErrNewerSchema) {
		t.Errorf("Check: %v", err)
	}
}

func TestOlderSchemaIsToldAndMigrated(t *testing.T) {
	url := pgtest.EmptyURL(t, "template template0")
	if err := postgres.Check(t.Context(), url); !errors.Is(err, postgres.ErrOlderSchema) {
		t.Fatalf("Check of an empty database: %v", err)
	}
	var wait sync.WaitGroup
	for range 3 {
		wait.Go(func() {
			if err := postgres.Migrate(t.Context(), url); err != nil {
				t.Errorf("one of three nodes that migrate at once: %v", err)
			}
		})
	}
	wait.Wait()
	if err := postgres.Check(t.Context(), url); err != nil {
		t.Fatalf("after migrating: %v", err)
	}
}

func TestCLocaleIsRefused(t *testing.T) {
	url := pgtest.EmptyURL(t, "template template0 locale 'C' encoding 'UTF8'")
	if err := postgres.Migrate(t.Context(), url); !errors.Is(err, postgres.ErrCLocale) {
		t.Fatalf("got %v", err)
	}
}
