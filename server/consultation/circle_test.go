package consultation

import (
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/postgres"
)

// Somebody who keeps another time gives up the earlier one. A transaction that has taken the new time and now wants the earlier
// one, as requests that are written together may, must not wait for them while they wait for it.
func TestWhoKeepsAnotherTimeWaitsInNoCircle(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	wanted := thursday.Add(time.Hour)
	for opener, start := range map[string]time.Time{"one": thursday, "two": thursday.Add(24 * time.Hour), "three": thursday.Add(25 * time.Hour)} {
		b.must(b.hold(opener, start))
	}
	tx, err := b.db.Begin(ctx)
	b.must(err)
	t.Cleanup(func() { _ = tx.Rollback(t.Context()) })
	moves := func(opener string, to time.Time) error {
		_, err := tx.Exec(ctx, `update claim set during = tstzrange($2::timestamptz, $2::timestamptz + interval '30 minutes', '[)') from consultation c where c.id = consultation_id and c.opener = $1`, opener, to)
		return err
	}
	b.must(moves("two", wanted))
	held := make(chan error, 1)
	go func() { held <- b.hold("one", wanted) }() // ends once the transaction below does
	for waiting := 0; waiting == 0 && len(held) == 0; {
		b.must(b.db.QueryRow(ctx, `select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`).Scan(&waiting))
	}
	if err := moves("three", thursday); !postgres.IsExclusion(err) {
		t.Errorf("the time that is about to be given up: %v", err)
	}
	b.must(tx.Rollback(ctx))
	b.must(<-held)
	b.sound()
}
