package sfu_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/etradeoffice/portal/signaling/sfu"
)

// A publisher that sends redundant sound and one that does not, before a subscriber of each kind.
func TestCase30RedundancyIsTakenOffAndPutOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := build(t, plan{guests: 4, oneWay: 20 * time.Millisecond, red: []int{0, 2}})
		defer h.close()
		twice, once := h.clients[0], h.clients[1]
		for _, g := range h.clients {
			h.join(g)
		}
		for _, g := range h.clients[2:] {
			h.room.Bind(g.id, []sfu.Slot{
				{Mid: sfu.AudioMid(0), Publisher: twice.id, Source: sfu.Mic}, {Mid: sfu.AudioMid(1), Publisher: once.id, Source: sfu.Mic},
			})
		}
		defer h.play(twice, sfu.Mic)()
		defer h.play(once, sfu.Mic)()
		time.Sleep(10 * time.Second)
		for _, g := range h.clients[2:] {
			for n, from := range []*guest{twice, once} {
				got := g.client.Received(sfu.AudioMid(n))
				if got.Last != from.mark || got.Packets < 450 || got.Missing+got.Twice+got.Again > 0 {
					t.Errorf("%s of %s, nothing lost: %+v", g.id, from.id, got)
				}
			}
		}
		h.net.SetLoss(0.1)
		time.Sleep(30 * time.Second)
		h.net.SetLoss(0)
		time.Sleep(time.Second)
		shielded, bare := h.clients[2].client, h.clients[3].client
		got, plain := shielded.Received(sfu.AudioMid(0)), bare.Received(sfu.AudioMid(0))
		t.Logf("redundant both ways %+v; taken off %+v", got, plain)
		if got.Recovered == 0 || got.Missing > 1500*3/100 {
			t.Errorf("of 1500 frames %d are missing at 10 %% each way", got.Missing)
		}
		if plain.Again > 0 || plain.Twice > 0 || plain.Missing > 1500*5/100 { // each packet leaves twice
			t.Errorf("plain Opus at 10 %% downwards and hardly any upwards: %+v", plain)
		}
		if got.Backwards+plain.Backwards > 0 {
			t.Errorf("timestamps went back: %+v, %+v", got, plain)
		}
	})
}
