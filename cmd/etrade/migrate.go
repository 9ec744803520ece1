package main

import (
	"context"
)

// migrateCommand brings the tables to this version.
type migrateCommand struct{ dataSettings }

// Run migrates the named database, or the private one.
func (c migrateCommand) Run(ctx context.Context, t terminal) (err error) {
	log := c.logger(t)
	ends := &stack{log: log}
	defer func() { err = firstOf(err, ends.unwind()) }()
	var g ground
	if err := g.attach(ctx, c.dataSettings, ends, t, log); err != nil {
		return err
	}
	if err := g.tables(ctx, true); err != nil {
		return err
	}
	t.say("The tables are those of this version.")
	return nil
}

// firstOf is what went wrong first.
func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
