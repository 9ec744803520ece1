package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/etradeoffice/portal/server/postgres"
)

// NewWithClock makes a queue that goes by a clock of ours: a job that waits for its time is worked when that clock has
// come to it, and tries again by it. How often River looks, and how long a job may run, stays real time: after a jump of
// the clock due jobs are worked within about ten seconds.
func NewWithClock(db *postgres.DB, log *slog.Logger, now func() time.Time) *Queue {
	return newQueue(db, log, clock(now))
}

// clock gives River our time in place of the database's.
type clock func() time.Time

// Now is our time, for River's own reckoning.
func (c clock) Now() time.Time { return c() }

// NowOrNil is our time, for its statements.
func (c clock) NowOrNil() *time.Time {
	now := c().UTC()
	return &now
}

// Turn does all periodic work once, now.
func (q *Queue) Turn(ctx context.Context) error {
	var failed []error
	for name, work := range q.ticks {
		if err := work(ctx); err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", name, err))
		}
	}
	return errors.Join(failed...)
}
