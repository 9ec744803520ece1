// Package postgres owns the way to the database: the pool, the transaction, the migrations and the meaning of its
// errors. It leaves every statement to the store.go of the topic that it belongs to.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Tx is one transaction.
type Tx = pgx.Tx

// Batch is statements that go to the server together, in one round trip. Topics add to it what is theirs.
type Batch = pgx.Batch

// KeepPlans has the statements of a batch, which is a transaction of its own or part of one, run by plans that are made once a
// connection. By itself PostgreSQL plans a statement anew for each set of values when that looks cheaper to run; to plan a look at
// a few rows costs several times what it saves.
func KeepPlans(batch *Batch) {
	batch.Queue(`select set_config('plan_cache_mode', 'force_generic_plan', true)`)
}

// Querier is what a store needs: a transaction or the pool.
type Querier interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
}

// DB is the pool of connections. It is safe for concurrent use.
type DB struct{ *pgxpool.Pool }

// maxConns is the pool's size unless the URL says pool_max_conns; PostgreSQL's own default is 100 for all nodes together.
const maxConns = 20

// Open makes the pool and proves that the server answers.
func Open(ctx context.Context, url string) (*DB, error) { return open(ctx, url, "30s") }

func open(ctx context.Context, url, statementTimeout string) (*DB, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("read the database URL: %w", err)
	}
	if plain, err := pgx.ParseConfig(url); err == nil && plain.RuntimeParams["pool_max_conns"] == "" {
		cfg.MaxConns = maxConns
	}
	cfg.MaxConnIdleTime = 5 * time.Minute
	params := cfg.ConnConfig.RuntimeParams
	params["timezone"] = "UTC"
	for name, value := range map[string]string{
		"application_name":                    "etrade",
		"statement_timeout":                   statementTimeout,
		"idle_in_transaction_session_timeout": "60s",
		"jit":                                 "off", // a plan is compiled in 190 ms where it is dear by its estimate: more than any page's statement takes
	} {
		if params[name] == "" {
			params[name] = value
		}
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("the database does not answer: check ETRADE_DATABASE_URL and that the server runs (%w)", err)
	}
	return &DB{Pool: pool}, nil
}

// ErrCommitUnknown is the cause of an error from Tx when the connection broke during COMMIT: the transaction may have
// been committed or not. Look at the result (by the idempotency key) before trying again.
var ErrCommitUnknown = errors.New("it is unknown whether the transaction was committed")

// Tx runs work in one READ COMMITTED transaction: committed when work returns nil, rolled back otherwise. The error of
// work comes back unchanged.
func (db *DB) Tx(ctx context.Context, work func(tx Tx) error) error {
	tx, err := db.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.ReadCommitted})
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	if err := work(tx); err != nil {
		return err
	}
	return commit(ctx, tx)
}

// Atomic runs the statements of a batch in one READ COMMITTED transaction and one round trip: all are committed, or none
// when one fails. What else speaks against the commit a statement has to raise; an error of a row's callback comes too
// late.
func (db *DB) Atomic(ctx context.Context, batch *Batch) error {
	return outcome(db.SendBatch(ctx, batch).Close())
}

func commit(ctx context.Context, tx Tx) error { return outcome(tx.Commit(ctx)) }

// outcome tells a commit that was refused from one of which nothing is known.
func outcome(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, pgx.ErrTxCommitRollback), errors.Is(err, pgx.ErrTxClosed):
		return fmt.Errorf("commit: %w", err)
	}
	if _, answered := errors.AsType[*pgconn.PgError](err); answered {
		return fmt.Errorf("commit: %w", err)
	}
	return fmt.Errorf("%w: %w", ErrCommitUnknown, err)
}
