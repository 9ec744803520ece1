package postgres_test

import (
	"errors"
	"strconv"
	"strings"
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

func TestParametersOfThePoolAreItsOwn(t *testing.T) {
	url := pgtest.NewURL(t)
	mark := "?"
	if strings.Contains(url, "?") {
		mark = "&"
	}
	for _, size := range []string{"3", "33"} {
		pooled := url + mark + "pool_max_conns=" + size + "&pool_min_conns=1&pool_max_conn_lifetime=1h&pool_health_check_period=1m"
		if err := postgres.Migrate(t.Context(), pooled); err != nil {
			t.Fatalf("migrate: %v", err)
		}
		db, err := postgres.Open(t.Context(), pooled)
		if err != nil {
			t.Fatal(err)
		}
		if most := strconv.Itoa(int(db.Config().MaxConns)); most != size {
			t.Errorf("a pool of %s has %s", size, most)
		}
		db.Close()
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
