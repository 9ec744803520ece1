// Package pgtest gives each test a fresh, migrated database on a real PostgreSQL: the one of ETRADE_DATABASE_URL, or a
// private one that is started once a test process and ends with it. In a private one tests may hand a database on (Reused),
// which costs a fraction of making it.
package pgtest

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/postgres"
)

// maintenanceLock lets one process at a time make the template and copy it.
const maintenanceLock = 0x70677465

var (
	prepared = sync.OnceValues(prepare)
	counter  atomic.Int64
)

// server is where test databases are made.
type server struct {
	admin    *url.URL // a connection that may create databases
	template string   // a migrated database without connections
	private  bool     // it is this process's alone
}

// New is a fresh database with all migrations, dropped when the test ends.
func New(t testing.TB) *postgres.DB {
	t.Helper()
	db, err := postgres.Open(t.Context(), NewURL(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	return db
}

// NewURL is the connection string of a fresh database with all migrations, dropped when the test ends.
func NewURL(t testing.TB) string {
	t.Helper()
	return create(t, func(s server) string { return "template " + s.template })
}

// EmptyURL is the connection string of a fresh database without any table, made with these options of CREATE DATABASE
// ("template template0 locale 'C'"), dropped when the test ends.
func EmptyURL(t testing.TB, options string) string {
	t.Helper()
	return create(t, func(server) string { return options })
}

func create(t testing.TB, options func(server) string) string {
	t.Helper()
	s, err := prepared()
	if err != nil {
		t.Fatalf("no PostgreSQL for this test: %v", err)
	}
	name := s.nextName()
	if err := s.exec(t.Context(), "create database "+name+" "+options(s)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.exec(context.Background(), "drop database if exists "+name+" with (force)"); err != nil {
			t.Errorf("drop the test's database: %v", err)
		}
	})
	return s.urlOf(name)
}

func (server) nextName() string { return fmt.Sprintf("etrade_test_%d_%d", os.Getpid(), counter.Add(1)) }

// prepare finds or starts the server and makes the template that tests copy. The template's name carries the
// migrations' fingerprint, so that a changed migration makes a new one.
func prepare() (server, error) {
	ctx := context.Background()
	raw := os.Getenv("ETRADE_DATABASE_URL")
	own := raw == ""
	if own {
		private, err := startPrivate(ctx)
		if err != nil {
			return server{}, err
		}
		raw = private
	}
	admin, err := url.Parse(raw)
	if err != nil {
		return server{}, fmt.Errorf("ETRADE_DATABASE_URL must be a URL (postgres://...): %w", err)
	}
	print, err := postgres.Fingerprint()
	if err != nil {
		return server{}, err
	}
	s := server{admin: admin, template: "etrade_template_" + print, private: own}
	return s, s.locked(ctx, func(conn *pgx.Conn) error {
		var there bool
		if err := conn.QueryRow(ctx, "select exists (select from pg_database where datname = $1)", s.template).Scan(&there); err != nil {
			return fmt.Errorf("look for the template: %w", err)
		}
		if there {
			return nil
		}
		// Made under another name, so that a template with its final name is always whole.
		unfinished := s.template + "_new"
		for _, statement := range []string{"drop database if exists " + unfinished + " with (force)", "create database " + unfinished} {
			if _, err := conn.Exec(ctx, statement); err != nil {
				return fmt.Errorf("%s: %w", statement, err)
			}
		}
		if err := postgres.Migrate(ctx, s.urlOf(unfinished)); err != nil {
			return fmt.Errorf("migrate the template: %w", err)
		}
		_, err := conn.Exec(ctx, "alter database "+unfinished+" rename to "+s.template)
		return err
	})
}

func (s server) exec(ctx context.Context, statement string) error {
	return s.locked(ctx, func(conn *pgx.Conn) error {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
		return nil
	})
}

// locked runs work on a connection that holds the maintenance lock: PostgreSQL refuses to copy a template that is in use.
func (s server) locked(ctx context.Context, work func(*pgx.Conn) error) error {
	conn, err := pgx.Connect(ctx, s.admin.String())
	if err != nil {
		return fmt.Errorf("connect to make a test database: %w", err)
	}
	defer func() { _ = conn.Close(ctx) }()
	if _, err := conn.Exec(ctx, "select pg_advisory_lock($1)", maintenanceLock); err != nil {
		return fmt.Errorf("wait for other tests: %w", err)
	}
	return work(conn)
}

// urlOf is the same server with another database; a dbname in the query would win over the path, so it goes there.
func (s server) urlOf(database string) string {
	u := *s.admin
	query := u.Query()
	if query.Has("dbname") {
		query.Set("dbname", database)
		u.RawQuery = query.Encode()
	} else {
		u.Path = "/" + database
	}
	return u.String()
}
