package main

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"testing"
	"time"
)

func TestEndsRunBackwardsAndOneFailureStopsNoOther(t *testing.T) {
	s := &stack{log: slog.New(slog.DiscardHandler)}
	var order []string
	broken := errors.New("broken")
	for _, name := range []string{"PostgreSQL", "jobs", "requests", "readiness"} {
		s.push(name, time.Minute, func(ctx context.Context) error {
			if _, bounded := ctx.Deadline(); !bounded {
				t.Errorf("%s may take for ever", name)
			}
			order = append(order, name)
			if name == "requests" {
				return broken
			}
			return nil
		})
	}
	if err := s.unwind(); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	if want := []string{"readiness", "requests", "jobs", "PostgreSQL"}; !slices.Equal(order, want) {
		t.Errorf("ended in the order %v", order)
	}
	if err := s.unwind(); err != nil || len(order) != 4 {
		t.Errorf("ended twice: %v, %v", order, err)
	}
}

func TestEndThatHangsHoldsNothingUp(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	hang := make(chan struct{})
	defer close(hang)
	if err := inTime(ctx, func() { <-hang }); !errors.Is(err, context.Canceled) {
		t.Errorf("an end that hangs: %v", err)
	}
	ended := false
	if err := inTime(t.Context(), func() { ended = true }); err != nil || !ended {
		t.Errorf("an end that ends: %v", err)
	}
}
