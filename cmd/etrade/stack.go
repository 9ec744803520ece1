package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"
)

// stack remembers what was started and ends it, the last first.
type stack struct {
	log  *slog.Logger
	ends []ending
}

type ending struct {
	name  string
	limit time.Duration
	end   func(context.Context) error
}

// push adds the end of something that was just started; limit bounds how long it may take.
func (s *stack) push(name string, limit time.Duration, end func(context.Context) error) {
	s.ends = append(s.ends, ending{name: name, limit: limit, end: end})
}

// unwind ends everything, goes on where one end fails, and forgets what it ended.
func (s *stack) unwind() error {
	var failed []error
	for _, e := range slices.Backward(s.ends) {
		s.log.Debug("stopping", "part", e.name)
		ctx, cancel := context.WithTimeout(context.Background(), e.limit)
		if err := e.end(ctx); err != nil {
			failed = append(failed, fmt.Errorf("stop %s: %w", e.name, err))
		}
		cancel()
	}
	s.ends = nil
	return errors.Join(failed...)
}

// inTime waits for an end that knows no limit; connections of pion have been seen to hang in theirs.
func inTime(ctx context.Context, end func()) error {
	ended := make(chan struct{})
	go func() { // ends with the program, if end never does
		end()
		close(ended)
	}()
	select {
	case <-ended:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
