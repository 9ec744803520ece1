package consultation

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/etradeoffice/portal/server/postgres"
)

// counting counts the days of events that are read.
type counting struct {
	postgres.Querier
	days int
}

func (c *counting) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	if strings.Contains(sql, "from consultation_event") {
		c.days++
	}
	return c.Querier.Query(ctx, sql, args...)
}

func TestLookingAtSealsCostsTheLastDayAndFindsWhatIsBrokenInAnyOther(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	first := b.request(b.buyer(), thursday, topic)
	midnight := monday.Truncate(24 * time.Hour).Add(15 * time.Hour) // in Seoul
	seal := func(days int) {
		t.Helper()
		b.setNow(midnight.AddDate(0, 0, days).Add(11 * time.Minute))
		b.must(b.service.seal(ctx))
	}
	for day := range 5 {
		seal(day)
	}
	q := &counting{Querier: b.db}
	proof := NewProof(q)
	look := func(when string, want bool, most int) {
		t.Helper()
		q.days = 0
		whole, err := proof.Whole(ctx)
		b.must(err)
		if whole != want || q.days > most {
			t.Errorf("%s: whole %v, and %d days were read of at most %d", when, whole, q.days, most)
		}
	}
	all, err := seals(ctx, b.db)
	b.must(err)
	look("the first time", true, len(all))
	look("again", true, 1)
	seal(5)
	look("a day more", true, 2)
	look("and again", true, 1)

	write := func(reason string) {
		t.Helper()
		b.must(b.db.Tx(ctx, func(tx postgres.Tx) error {
			if _, err := tx.Exec(ctx, `update consultation_event set hash = sha256(hash || $2::text::bytea) where consultation_id = $1`, first.ID, reason); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, `select pg_stat_force_next_flush()`)
			return err
		}))
	}
	write("another")
	look("the first day was changed", false, len(all)+1)
	look("it stays so", false, len(all)+1)
	seal(6)
	look("with a day more", false, len(all)+2)
}

func TestHistoryThatWasRewrittenBreaksTheSealOfItsDay(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	first := b.request(b.buyer(), thursday, topic)
	midnight := monday.Truncate(24 * time.Hour).Add(15 * time.Hour) // in Seoul
	sealed := func(at time.Time) []Seal {
		t.Helper()
		b.setNow(at)
		b.must(b.service.Sweep(ctx))
		all, broken, err := Sealed(ctx, b.db)
		b.must(err)
		if broken != nil {
			t.Fatalf("until %s it does not hold", broken.Until)
		}
		return all
	}
	before := len(sealed(midnight.Add(9 * time.Minute)))
	all := sealed(midnight.Add(11 * time.Minute))
	if len(all) != before+1 || !all[before].Until.Equal(midnight) || all[before].Heads != 1 {
		t.Fatalf("after %d there are %+v", before, all)
	}
	_, err := b.service.Approve(ctx, b.officer, Decision{Number: first.Number})
	b.must(err)
	if again := sealed(midnight.Add(20 * time.Minute)); len(again) != len(all) {
		t.Errorf("the same day is sealed again: %+v", again)
	}
	sealed(midnight.Add(25 * time.Hour))

	// Somebody writes another reason into the past, with all hashes as they would have been.
	events, whole, err := b.service.Events(ctx, first.ID)
	b.must(err)
	var prev []byte
	for i, e := range events {
		if i == 0 {
			e.Reason = "other"
		}
		e = e.sealed(prev)
		_, err := b.db.Exec(ctx, `update consultation_event set reason = $3, prev_hash = $4, hash = $5 where consultation_id = $1 and version = $2`,
			e.ConsultationID, e.Version, e.Reason, e.PrevHash, e.Hash)
		b.must(err)
		prev = e.Hash
	}
	if _, still, err := b.service.Events(ctx, first.ID); err != nil || !whole || !still {
		t.Errorf("its own chain: %v, then %v (%v)", whole, still, err)
	}
	if _, broken, err := Sealed(ctx, b.db); err != nil || broken == nil || !broken.Until.Equal(midnight) {
		t.Errorf("the seal of the day: %v (%v)", broken, err)
	}
}
