package jobs_test

import (
	"context"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/postgres/pgtest"
)

func TestJobIsWorkedWhenTheQueuesOwnClockComesToIt(t *testing.T) {
	db := pgtest.Reused(t)
	start2027 := time.Date(2027, 3, 10, 0, 0, 0, 0, time.UTC)
	var now atomic.Pointer[time.Time]
	now.Store(&start2027)
	q := jobs.NewWithClock(db, slog.New(slog.DiscardHandler), func() time.Time { return *now.Load() })
	ran := make(chan string, 10)
	jobs.Handle(q, func(_ context.Context, g greet) error { ran <- g.Name; return nil })
	insert(t, db, q, "at once", nil)
	insert(t, db, q, "in two weeks", nil, start2027.AddDate(0, 0, 14))
	start(t, q)
	if first := <-ran; first != "at once" {
		t.Fatalf("first %s", first)
	}
	later := start2027.AddDate(0, 0, 15)
	now.Store(&later)
	if second := <-ran; second != "in two weeks" {
		t.Fatalf("then %s", second)
	}
}

func TestTurnDoesAllPeriodicWorkOnce(t *testing.T) {
	q := newQueue(pgtest.Reused(t))
	var turns atomic.Int32
	for _, name := range []string{"sweep", "remind"} {
		q.Every(time.Hour, name, func(context.Context) error { turns.Add(1); return nil })
	}
	if err := q.Turn(t.Context()); err != nil {
		t.Fatal(err)
	}
	if turns.Load() != 2 {
		t.Errorf("%d turns", turns.Load())
	}
}
