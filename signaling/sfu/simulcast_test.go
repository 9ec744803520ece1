package sfu_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/etradeoffice/portal/signaling/sfu"
)

func camera(from *guest, most sfu.Layer) []sfu.Slot {
	return []sfu.Slot{
		{Mid: sfu.AudioMid(0), Publisher: from.id, Source: sfu.Mic},
		{Mid: sfu.VideoMid(0), Publisher: from.id, Source: sfu.Camera, Most: most},
	}
}

func TestCase07ThreeLayersArriveAndEachSubscriberGetsTheOneItWishes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := build(t, plan{guests: 4, oneWay: 20 * time.Millisecond, loss: 0.02, simulcast: true})
		defer h.close()
		a := h.clients[0]
		for _, g := range h.clients {
			h.join(g)
		}
		wishes := []sfu.Layer{sfu.LayerQuarter, sfu.LayerHalf, sfu.LayerFull}
		for i, g := range h.clients[1:] {
			h.room.Bind(g.id, camera(a, wishes[i]))
		}
		stop := h.play(a, sfu.Mic, sfu.Camera)
		time.Sleep(12 * time.Second)
		h.net.SetLoss(0)
		time.Sleep(2 * time.Second)
		stop()
		time.Sleep(time.Second)
		for i, g := range h.clients[1:] {
			got := g.client.Received(sfu.VideoMid(0))
			t.Logf("%s: layer %d, %+v", g.id, got.Layer, got)
			if got.Layer != i || got.Packets < 100 || got.Missing > got.Packets/200 || got.Backwards+got.Headless > 0 || len(got.SSRCs) != 1 {
				t.Errorf("%s wished layer %d and got layer %d: %+v", g.id, i, got.Layer, got)
			}
		}
	})
}

// The retransmission of a layer comes before its first packet, and the ids of the layer only come late: the first
// packets are lost on the way.
func TestCase07RepairsBeforeTheirLayer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := build(t, plan{guests: 2, oneWay: 20 * time.Millisecond, simulcast: true})
		defer h.close()
		a, b := h.clients[0], h.clients[1]
		h.join(a)
		h.join(b)
		h.room.Bind(b.id, camera(a, sfu.LayerHalf))
		a.client.RepairFirst(sfu.Camera)
		time.Sleep(200 * time.Millisecond)
		stop := h.play(a, sfu.Camera)
		time.Sleep(4 * time.Second)
		h.net.SetLoss(0.05)
		time.Sleep(4 * time.Second)
		h.net.SetLoss(0)
		time.Sleep(2 * time.Second)
		stop()
		time.Sleep(time.Second)
		if got := b.client.Received(sfu.VideoMid(0)); got.Layer != 1 || got.Missing > got.Packets/200 || got.Backwards+got.Headless > 0 {
			t.Errorf("packets were never repaired: %+v", got)
		}
	})
}

func TestCase11LayersAreSwitchedAtKeyframesThatAreAskedForOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := build(t, plan{guests: 8, oneWay: 30 * time.Millisecond, simulcast: true})
		defer h.close()
		a := h.clients[0]
		for _, g := range h.clients {
			h.join(g)
		}
		defer h.play(a, sfu.Camera)()
		for _, g := range h.clients[1:] {
			h.room.Bind(g.id, camera(a, sfu.LayerQuarter))
		}
		time.Sleep(8 * time.Second)
		asked := len(a.client.Track(sfu.Camera).Requests())
		steps := map[string]int{} // which layer comes first is chance
		for _, g := range h.clients[1:] {
			steps[g.id] = g.client.Received(sfu.VideoMid(0)).Steps
		}
		for _, most := range []sfu.Layer{sfu.LayerHalf, sfu.LayerQuarter, sfu.LayerHalf} {
			for _, g := range h.clients[1:] {
				h.room.Bind(g.id, camera(a, most))
				time.Sleep(5 * time.Millisecond)
			}
			time.Sleep(8 * time.Second)
			for _, g := range h.clients[1:] {
				if got := g.client.Received(sfu.VideoMid(0)); got.Layer != most.Index() {
					t.Errorf("%s wished %s and has layer %d", g.id, most, got.Layer)
				}
			}
		}
		for _, g := range h.clients[1:] {
			if got := g.client.Received(sfu.VideoMid(0)); got.Steps-steps[g.id] != 3 || got.Missing+got.Twice+got.Backwards+got.Headless > 0 {
				t.Errorf("%s: %+v", g.id, got)
			}
		}
		requests := a.client.Track(sfu.Camera).Requests()[asked:]
		if len(requests) > 6 {
			t.Errorf("%d keyframes were asked for in 3 switches of 7 subscribers", len(requests))
		}
	})
}

