package consultation

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

// raced has so many buyers ask at the same time, each for the start that at gives it.
func (b *bench) raced(n int, at func(i int) time.Time) map[string]int {
	b.t.Helper()
	buyers := make([]account.Viewer, n)
	for i := range buyers {
		buyers[i] = b.buyer()
	}
	return together(n, func(i int) error {
		_, err := b.service.Request(b.t.Context(), buyers[i], b.form(at(i), topic))
		return err
	})
}

func TestCase48TwoHundredClientsOneSlot(t *testing.T) {
	b := newBench(t)
	codes := b.raced(200, func(int) time.Time { return thursday })
	if codes[""] != 1 || codes["slot_taken"] != 199 {
		t.Errorf("codes %v", codes)
	}
	b.calm()
	b.sound()
}

func TestCase49HalfOfThemShiftedByFifteenMinutes(t *testing.T) {
	b := newBench(t)
	b.must(b.schedule.SetTerms(t.Context(), b.company, terms(15*time.Minute)))
	codes := b.raced(200, func(i int) time.Time { return thursday.Add(time.Duration(i%2) * 15 * time.Minute) })
	if codes[""] != 1 || codes["slot_taken"] != 199 {
		t.Errorf("codes %v", codes)
	}
	b.calm()
	b.sound()
}

func TestCase56PartiesInOppositeOrderDoNotDeadlock(t *testing.T) {
	b := newBench(t)
	resource := func() schedule.ResourceID {
		var r schedule.Resource
		b.must(b.db.Tx(t.Context(), func(tx postgres.Tx) (err error) {
			r, err = b.schedule.ResourceOf(t.Context(), tx, schedule.Place, uuid.New(), "Asia/Seoul")
			return err
		}))
		return r.ID
	}
	one, other := resource(), resource()
	for round := range 40 {
		during := schedule.Window{Start: thursday.Add(time.Duration(round) * time.Hour), End: thursday.Add(time.Duration(round)*time.Hour + 30*time.Minute)}
		codes := together(4, func(i int) error {
			claims := []schedule.Claim{{Resource: one, During: during, Role: "a"}, {Resource: other, During: during, Role: "b"}}
			if i%2 == 1 {
				claims[0], claims[1] = claims[1], claims[0]
			}
			return b.db.Tx(context.Background(), func(tx postgres.Tx) error {
				return b.schedule.Claim(context.Background(), tx, uuid.New(), claims)
			})
		})
		if codes[""] != 1 || codes["slot_taken"] != 3 {
			t.Fatalf("round %d: codes %v", round, codes)
		}
	}
	b.calm()
}

func TestCase59DeadlocksAndSerializationFailuresStayZeroInTheSoak(t *testing.T) {
	b := newBench(t)
	b.must(b.schedule.SetTerms(t.Context(), b.company, terms(30*time.Minute)))
	var mu sync.Mutex
	var known []Consultation
	some := func(n int) (Consultation, bool) {
		mu.Lock()
		defer mu.Unlock()
		if len(known) == 0 {
			return Consultation{}, false
		}
		return known[max(0, len(known)-1-n%4)], true
	}
	const workers, each = 12, 40
	buyers := make([]account.Viewer, workers)
	for i := range buyers {
		buyers[i] = b.buyer()
	}
	var broken []error
	together(workers, func(w int) error {
		ctx := context.Background()
		for n := range each {
			start := thursday.Add(time.Duration((w*7+n*3)%6-3) * 30 * time.Minute)
			c, found := some(w + n)
			var err error
			switch turn := (w + n) % 6; {
			case !found || turn < 2:
				f := b.form(start, topic)
				if n%2 == 0 {
					f.Topic = interpreted()
				}
				if c, err = b.service.Request(ctx, buyers[w], f); err == nil {
					mu.Lock()
					known = append(known, c)
					mu.Unlock()
				}
			case turn == 2:
				_, err = b.service.Approve(ctx, b.officer, Decision{Number: c.Number})
			case turn == 3:
				_, err = b.service.Reschedule(ctx, b.officer, Decision{Number: c.Number}, start)
			case turn == 4:
				_, err = b.service.Decline(ctx, b.officer, Decision{Number: c.Number, Reason: "other"})
			default:
				_, err = b.service.Hold(ctx, HoldRequest{Opener: fmt.Sprint("browser ", w), Company: b.company, Start: start, Length: 30 * time.Minute})
			}
			_, refusal := errors.AsType[*problem.Error](err)
			if code := refusedBy(err); err != nil && !refusal || code == "40P01" || code == "40001" {
				mu.Lock()
				broken = append(broken, err)
				mu.Unlock()
			}
		}
		return nil
	})
	for _, err := range broken {
		t.Error(err)
	}
	b.calm()
	b.sound()
}

// calm fails when PostgreSQL has ended a deadlock, and when one was behind a refusal.
func (b *bench) calm() {
	b.t.Helper()
	var deadlocks int
	b.must(b.db.QueryRow(b.t.Context(), `select deadlocks from pg_stat_database where datname = current_database()`).Scan(&deadlocks))
	if deadlocks != 0 {
		b.t.Errorf("%d deadlocks", deadlocks)
	}
}

// refusedBy is the code of PostgreSQL behind an error, empty when there is none.
func refusedBy(err error) string {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pg.Code
	}
	return ""
}
