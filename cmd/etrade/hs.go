package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/postgres"
)

// hsCommand is what an operator does with customs codes.
type hsCommand struct {
	Import hsImportCommand `cmd:"" help:"Replace the list of customs codes by a CSV file."`
}

type hsImportCommand struct {
	dataSettings
	File    string `arg:"" type:"existingfile" help:"CSV with the columns hscode and description; description_ko and level where it has them."`
	Edition string `help:"Edition of the Harmonized System." default:"HS2022"`
}

// Run imports all of the list or nothing.
func (c hsImportCommand) Run(ctx context.Context, t terminal) error {
	list, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer func() { _ = list.Close() }()
	return withDatabase(ctx, c.dataSettings, t, func(db *postgres.DB) error {
		service := catalog.New(catalog.Config{DB: db, Now: time.Now})
		n, err := service.ImportHS(ctx, c.Edition, list)
		if err != nil {
			return fmt.Errorf("%s was not imported, and nothing was changed: %w", c.File, err)
		}
		t.say(fmt.Sprintf("%d codes of %s are there now.", n, c.Edition))
		return nil
	})
}
