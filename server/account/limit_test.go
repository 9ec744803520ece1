package account

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/go-redis/redis_rate/v10"
	"github.com/redis/go-redis/v9"

	"github.com/etradeoffice/portal/server/problem"
)

func TestLocalLimitAllowsABurstAndRefillsEvenly(t *testing.T) {
	clock := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	l := NewLimiter(nil, func() time.Time { return clock })
	limit := Limit{"test", 3, time.Minute}
	allowed := func() bool { return l.Allow(t.Context(), limit, "a") == nil }
	for i := range 3 {
		if !allowed() {
			t.Fatalf("number %d of the burst was refused", i+1)
		}
	}
	err := l.Allow(t.Context(), limit, "a")
	refusal, ok := errors.AsType[*problem.Error](err)
	if !ok || refusal.Kind != problem.TooMany || refusal.RetryAfter != 20*time.Second {
		t.Fatalf("the fourth: %+v", refusal)
	}
	if l.Allow(t.Context(), limit, "b") != nil {
		t.Error("another key shares the bucket")
	}
	clock = clock.Add(20 * time.Second)
	if !allowed() || allowed() {
		t.Error("after a third of the time one more is allowed, and only one")
	}
}

func TestLocalLimitForgetsRatherThanGrows(t *testing.T) {
	clock := time.Now()
	l := NewLimiter(nil, func() time.Time { return clock })
	for i := range localKeys + 10 {
		if err := l.Allow(t.Context(), Limit{"test", 1, time.Minute}, fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
	}
	if len(l.next) > localKeys {
		t.Errorf("%d keys are kept", len(l.next))
	}
}

func TestLimitsCountTogetherInRedisAndAloneWithoutIt(t *testing.T) {
	server := miniredis.RunT(t)
	client := redis.NewClient(&redis.Options{Addr: server.Addr(), ContextTimeoutEnabled: true, MaxRetries: -1})
	t.Cleanup(func() { _ = client.Close() })
	shared := redis_rate.NewLimiter(client)
	one, other := NewLimiter(shared, time.Now), NewLimiter(shared, time.Now)
	one.patience, other.patience = time.Minute, time.Minute // a busy machine is no lost Redis
	limit := Limit{"test", 4, time.Hour}
	count := func(ctx context.Context, limiters ...*Limiter) (allowed int) {
		for range 6 {
			for _, l := range limiters {
				if l.Allow(ctx, limit, "a") == nil {
					allowed++
				}
			}
		}
		return allowed
	}
	if got := count(t.Context(), one, other); got != 4 {
		t.Errorf("two nodes together allowed %d of 4", got)
	}
	server.Close()
	if got := count(t.Context(), one); got != 2 {
		t.Errorf("without Redis a node allowed %d: half of the limit and no more", got)
	}
}

func TestOneLineIsOneClient(t *testing.T) {
	for address, want := range map[string]string{
		"203.0.113.9": "203.0.113.9", "::ffff:203.0.113.9": "203.0.113.9", "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64",
		"2001:db8:1:2:ffff::1%eth0": "2001:db8:1:2::/64", "": "", "unknown": "unknown",
	} {
		if got := network(address); got != want {
			t.Errorf("%q is limited as %q", address, got)
		}
	}
}

func TestRoomTakesNothingOfALimit(t *testing.T) {
	now := time.Date(2027, 6, 7, 0, 0, 0, 0, time.UTC)
	l := NewLimiter(nil, func() time.Time { return now })
	limit := Limit{"of-two", 2, time.Minute}
	for range 5 {
		if err := l.Room(t.Context(), limit, "network"); err != nil {
			t.Fatalf("looking takes room: %v", err)
		}
	}
	for range 2 {
		if err := l.Allow(t.Context(), limit, "network"); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Room(t.Context(), limit, "network"); !problem.Is(err, problem.TooMany) {
		t.Errorf("two of two are taken: %v", err)
	}
	now = now.Add(time.Minute)
	if err := l.Room(t.Context(), limit, "network"); err != nil {
		t.Errorf("a minute later: %v", err)
	}
}
