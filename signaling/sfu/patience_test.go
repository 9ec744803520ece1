package sfu_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/etradeoffice/portal/signaling/sfu"
)

// Where much is lost, each browser is told to hold pictures back for two requests, and to let the voice go ahead.
func TestPictureWaitsForItsRepairsAndTheVoiceDoesNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := build(t, plan{guests: 2, oneWay: 125 * time.Millisecond, simulcast: true, red: []int{0, 1}})
		defer h.close()
		a, b := h.clients[0], h.clients[1]
		h.join(a)
		h.join(b)
		h.room.Bind(b.id, camera(a, sfu.LayerQuarter))
		defer h.play(a, sfu.Mic, sfu.Camera)()
		time.Sleep(6 * time.Second)
		if got := b.client.Received(sfu.VideoMid(0)); got.Told > 0 {
			t.Errorf("%d packets told of %v while nothing was lost", got.Told, got.Patience)
		}
		h.net.SetLoss(0.1)
		time.Sleep(20 * time.Second)
		got := b.client.Received(sfu.VideoMid(0))
		if got.Patience < 500*time.Millisecond || got.Patience > 700*time.Millisecond {
			t.Errorf("pictures wait for %v at 250 ms", got.Patience)
		}
		voice, ok := b.times.Offset(sfu.AudioMid(0))
		lips, fine := b.times.Offset(sfu.VideoMid(0))
		if late := lips - voice; !ok || !fine || (late+100*time.Millisecond-got.Patience).Abs() > 60*time.Millisecond {
			t.Errorf("by the reports the picture was captured %v after the voice; it waits for %v, the voice for 100 ms", late, got.Patience)
		}
		h.net.SetLoss(0)
		time.Sleep(40 * time.Second)
		if got := b.client.Received(sfu.VideoMid(0)); got.Patience != 0 {
			t.Errorf("pictures wait for %v long after nothing was lost", got.Patience)
		}
	})
}
