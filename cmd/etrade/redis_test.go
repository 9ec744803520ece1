package main

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
)

func TestNobodyWaitsForARedisThatIsAway(t *testing.T) {
	now := time.Date(2026, 6, 15, 9, 0, 0, 0, time.UTC)
	b := &breaker{now: func() time.Time { return now }}
	var answer error
	asked := 0
	call := func() error {
		return b.ProcessHook(func(context.Context, redis.Cmder) error { asked++; return answer })(t.Context(), redis.NewStatusCmd(t.Context(), "ping"))
	}
	away := errors.New("connection refused")
	for _, step := range []struct {
		what   string
		answer error
		after  time.Duration
		times  int
		asks   int
	}{
		{"answers", nil, 0, 10, 10},
		{"says that there is nothing", redis.Nil, 0, 10, 10},
		{"is left by callers who have gone", context.Canceled, 0, 10, 10},
		{"does not answer twice", away, 0, 2, 2},
		{"answers again", nil, 0, 1, 1},
		{"is away", away, 0, 100, breakAfter},
		{"is away, half a second later", away, askAgain / 2, 100, 0},
		{"is away, a second later", away, askAgain / 2, 100, 1},
		{"hangs until those who ask give up", context.DeadlineExceeded, askAgain, 100, 1},
		{"is back and nobody has noticed", nil, askAgain / 2, 100, 0},
		{"is back", nil, askAgain, 100, 100},
	} {
		now, answer, asked = now.Add(step.after), step.answer, 0
		for range step.times {
			if err := call(); !errors.Is(err, step.answer) && !errors.Is(err, errRedisAway) {
				t.Errorf("Redis %s: the caller gets %v", step.what, err)
			}
		}
		if asked != step.asks {
			t.Errorf("Redis %s: asked %d times of %d, want %d", step.what, asked, step.times, step.asks)
		}
	}
}

func TestRedisThatIsBackIsFoundWhenEveryConnectionIsNew(t *testing.T) {
	server := miniredis.RunT(t)
	now := time.Unix(0, 0)
	client := redis.NewClient(&redis.Options{Addr: server.Addr(), MaxRetries: -1, ContextTimeoutEnabled: true})
	t.Cleanup(func() { _ = client.Close() })
	client.AddHook(&breaker{now: func() time.Time { return now }})
	if err := client.Ping(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	server.Close()
	for range breakAfter + 2 {
		if client.Ping(t.Context()).Err() == nil {
			t.Fatal("a Redis that is gone has answered")
		}
	}
	if err := client.Ping(t.Context()).Err(); !errors.Is(err, errRedisAway) {
		t.Fatalf("the breaker is closed: %v", err)
	}
	if err := server.Restart(); err != nil {
		t.Fatal(err)
	}
	now = now.Add(askAgain)
	if err := client.Ping(t.Context()).Err(); err != nil {
		t.Fatalf("Redis is back: %v", err)
	}
}
