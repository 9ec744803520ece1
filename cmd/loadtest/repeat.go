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
	elapsed := time.Since(began)
	return rate{
		Done: int64(len(took)), PerSecond: round(float64(len(took))/elapsed.Seconds(), 1),
		P50: quantile(took, 0.5), P99: quantile(took, 0.99),
	}, failed
}
