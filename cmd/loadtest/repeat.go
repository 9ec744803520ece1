package main

import (
	"context"
	"errors"
	"sync"
	"time"
)

// errDone says that a worker has nothing more to do.
var errDone = errors.New("done")

// repeat has workers do work as often as they can for a while. work gets the worker's number and how often it was
// called before. The first error ends all, except errDone.
func repeat(ctx context.Context, workers int, d time.Duration, work func(worker, n int) error) (rate, error) {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	var (
		mu     sync.Mutex
		took   []float64
		failed error
		all    sync.WaitGroup
	)
	began := time.Now()
	for worker := range workers {
		all.Go(func() {
			var own []float64
			for n := 0; ctx.Err() == nil; n++ {
				start := time.Now()
				err := work(worker, n)
				if errors.Is(err, errDone) {
					break
				}
				if err != nil {
					mu.Lock()
					if failed == nil {
						failed = err
					}
					mu.Unlock()
					cancel()
					break
				}
				own = append(own, milliseconds(time.Since(start)))
			}
			mu.Lock()
			defer mu.Unlock()
			took = append(took, own...)
		})
	}
	all.Wait()
	return rate{took: took, elapsed: time.Since(began)}.sum(), failed
}

// rate is how often something was done.
type rate struct {
	Done      int64   `json:"done"`
	PerSecond float64 `json:"per_s"`
	P50       float64 `json:"ms_p50"`
	P99       float64 `json:"ms_p99"`

	took    []float64
	elapsed time.Duration
	used    time.Duration // processor time
}

// add puts the work of another round to it.
func (r *rate) add(more rate) {
	r.took, r.elapsed, r.used = append(r.took, more.took...), r.elapsed+more.elapsed, r.used+more.used
}

// sum is the rate of all that was added.
func (r rate) sum() rate {
	r.Done, r.PerSecond = int64(len(r.took)), round(float64(len(r.took))/r.elapsed.Seconds(), 1)
	r.P50, r.P99 = quantile(r.took, 0.5), quantile(r.took, 0.99)
	return r
}

// cpu is the processor time for one, in microseconds.
func (r rate) cpu() float64 { return round(float64(r.used.Microseconds())/float64(len(r.took)), 0) }
