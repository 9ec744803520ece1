package postgres

import (
	"context"
	"fmt"
	"time"
)

// Report is what a server says about itself.
type Report struct {
	Version     string
	CType       string        // character type of the database
	LowerShortI string        // lower('Й'): "й" where letters beyond English are letters
	Skew        time.Duration // the server's clock minus ours
}

// Inspect asks the server about itself.
func (db *DB) Inspect(ctx context.Context) (Report, error) {
	var r Report
	var clock time.Time
	err := db.QueryRow(ctx, `select current_setting('server_version'), datctype, lower('Й'), clock_timestamp()
		from pg_database where datname = current_database()`).Scan(&r.Version, &r.CType, &r.LowerShortI, &clock)
	if err != nil {
		return r, fmt.Errorf("ask the database about itself: %w", err)
	}
	r.Skew = time.Until(clock)
	return r, nil
}
