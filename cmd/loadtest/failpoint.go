package main

import (
	"context"
	"os"
	"strings"
	"sync/atomic"
	"syscall"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
)

// failpoints are where a node may be told to kill itself, in the order in which an operation comes by.
var failpoints = []string{"before", "begin", "written", "reply", "committed", "told"}

// dieIf is a kill -9 at this very point.
func dieIf(now bool) {
	if now {
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {} // until the signal has come
	}
}

type failpointKey struct{}

// dying is the context of an operation that has its node die in the middle of its transaction.
func dying(ctx context.Context, at string) context.Context {
	return context.WithValue(ctx, failpointKey{}, at)
}

// inTransaction kills the node of such an operation after BEGIN, or when PostgreSQL has answered the statement that writes a
// booking: whether that was committed is known to nobody then.
type inTransaction struct{}

// TraceQueryStart does nothing, for pgx.QueryTracer.
func (inTransaction) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	return ctx
}

// TraceQueryEnd is after the answer to a statement.
func (inTransaction) TraceQueryEnd(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryEndData) {
	dieIf(ctx.Value(failpointKey{}) == "begin" && data.CommandTag.String() == "BEGIN")
}

// TraceBatchStart does nothing, for pgx.BatchTracer.
func (inTransaction) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	return ctx
}

// TraceBatchQuery is after the answer to one of several statements.
func (inTransaction) TraceBatchQuery(ctx context.Context, _ *pgx.Conn, data pgx.TraceBatchQueryData) {
	dieIf(ctx.Value(failpointKey{}) == "written" && strings.HasPrefix(data.SQL, "select book("))
}

// TraceBatchEnd does nothing, for pgx.BatchTracer.
func (inTransaction) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}

// openFailing is the database with those failpoints.
func openFailing(ctx context.Context, url string) (*postgres.DB, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	cfg.MaxConns, cfg.ConnConfig.Tracer = 20, inTransaction{}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, err
	}
	return &postgres.DB{Pool: pool}, nil
}

// announcer tells pages that times of companies have been taken, after the commit. It counts in place of Redis.
type announcer struct {
	die  atomic.Value
	told map[account.CompanyID]int
}

// tell is the publishing. A node that dies before it leaves the pages untold: they look again by themselves.
func (a *announcer) tell(_ context.Context, company account.CompanyID) error {
	dieIf(a.die.Load() == "committed")
	a.told[company]++
	dieIf(a.die.Load() == "told")
	return nil
}
