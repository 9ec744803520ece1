package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
)

// raceResult is many buyers who ask for one slot in the same moment.
type raceResult struct {
	Kind    string  `json:"kind"`
	Clients int     `json:"pool_for_clients"`
	Wanted  int     `json:"race_clients"`
	Winners int64   `json:"race_winners"`
	Taken   int64   `json:"race_refused_as_taken"`
	Errors  int64   `json:"race_errors"`
	P95     float64 `json:"race_ms_p95"`
	Max     float64 `json:"race_ms_max"`
}

// race has many buyers ask for one slot; shifted, every other one a quarter of an hour later, which overlaps.
func (c *bookingsCmd) race(ctx context.Context, g *ground, shifted bool) (raceResult, error) {
	r := raceResult{Kind: "one slot", Wanted: c.Race}
	number := 100_000_000
	if shifted {
		r.Kind, number = "half of them 15 minutes later", 200_000_000
	}
	supplier, err := g.supplier(ctx, number, 15*time.Minute)
	if err != nil {
		return r, err
	}
	buyers := make([]account.Viewer, c.Race)
	for i := range buyers {
		if buyers[i], err = g.buyer(ctx, number+i); err != nil {
			return r, err
		}
	}
	start := firstHour().AddDate(0, 0, 7)
	var (
		mu    sync.Mutex
		took  []float64
		ready = make(chan struct{})
		all   sync.WaitGroup
	)
	for i, b := range buyers {
		at := start
		if shifted && i%2 == 1 {
			at = start.Add(15 * time.Minute)
		}
		all.Go(func() {
			<-ready
			began := time.Now()
			_, err := g.consultation.Request(ctx, b, request(supplier, at, ""))
			mu.Lock()
			defer mu.Unlock()
			took = append(took, milliseconds(time.Since(began)))
			r.count(err)
		})
	}
	close(ready)
	all.Wait()
	r.P95, r.Max = quantile(took, 0.95), quantile(took, 1)
	return r, nil
}

func (r *raceResult) count(err error) {
	switch {
	case err == nil:
		r.Winners++
	case problem.Is(err, problem.Conflict):
		r.Taken++
	default:
		r.Errors++
	}
}

func (r raceResult) text() string {
	return fmt.Sprintf("race of %d, %s: %d won, %d refused as taken, %d errors, p95 %.0f ms, max %.0f ms", r.Wanted, r.Kind, r.Winners, r.Taken, r.Errors, r.P95, r.Max)
}
