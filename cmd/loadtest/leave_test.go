package main

import (
	"testing"

	"github.com/etradeoffice/portal/server/postgres/pgtest"
	protocol "github.com/etradeoffice/portal/signaling/wire"
)

// A whole program, as a process of its own, is told to stop: people in a call are told to come back, and a second signal does not wait.
func TestCase109SigtermIdleInACallAndTwice(t *testing.T) {
	for _, way := range leaveWays {
		t.Run(way, func(t *testing.T) {
			t.Parallel() // it mostly waits
			run, err := leave(t.Context(), program(t), pgtest.NewURL(t), way)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%+v", run)
			if way != "twice" && run.Code != 0 {
				t.Errorf("ended with %d", run.Code)
			}
			for _, code := range run.Told {
				if way == "call" && code != protocol.CloseDraining {
					t.Errorf("a socket was closed with %d", code)
				}
			}
		})
	}
}
