package pgtest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/etradeoffice/portal/server/postgres"
)

// most is how large a database may have grown to be cleaned; a larger one is cheaper to make anew.
const most = 4 << 20 // bytes above the template

// drained is how long a test's own goroutines have for giving their connections back.
const drained = 30 * time.Second

// left are databases that tests of this process are done with, empty and with their pools.
var left struct {
	sync.Mutex
	free []used
}

// used is a database that goes from test to test.
type used struct {
	db    *postgres.DB
	name  string
	fresh state // as it was when it was made
}

// Reused is like New for tests that leave nothing running: a database that an earlier test of this process may have had. Its rows
// are gone and its sequences begin anew, but its connections and their plans stay, which saves most of what New costs: the tests of
// server/consultation under -race take 40 s of processor time in place of 121. A test that changes tables, grows the database or
// leaves a connection busy may: its database is not given to another.
func Reused(t testing.TB) *postgres.DB {
	t.Helper()
	s, err := prepared()
	if err != nil {
		t.Fatalf("no PostgreSQL for this test: %v", err)
	}
	if !s.private { // nobody would drop it there when this process has ended
		return New(t)
	}
	u, found := takeLeft()
	if !found {
		if u, err = s.newUsed(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		ctx := context.Background()
		if err := u.clean(ctx); err == nil {
			left.Lock()
			defer left.Unlock()
			left.free = append(left.free, u)
			return
		}
		u.db.Close()
		if err := s.exec(ctx, "drop database if exists "+u.name+" with (force)"); err != nil {
			t.Errorf("drop the test's database: %v", err)
		}
	})
	return u.db
}

func takeLeft() (used, bool) {
	left.Lock()
	defer left.Unlock()
	n := len(left.free)
	if n == 0 {
		return used{}, false
	}
	u := left.free[n-1]
	left.free = left.free[:n-1]
	return u, true
}

func (s server) newUsed(ctx context.Context) (used, error) {
	u := used{name: s.nextName()}
	if err := s.exec(ctx, "create database "+u.name+" template "+s.template); err != nil {
		return u, err
	}
	var err error
	if u.db, err = postgres.Open(context.WithoutCancel(ctx), s.urlOf(u.name)); err != nil {
		return u, err
	}
	u.fresh, err = u.look(ctx)
	return u, err
}

// state is what tells whether a database can be cleaned by deleting rows.
type state struct {
	catalog string   // of tables, constraints, triggers and functions, as counts and last transactions
	filled  []string // tables with pages
	size    int64
	numbers map[string]int64 // last values of sequences that were used
}

var errNotAsItWas = errors.New("the test has changed more than rows")

// catalogs are where a change of tables, constraints, triggers, functions or statistics shows.
var catalogs = []string{"pg_class", "pg_attribute", "pg_attrdef", "pg_constraint", "pg_trigger", "pg_proc", "pg_index", "pg_type", "pg_namespace", "pg_statistic",
	"goose_db_version", "river_migration"}

func (u used) look(ctx context.Context) (state, error) {
	s := state{numbers: map[string]int64{}}
	prints := make([]string, len(catalogs))
	for i, c := range catalogs {
		prints[i] = fmt.Sprintf("select '%s', count(*), max(xmin::text::bigint) from %[1]s", c)
	}
	err := u.db.QueryRow(ctx, `
		select (select string_agg(p::text, ' ') from (`+strings.Join(prints, " union all ")+`) p) || (select sum(reltuples) from pg_class),
			(select coalesce(array_agg(oid::regclass::text order by oid), '{}') from pg_class
				where relkind = 'r' and relnamespace = 'public'::regnamespace and pg_relation_size(oid) > 0),
			(select sum(pg_relation_size(oid)) from pg_class where relkind in ('r', 'i', 't') and relnamespace <> 'pg_catalog'::regnamespace)`).
		Scan(&s.catalog, &s.filled, &s.size)
	if err != nil {
		return s, fmt.Errorf("look at a test's database: %w", err)
	}
	rows, err := u.db.Query(ctx, `select quote_ident(sequencename), last_value from pg_sequences where last_value is not null`)
	if err != nil {
		return s, fmt.Errorf("look at a test's sequences: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		var last int64
		if err := rows.Scan(&name, &last); err != nil {
			return s, err
		}
		s.numbers[name] = last
	}
	return s, rows.Err()
}

// clean makes a database as it was, or says why it cannot be.
func (u used) clean(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, drained)
	defer cancel()
	conns, err := u.idle(ctx)
	if err != nil {
		return err
	}
	err = u.forget(ctx, conns)
	for _, c := range conns {
		c.Release()
	}
	if err != nil {
		return err
	}
	now, err := u.look(ctx)
	if err != nil {
		return err
	}
	if now.catalog != u.fresh.catalog || now.size > u.fresh.size+most {
		return errNotAsItWas
	}
	return u.empty(ctx, now)
}

// idle are all connections of the pool, none of which anybody uses.
func (u used) idle(ctx context.Context) ([]*pgxpool.Conn, error) {
	for u.db.Stat().AcquiredConns() > 0 {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(time.Millisecond):
		}
	}
	conns := u.db.AcquireAllIdle(ctx)
	if len(conns) == 0 { // closed, or all were broken
		return nil, errNotAsItWas
	}
	return conns, nil
}

// forget takes from sessions what a transaction leaves there, and makes sure that there are no others.
func (u used) forget(ctx context.Context, conns []*pgxpool.Conn) error {
	pids := make([]int32, len(conns))
	for i, c := range conns {
		pids[i] = int32(c.Conn().PgConn().PID())
		if _, err := c.Conn().PgConn().Exec(ctx, `reset all; unlisten *; select pg_advisory_unlock_all()`).ReadAll(); err != nil {
			return fmt.Errorf("clean a session: %w", err)
		}
	}
	var others int
	err := conns[0].QueryRow(ctx, `select count(*) from pg_stat_activity where datname = current_database() and pid <> all($1)`, pids).Scan(&others)
	if err == nil && others > 0 {
		err = errNotAsItWas
	}
	return err
}

// empty deletes all rows and begins all sequences anew. Triggers and references do not hold meanwhile.
func (u used) empty(ctx context.Context, now state) error {
	statements := []string{"begin", "set local session_replication_role = replica"}
	kept := map[string]bool{}
	for _, table := range u.fresh.filled {
		kept[table] = true
	}
	for _, table := range now.filled {
		if !kept[table] {
			statements = append(statements, "delete from "+table)
		}
	}
	for name, last := range now.numbers {
		switch first, was := u.fresh.numbers[name]; {
		case !was:
			statements = append(statements, fmt.Sprintf("select setval('%s', (select seqstart from pg_sequence where seqrelid = '%[1]s'::regclass), false)", name))
		case first != last:
			return errNotAsItWas
		}
	}
	conn, err := u.db.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	if _, err := conn.Conn().PgConn().Exec(ctx, strings.Join(append(statements, "commit"), ";")).ReadAll(); err != nil {
		return fmt.Errorf("empty a test's database: %w", err)
	}
	return nil
}
