package sfu_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/etradeoffice/portal/signaling/sfu"
)

// Where not even the smallest picture fits, the sound goes on alone, and the picture comes back by itself.
func TestNarrowestLinkKeepsTheSound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := build(t, plan{guests: 2, oneWay: 50 * time.Millisecond, simulcast: true, narrow: 120_000})
		defer h.close()
		a, b := h.clients[0], h.clients[1]
		h.join(a)
		h.join(b)
		h.room.Bind(b.id, camera(a, sfu.LayerFull))
		defer h.play(a, sfu.Mic, sfu.Camera)()
		time.Sleep(10 * time.Second)
		from, before := time.Now(), b.client.Received(sfu.VideoMid(0)).Packets
		time.Sleep(20 * time.Second)
		if n := b.client.Received(sfu.VideoMid(0)).Packets - before; n > 20 {
			t.Errorf("%d packets of the picture in 20 s at 120 kbit/s", n)
		}
		voice := b.client.Between(sfu.AudioMid(0), from, time.Now().Add(-2*time.Second), 500*time.Millisecond)
		if voice.Lost+voice.Late > voice.Packets/50 || voice.Longest > 300*time.Millisecond {
			t.Errorf("the sound at 120 kbit/s: %+v", voice)
		}
		if h.told(b.id, func(e sfu.Event) bool { q, ok := e.(sfu.Quality); return ok && q.Narrow }) == 0 {
			t.Error("nobody was told that the link is too narrow")
		}
		h.link.SetRate(3_000_000)
		time.Sleep(20 * time.Second)
		if got := b.client.Received(sfu.VideoMid(0)); got.Layer == 0 {
			t.Errorf("20 s after the link became wide: %+v", got)
		}
	})
}

// A shared screen and the person who speaks come before others on a link that does not carry everything, and nothing comes and goes.
func TestScreenAndSpeakerComeFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := build(t, plan{guests: 5, oneWay: 30 * time.Millisecond, simulcast: true, narrow: 2_000_000})
		defer h.close()
		b := h.clients[4]
		var slots []sfu.Slot
		for i, g := range h.clients {
			h.join(g)
			if g != b {
				slots = append(slots, sfu.Slot{Mid: sfu.AudioMid(i), Publisher: g.id, Source: sfu.Mic}, sfu.Slot{Mid: sfu.VideoMid(i), Publisher: g.id, Source: sfu.Camera})
				defer h.play(g, sfu.Camera)()
			}
		}
		slots = append(slots, sfu.Slot{Mid: sfu.VideoMid(7), Publisher: "p1", Source: sfu.Screen})
		defer h.play(h.clients[0], sfu.Screen)()
		defer h.play(h.clients[2], sfu.Mic)() // loud
		h.room.Bind(b.id, slots)
		time.Sleep(20 * time.Second)
		pictures := []string{sfu.VideoMid(7), sfu.VideoMid(2), sfu.VideoMid(0), sfu.VideoMid(1), sfu.VideoMid(3)} // the screen and who speaks, then the others
		steps := func() (n int) {
			for _, mid := range pictures {
				n += b.client.Received(mid).Steps
			}
			return n
		}
		before := steps()
		const looks = 60
		for i := range looks { // more than is there is not tried out with pictures
			time.Sleep(time.Second)
			var layers []int
			for _, mid := range pictures {
				layers = append(layers, b.client.Received(mid).Layer)
			}
			if screen, speaker, others := layers[0], layers[1], layers[2:]; screen == 0 || speaker == 0 || slices.Max(others) > speaker || slices.Min(others) > 0 {
				t.Errorf("layers after %d s: screen %d, speaker %d, others %v", 21+i, screen, speaker, others)
			}
		}
		if n := steps() - before; n > 2 {
			t.Errorf("%d switches in a minute in which nothing changed", n)
		}
	})
}
