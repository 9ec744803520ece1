package sfu_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/etradeoffice/portal/signaling/sfu"
	"github.com/etradeoffice/portal/signaling/sfu/sfutest"
)

// A publisher that knows H.264 alone and one of VP8, before subscribers of both codecs, of VP8 alone and of H.264 alone.
func TestCase16H264IsForwardedBesideVP8ToWhoKnowsIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := build(t, plan{guests: 4, oneWay: 40 * time.Millisecond, video: []sfutest.Video{sfutest.H264, sfutest.VP8AndH264, sfutest.VP8, sfutest.H264}})
		defer h.close()
		h264, both, vp8, phone := h.clients[0], h.clients[1], h.clients[2], h.clients[3]
		for _, g := range h.clients {
			h.join(g)
		}
		see := func(g *guest, from ...*guest) {
			var slots []sfu.Slot
			for n, f := range from {
				slots = append(slots, sfu.Slot{Mid: sfu.VideoMid(n), Publisher: f.id, Source: sfu.Camera, Most: sfu.Layers[len(sfu.Layers)-1]})
			}
			h.room.Bind(g.id, slots)
		}
		see(both, h264, vp8)
		see(vp8, h264, both)
		see(phone, h264, vp8)
		defer h.play(h264, sfu.Camera)()
		defer h.play(vp8, sfu.Camera)()
		time.Sleep(2 * time.Second)
		h.net.SetLoss(0.03)
		time.Sleep(10 * time.Second) // 6 of 100 are lost in all; what stays missing has not been repaired
		h.net.SetLoss(0)
		time.Sleep(2 * time.Second)
		for _, c := range []struct {
			who  string
			to   *guest
			slot int
			from *guest
		}{
			{"H.264 to who knows both", both, 0, h264}, {"VP8 to who knows both", both, 1, vp8}, {"H.264 to who knows nothing else", phone, 0, h264},
		} {
			got := c.to.client.Received(sfu.VideoMid(c.slot))
			if got.Last != c.from.mark || got.Packets < 700 || got.Keyframes == 0 || got.Headless+got.Backwards > 0 || got.Missing*100 > got.Packets || len(got.SSRCs) != 1 {
				t.Errorf("%s: %+v", c.who, got)
			}
		}
		for who, got := range map[string]sfutest.Received{
			"H.264 to who knows VP8 alone": vp8.client.Received(sfu.VideoMid(0)), "VP8 to who knows H.264 alone": phone.client.Received(sfu.VideoMid(1)),
		} {
			if got.Packets > 0 {
				t.Errorf("%s: %+v", who, got)
			}
		}

		see(both, vp8, h264) // another codec comes out of a slot that stands
		time.Sleep(3 * time.Second)
		if got := both.client.Received(sfu.VideoMid(0)); got.Last != vp8.mark || got.Headless+got.Backwards > 0 || len(got.SSRCs) != 1 {
			t.Errorf("a slot that went over from H.264 to VP8: %+v", got)
		}
	})
}
