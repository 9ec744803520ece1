package sfu_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/etradeoffice/portal/signaling/sfu"
)

// TestWhoWaitsIsToldThatTheOthersLinkFailed: without that word a browser mends its own connection, again and again, and in the end
// leaves a good way for a worse one.
func TestWhoWaitsIsToldThatTheOthersLinkFailed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 2, 60*time.Millisecond, 0)
		defer h.close()
		a, b := h.clients[0], h.clients[1]
		stalled := func(source sfu.Source) int {
			return h.told(a.id, func(e sfu.Event) bool { return e == sfu.TrackStalled{Source: source} })
		}
		tells := func(when string, source sfu.Source, times int) {
			t.Helper()
			if got := stalled(source); got != times {
				t.Errorf("%s: told %d times that %s stands still, want %d", when, got, source, times)
			}
		}
		slot := []sfu.Slot{{Mid: sfu.VideoMid(0), Publisher: a.id, Source: sfu.Camera}}
		h.join(b)
		h.attach(a)
		time.Sleep(10 * time.Second)
		tells("nobody waits for a link that never came up", sfu.Camera, 0)
		h.room.Bind(b.id, slot)
		time.Sleep(2800 * time.Millisecond)
		tells("shortly after somebody waits", sfu.Camera, 0)
		time.Sleep(10 * time.Second)
		tells("later", sfu.Camera, 1)
		tells("later, of what nobody waits for", sfu.Mic, 0)

		h.connect(a)
		stop := h.play(a, sfu.Camera)
		time.Sleep(5 * time.Second)
		tells("while it flows", sfu.Camera, 1)
		h.net.Cut("8.8.5.1", true)
		time.Sleep(3500 * time.Millisecond)
		tells("3.5 s after the link was cut", sfu.Camera, 2)
		time.Sleep(10 * time.Second)
		tells("when the transport is down as well", sfu.Camera, 2)
		h.room.Bind(b.id, nil)
		h.room.Bind(b.id, slot)
		time.Sleep(3500 * time.Millisecond)
		tells("to who waits since then", sfu.Camera, 3)
		a.peer.SetMuted(sfu.Camera, true)
		a.peer.SetMuted(sfu.Camera, false)
		time.Sleep(3500 * time.Millisecond)
		tells("after it may be seen again", sfu.Camera, 4)
		stop()
	})
}
