package sfu_test

import (
	"bytes"
	"math"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/etradeoffice/portal/signaling/sfu"
	"github.com/etradeoffice/portal/signaling/sfu/sfutest"
)

// People who come, offer and go again leave nothing: not one goroutine, and no memory once pools and bounded tables are full, as
// they are after the first thousands.
func TestCase98ThousandWhoCameAndWentLeaveNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 1, 5*time.Millisecond, 0)
		defer h.close()
		offer, err := h.clients[0].client.Offer(t.Context(), false)
		check(t, err)
		cycle := func(n int) {
			for range n {
				peer, err := h.room.Join("p1", func(sfu.Event) {})
				check(t, err)
				_, err = peer.Offer(1, offer)
				check(t, err)
				peer.Close()
			}
			time.Sleep(time.Minute) // what ends by itself has ended
			synctest.Wait()
		}
		cycle(1000)
		inUse()
		cycle(1000)
		goroutines, held := living(), inUse()
		cycle(1000)
		if n := living() - goroutines; n > 0 {
			t.Errorf("%+d goroutines", n)
		}
		first := inUse()
		cycle(1000)
		// What a thousand leave, every thousand leave: what the runtime, or a test before, gives back late is held once.
		grown := min(first-held, inUse()-first)
		t.Logf("%+d KB", grown>>10)
		if grown > 1<<20 {
			t.Errorf("%+d KB are held", grown>>10)
		}
	})
}

// Calls that stood for a while, too.
func TestCase98CallsThatEndedLeaveNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 1, 5*time.Millisecond, 0, "8.8.6.1")
		defer h.close()
		call := func() {
			client, err := sfutest.New(sfutest.Config{Net: h.others[0].net})
			check(t, err)
			peer, err := h.room.Join("guest", func(sfu.Event) {})
			check(t, err)
			check(t, client.Connect(t.Context(), peer))
			time.Sleep(time.Second) // it stands for a while
			client.Close()
			peer.Close()
			time.Sleep(time.Minute)
			synctest.Wait()
		}
		call()
		before := living()
		for range 20 {
			call()
		}
		if n := living() - before; n > 0 {
			t.Errorf("%+d goroutines", n)
		}
	})
}

// living is how many goroutines there are besides the runtime's own, which runs cleanups of others' memory at its leisure.
func living() (n int) {
	dump := make([]byte, 4<<20)
	for one := range bytes.SplitSeq(dump[:runtime.Stack(dump, true)], []byte("\n\n")) {
		if !bytes.Contains(one, []byte("runtime.runCleanups")) {
			n++
		}
	}
	return n
}

// inUse is what is in use after collections, bytes. What has a cleanup is free one collection after that has run.
func inUse() int64 {
	least := int64(math.MaxInt64)
	for range 8 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		least = min(least, int64(m.HeapAlloc))
	}
	return least
}
