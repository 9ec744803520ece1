package room

import (
	"log/slog"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/etradeoffice/portal/signaling/wire"
)

func terms(d time.Duration) Terms {
	now := time.Now()
	return Terms{Room: "room", StartsAt: now.UnixMilli(), EndsAt: now.Add(d).UnixMilli()}
}

func TestRoomWakesByItselfAndEndsItsGoroutine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var told []Effect
		r := Start(New(terms(time.Minute), 1), time.Now, slog.New(slog.DiscardHandler), func(out []Effect) { told = append(told, out...) })
		r.Must(Open{})
		began := time.Now()
		<-r.Done()
		if took, want := time.Since(began), time.Minute+forgetAfter*time.Millisecond; took != want {
			t.Errorf("forgotten after %v, want %v", took, want)
		}
		if r.State().Ended != wire.EndEmpty || !slices.Contains(told, Effect(Done{})) || r.Send(Tick{}) {
			t.Errorf("ended %q", r.State().Ended)
		}
	})
}

func TestFullMailboxRefusesAndTheRoomGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hold := make(chan struct{})
		r := Start(New(terms(time.Hour), 1), time.Now, slog.New(slog.DiscardHandler), func([]Effect) { <-hold })
		r.Must(Open{})
		synctest.Wait()
		for i := range Mailbox {
			if !r.Send(Tick{}) {
				t.Fatalf("command %d was refused", i)
			}
		}
		if r.Send(Tick{}) {
			t.Error("the mailbox has no bound")
		}
		close(hold)
		synctest.Wait()
		if !r.Send(Tick{}) {
			t.Error("the room did not go on")
		}
		r.Stop()
		<-r.Done()
	})
}

func TestPanicEndsTheRoomAloneAndKeepsItsLastState(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := Start(New(terms(time.Hour), 1), time.Now, slog.New(slog.DiscardHandler), func(out []Effect) {
			if slices.Contains(out, Effect(Save{})) {
				panic("broken")
			}
		})
		r.Must(Revoke{PID: "someone"})
		<-r.Done()
		if !r.State().Known["someone"].Banned {
			t.Error("the last state is lost")
		}
	})
}
