package main

import (
	"context"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/postgres"
)

// withAccounts runs work on the accounts of the named or the private database, also beside a running office.
func withAccounts(ctx context.Context, d dataSettings, t terminal, work func(*account.Service) error) error {
	return withDatabase(ctx, d, t, func(db *postgres.DB) error {
		log := d.logger(t)
		return work(account.New(db, jobs.New(db, log), log, time.Now))
	})
}

// withDatabase runs work on the named or the private database, also beside a running office.
func withDatabase(ctx context.Context, d dataSettings, t terminal, work func(*postgres.DB) error) (err error) {
	log := d.logger(t)
	ends := &stack{log: log}
	defer func() { err = firstOf(err, ends.unwind()) }()
	var g ground
	// What the private PostgreSQL says goes beside the answer, which a script may take.
	if err := g.attach(ctx, d, ends, terminal{out: t.log, log: t.log}, log); err != nil {
		return err
	}
	if err := postgres.Check(ctx, g.url); err != nil {
		return err
	}
	db, err := postgres.Open(ctx, g.url)
	if err != nil {
		return err
	}
	ends.push("database pool", 10*time.Second, func(context.Context) error { db.Close(); return nil })
	return work(db)
}
