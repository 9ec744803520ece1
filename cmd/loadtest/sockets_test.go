package main

import (
	"testing"
	"time"
)

// A small crowd in processes of their own; figures of a large one are in README.md.
func TestCase109SocketsThatSayLittleStopReadingOrNeverBegin(t *testing.T) {
	t.Parallel() // it mostly waits for deadlines
	c := socketsCmd{Idle: 80, Stalled: 8, Half: 40, Look: 500 * time.Millisecond}
	r, err := c.measure(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, run := range r.Runs {
		if run.HerdLost > 0 || run.Alive != run.Sockets || run.Goroutines > 1.5 {
			t.Errorf("a crowd that was cut: %+v", run)
		}
	}
	if r.Stalled.Open > 0 || r.Stalled.ClosedS == 0 {
		t.Errorf("readers that stopped: %+v", *r.Stalled)
	}
	for _, half := range r.Half {
		if half.Open > 0 {
			t.Errorf("requests that never ended: %+v", half)
		}
	}
}
