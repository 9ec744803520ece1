package sfu_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/etradeoffice/portal/signaling/sfu"
)

// Voice and picture go through different slots with clocks of their own; what was captured together must be played
// together, also after the slots were bound to somebody else.
func TestLipsAndVoiceStayTogetherOverARebinding(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 3, 60*time.Millisecond, 0)
		defer h.close()
		a, b, c := h.clients[0], h.clients[1], h.clients[2]
		for _, g := range h.clients {
			h.join(g)
		}
		defer h.play(a, sfu.Mic, sfu.Camera)()
		time.Sleep(700 * time.Millisecond) // so that the two have different timestamps for the same moment
		defer h.play(b, sfu.Mic, sfu.Camera)()
		for n := range 4 {
			from := []*guest{a, b}[n%2]
			h.room.Bind(c.id, []sfu.Slot{
				{Mid: sfu.AudioMid(0), Publisher: from.id, Source: sfu.Mic}, {Mid: sfu.VideoMid(0), Publisher: from.id, Source: sfu.Camera},
			})
			time.Sleep(4 * time.Second)
			voice, ok := c.times.Offset(sfu.AudioMid(0))
			lips, fine := c.times.Offset(sfu.VideoMid(0))
			if !ok || !fine {
				t.Fatal("no sender reports came")
			}
			if apart := (voice - lips).Abs(); apart > 40*time.Millisecond {
				t.Errorf("binding %d: voice is %v and picture %v off their capture, %v apart", n, voice, lips, apart)
			}
		}
	})
}
