package jobs_test

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/postgres/pgtest"
)

type greet struct {
	Name string `json:"name"`
}

func (greet) Kind() string { return "greet" }

func newQueue(db *postgres.DB) *jobs.Queue { return jobs.New(db, slog.New(slog.DiscardHandler)) }

func insert(t *testing.T, db *postgres.DB, q *jobs.Queue, name string, then error, at ...time.Time) {
	t.Helper()
	err := db.Tx(t.Context(), func(tx postgres.Tx) error {
		if err := q.Insert(t.Context(), tx, greet{Name: name}, at...); err != nil {
			return err
		}
		return then
	})
	if !errors.Is(err, then) {
		t.Fatal(err)
	}
}

func start(t *testing.T, q *jobs.Queue) {
	t.Helper()
	if err := q.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := q.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
}

func TestJobOfACommittedTransactionRunsOnceOnTwoNodes(t *testing.T) {
	db := pgtest.Reused(t)
	ran := make(chan string, 100)
	first, second := newQueue(db), newQueue(db)
	for _, q := range []*jobs.Queue{first, second} {
		jobs.Handle(q, func(_ context.Context, g greet) error { ran <- g.Name; return nil })
	}
	for _, name := range []string{"a", "b", "c"} {
		insert(t, db, first, name, nil)
	}
	insert(t, db, first, "rolled back", errors.New("refused"))
	insert(t, db, first, "tomorrow", nil, time.Now().Add(24*time.Hour))
	start(t, first)
	start(t, second)
	seen := map[string]int{}
	for range 3 {
		seen[<-ran]++
	}
	// Stopping waits for what runs, so that nothing can come after it.
	for _, q := range []*jobs.Queue{first, second} {
		if err := q.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	close(ran)
	for name := range ran {
		seen[name]++
	}
	if len(seen) != 3 || seen["a"] != 1 || seen["b"] != 1 || seen["c"] != 1 {
		t.Fatalf("worked: %v", seen)
	}
}

func TestFailedJobIsKeptForAnotherTryAndADroppedOneIsNot(t *testing.T) {
	db := pgtest.Reused(t)
	q := newQueue(db)
	done := make(chan struct{}, 2)
	jobs.Handle(q, func(_ context.Context, g greet) error {
		defer func() { done <- struct{}{} }()
		if g.Name == "never" {
			return jobs.Drop(errors.New("nobody there"))
		}
		return errors.New("not now")
	})
	insert(t, db, q, "later", nil)
	insert(t, db, q, "never", nil)
	if err := q.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	<-done
	<-done
	if err := q.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"later": "retryable", "never": "cancelled"} {
		var state string
		if err := db.QueryRow(t.Context(), `select state from river_job where args->>'name' = $1`, name).Scan(&state); err != nil {
			t.Fatal(err)
		}
		// A first retry is due within a second, so it may be waiting for the next fetch already.
		if state != want && (name == "never" || state != "available") {
			t.Errorf("job %q is %s, not %s", name, state, want)
		}
	}
}

func TestStopWaitsForTheRunningJob(t *testing.T) {
	db := pgtest.Reused(t)
	q := newQueue(db)
	began, finish := make(chan struct{}), make(chan struct{})
	var finished atomic.Bool
	jobs.Handle(q, func(context.Context, greet) error {
		close(began)
		<-finish
		finished.Store(true)
		return nil
	})
	insert(t, db, q, "slow", nil)
	if err := q.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	<-began
	stopped := make(chan error, 1)
	go func() { stopped <- q.Stop(context.Background()) }() // ends with the job
	close(finish)
	if err := <-stopped; err != nil {
		t.Fatal(err)
	}
	if !finished.Load() {
		t.Fatal("Stop returned before the job ended")
	}
}

func TestPeriodicWorkRunsAtTheStart(t *testing.T) {
	q := newQueue(pgtest.Reused(t))
	ran := make(chan struct{}, 10)
	q.Every(time.Hour, "sweep", func(context.Context) error { ran <- struct{}{}; return nil })
	start(t, q)
	<-ran
}
