package main

import (
	"os"
	"testing"
	"time"
)

// redisURL is the Redis of the checks, or one of this test's own.
func redisURL(t *testing.T) string {
	t.Helper()
	if url := os.Getenv("ETRADE_REDIS_URL"); url != "" {
		return url
	}
	server, err := newRedis(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.close)
	return server.url()
}

// Three real nodes on a real Redis; the one that has the room is killed, sleeps over its lease, or is told to stop.
func TestCase89To92RoomGoesOnWhenItsNodeIsTakenAway(t *testing.T) {
	url := redisURL(t)
	for _, way := range []string{"kill", "pause", "drain"} {
		t.Run(way, func(t *testing.T) {
			t.Parallel() // they mostly wait for leases
			run, err := takeover(t.Context(), url, 4, way, 13*time.Second)
			if err != nil {
				t.Fatal(err)
			}
			if len(run.Changed) > 0 || run.Stale+run.Lost+run.Seats+run.Apart > 0 {
				t.Errorf("not all is as before: %+v", run)
			}
		})
	}
}