func TestCase12KeyframeThatDoesNotComeIsAskedForWithGrowingPauses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := build(t, plan{guests: 2, oneWay: 30 * time.Millisecond, simulcast: true})
		defer h.close()
		a, b := h.clients[0], h.clients[1]
		h.join(a)
		h.join(b)
		track := a.client.Track(sfu.Camera)
		track.Withhold(true)
		defer h.play(a, sfu.Camera)()
		h.room.Bind(b.id, camera(a, sfu.LayerQuarter))
		time.Sleep(9 * time.Second)
		asked := track.RequestsOf(0)
		if len(asked) < 4 || len(asked) > 6 {
			t.Errorf("%d requests in 9 s without a keyframe: %v", len(asked), asked)
		}
		for i := 2; i < len(asked); i++ {
			if asked[i].Sub(asked[i-1]) < asked[i-1].Sub(asked[i-2])*3/2 && asked[i].Sub(asked[i-1]) < 3*time.Second {
				t.Errorf("pauses do not grow: %v", asked)
			}
		}
		if heard := b.client.Received(sfu.VideoMid(0)); heard.Packets > 0 {
			t.Errorf("a picture without a keyframe went out: %+v", heard)
		}
		track.Withhold(false)
		time.Sleep(5 * time.Second)
		if got := b.client.Received(sfu.VideoMid(0)); got.Packets == 0 || got.Headless > 0 {
			t.Errorf("after the keyframe: %+v", got)
		}
	})
}

func TestUnusedLayersAreStoppedAndStartedAtThePublisher(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := build(t, plan{guests: 2, oneWay: 30 * time.Millisecond, simulcast: true})
		defer h.close()
		a, b := h.clients[0], h.clients[1]
		h.join(a)
		h.join(b)
		defer h.play(a, sfu.Camera)()
		var told []sfu.LayersWanted
		wanted := func() sfu.LayersWanted {
			h.mu.Lock()
			defer h.mu.Unlock()
			told = nil
			for _, e := range h.events[a.id] {
				if e, ok := e.(sfu.LayersWanted); ok {
					told = append(told, e)
				}
			}
			if len(told) == 0 {
				return sfu.LayersWanted{}
			}
			return told[len(told)-1]
		}
		time.Sleep(5 * time.Second) // nobody looks
		if got := wanted(); got.On != [3]bool{true, false, false} || got.Source != sfu.Camera {
			t.Errorf("without subscribers: %v", told)
		}
		h.room.Bind(b.id, camera(a, sfu.LayerFull))
		time.Sleep(12 * time.Second)
		if got := wanted(); !got.On[2] || got.On[1] {
			t.Errorf("with a subscriber of the largest: %v", told)
		}
		if got := b.client.Received(sfu.VideoMid(0)); got.Layer != 2 {
			t.Errorf("the subscriber has layer %d", got.Layer)
		}
		h.room.Bind(b.id, camera(a, sfu.LayerQuarter))
		time.Sleep(2 * time.Second)
		if got := wanted(); !got.On[2] {
			t.Error("stopped at once, though the wish may come back")
		}
		time.Sleep(3 * time.Second)
		if got := wanted(); got.On != [3]bool{true, false, false} {
			t.Errorf("after the wish for the smallest: %v", told)
		}
	})
}

// Layers have clocks of their own. What a subscriber sees goes on at the right time over switches between them.
// A browser that finds no room for a layer leaves it without a word: the picture goes on in another one, before it is missed.
func TestLayerThatItsBrowserLeavesIsReplacedSoon(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := build(t, plan{guests: 2, oneWay: 125 * time.Millisecond, simulcast: true})
		defer h.close()
		a, b := h.clients[0], h.clients[1]
		h.join(a)
		h.join(b)
		h.room.Bind(b.id, camera(a, sfu.LayerHalf))
		defer h.play(a, sfu.Camera)()
		time.Sleep(8 * time.Second)
		if got := b.client.Received(sfu.VideoMid(0)); got.Layer != 1 {
			t.Fatalf("layer %d", got.Layer)
		}
		from := time.Now()
		a.client.Track(sfu.Camera).SetLayers([len(sfu.Layers)]bool{true, false, false})
		time.Sleep(4 * time.Second)
		to := time.Now()
		time.Sleep(time.Second)
		heard, got := b.client.Between(sfu.VideoMid(0), from.Add(-time.Second), to, time.Hour), b.client.Received(sfu.VideoMid(0))
		t.Logf("nothing came for %v", heard.Longest)
		if got.Layer != 0 || heard.Longest > 900*time.Millisecond || got.Headless > 0 {
			t.Errorf("nothing came for %v; %+v", heard.Longest, got)
		}
	})
}

func TestCase15LipsAndVoiceStayTogetherOverLayers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := build(t, plan{guests: 2, oneWay: 60 * time.Millisecond, simulcast: true})
		defer h.close()
		a, b := h.clients[0], h.clients[1]
		h.join(a)
		h.join(b)
		defer h.play(a, sfu.Mic, sfu.Camera)()
		for _, most := range []sfu.Layer{sfu.LayerQuarter, sfu.LayerFull, sfu.LayerHalf, sfu.LayerQuarter} {
			h.room.Bind(b.id, camera(a, most))
			time.Sleep(14 * time.Second)
			voice, ok := b.times.Offset(sfu.AudioMid(0))
			lips, fine := b.times.Offset(sfu.VideoMid(0))
			got := b.client.Received(sfu.VideoMid(0))
			if !ok || !fine || got.Layer != most.Index() {
				t.Fatalf("wished %s: reports %v %v, %+v", most, ok, fine, got)
			}
			if apart := (voice - lips).Abs(); apart > 60*time.Millisecond {
				t.Errorf("layer %s: voice is %v and picture %v off their capture", most, voice, lips)
			}
			if got.Backwards > 0 {
				t.Errorf("layer %s: %+v", most, got)
			}
		}
	})
}
