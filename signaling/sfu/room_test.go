package sfu_test

import (
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/etradeoffice/portal/signaling/sfu"
)

func TestSlotIsReboundWithoutAGapAndWithoutNegotiation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 3, 50*time.Millisecond, 0)
		defer h.close()
		a, b, c := h.clients[0], h.clients[1], h.clients[2]
		for _, g := range h.clients {
			h.join(g)
		}
		defer h.play(a, sfu.Mic, sfu.Camera)()
		defer h.play(b, sfu.Mic, sfu.Camera)()
		for n := range 20 {
			from := []*guest{a, b}[n%2]
			h.room.Bind(c.id, []sfu.Slot{
				{Mid: sfu.AudioMid(0), Publisher: from.id, Source: sfu.Mic},
				{Mid: sfu.VideoMid(0), Publisher: from.id, Source: sfu.Camera},
			})
			time.Sleep(900 * time.Millisecond)
			for _, mid := range []string{sfu.AudioMid(0), sfu.VideoMid(0)} {
				if got := c.client.Received(mid); got.Last != from.mark {
					t.Fatalf("after switch %d the newest packet on %s is by %d, want %d", n, mid, got.Last, from.mark)
				}
			}
		}
		for _, mid := range []string{sfu.AudioMid(0), sfu.VideoMid(0)} {
			got := c.client.Received(mid)
			if got.Missing+got.Twice+got.Backwards+got.Headless > 0 || len(got.SSRCs) != 1 {
				t.Errorf("%s: %+v", mid, got)
			}
		}
		if n := c.client.SignalingChanges(); n != 2 {
			t.Errorf("%d changes of the signaling state, want the first negotiation's 2", n)
		}
	})
}

func TestMutedSourceSendsNotOnePacketOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 2, 30*time.Millisecond, 0.02)
		defer h.close()
		a, b := h.clients[0], h.clients[1]
		h.join(a)
		h.join(b)
		defer h.play(a, sfu.Mic, sfu.Camera)()
		h.room.Bind(b.id, []sfu.Slot{
			{Mid: sfu.AudioMid(0), Publisher: a.id, Source: sfu.Mic},
			{Mid: sfu.VideoMid(0), Publisher: a.id, Source: sfu.Camera},
		})
		time.Sleep(2 * time.Second)
		for range 3 {
			a.peer.SetMuted(sfu.Mic, true)
			a.peer.SetMuted(sfu.Camera, true)
			time.Sleep(100 * time.Millisecond) // what is on the wire arrives
			audio, video := b.client.Received(sfu.AudioMid(0)).Packets, b.client.Received(sfu.VideoMid(0)).Packets
			if audio == 0 || video == 0 {
				t.Fatal("nothing came before the mute")
			}
			time.Sleep(5 * time.Second)
			if got := b.client.Received(sfu.AudioMid(0)).Packets; got != audio {
				t.Errorf("%d audio packets of a muted microphone", got-audio)
			}
			if got := b.client.Received(sfu.VideoMid(0)).Packets; got != video {
				t.Errorf("%d video packets of a muted camera", got-video)
			}
			a.peer.SetMuted(sfu.Mic, false)
			a.peer.SetMuted(sfu.Camera, false)
			time.Sleep(2 * time.Second)
			if got := b.client.Received(sfu.VideoMid(0)); got.Packets == video || got.Backwards > 0 {
				t.Errorf("after the mute: %+v", got)
			}
			if got := b.client.Received(sfu.AudioMid(0)); got.Packets == audio {
				t.Error("the microphone did not come back")
			}
		}
	})
}

func TestMuteOutlivesTheStreamAndARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 2, 10*time.Millisecond, 0)
		defer h.close()
		a, b := h.clients[0], h.clients[1]
		h.join(b)
		h.room.Bind(b.id, []sfu.Slot{{Mid: sfu.AudioMid(0), Publisher: a.id, Source: sfu.Mic}})
		var err error
		a.peer, err = h.room.Join(a.id, func(sfu.Event) {})
		check(t, err)
		a.peer.SetMuted(sfu.Mic, true) // before there is any stream
		check(t, a.client.Connect(t.Context(), a.peer))
		defer h.play(a, sfu.Mic)()
		time.Sleep(time.Second)
		check(t, a.client.Negotiate(t.Context(), a.peer, true))
		time.Sleep(3 * time.Second)
		if heard := b.client.Heard(); len(heard) != 0 {
			t.Errorf("a muted microphone came out of %v", heard)
		}
	})
}

func TestWhoIsNotBoundReceivesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 3, 20*time.Millisecond, 0)
		defer h.close()
		a, b, waiting := h.clients[0], h.clients[1], h.clients[2]
		for _, g := range h.clients {
			h.join(g)
			defer h.play(g, sfu.Mic, sfu.Camera)()
		}
		both := []sfu.Slot{{Mid: sfu.AudioMid(0), Publisher: b.id, Source: sfu.Mic}}
		h.room.Bind(a.id, both)
		h.room.Bind(b.id, []sfu.Slot{{Mid: sfu.AudioMid(0), Publisher: a.id, Source: sfu.Mic}})
		time.Sleep(3 * time.Second)
		if heard := waiting.client.Heard(); len(heard) != 0 {
			t.Errorf("who waits received on %v", heard)
		}
		for _, g := range []*guest{a, b} {
			if got := g.client.Received(sfu.AudioMid(0)); got.Senders[waiting.mark] != 0 || got.Packets == 0 {
				t.Errorf("%s heard %v", g.id, got.Senders)
			}
		}
		// Out again: nothing more, at once.
		h.room.Bind(a.id, nil)
		time.Sleep(100 * time.Millisecond)
		had := a.client.Received(sfu.AudioMid(0)).Packets
		time.Sleep(2 * time.Second)
		if got := a.client.Received(sfu.AudioMid(0)).Packets; got != had {
			t.Errorf("%d packets after the binding ended", got-had)
		}
		// Whoever comes back under the same id starts with nothing bound.
		h.room.Bind(a.id, both)
		a.peer.Close()
		time.Sleep(100 * time.Millisecond) // for what was on its way in the instant of the binding
		had = a.client.Received(sfu.AudioMid(0)).Packets
		_, err := h.room.Join(a.id, func(sfu.Event) {})
		check(t, err)
		time.Sleep(time.Second)
		if got := a.client.Received(sfu.AudioMid(0)).Packets; got != had {
			t.Errorf("%d packets after the participant left", got-had)
		}
	})
}

func TestKeyframeIsAskedForOnceForAllSubscribers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 8, 20*time.Millisecond, 0)
		defer h.close()
		a := h.clients[0]
		for _, g := range h.clients {
			h.join(g)
		}
		defer h.play(a, sfu.Camera)()
		time.Sleep(3 * time.Second)
		before := len(a.client.Track(sfu.Camera).Requests())
		for _, g := range h.clients[1:] {
			h.room.Bind(g.id, []sfu.Slot{{Mid: sfu.VideoMid(0), Publisher: a.id, Source: sfu.Camera}})
			time.Sleep(10 * time.Millisecond)
		}
		time.Sleep(2 * time.Second)
		asked := a.client.Track(sfu.Camera).Requests()[before:]
		if len(asked) == 0 || len(asked) > 2 {
			t.Errorf("%d keyframe requests for 7 subscribers that came within 70 ms", len(asked))
		}
		for i := 1; i < len(asked); i++ {
			if d := asked[i].Sub(asked[i-1]); d < 450*time.Millisecond {
				t.Errorf("two requests within %v", d)
			}
		}
		for _, g := range h.clients[1:] {
			if got := g.client.Received(sfu.VideoMid(0)); got.Keyframes == 0 || got.Headless > 0 {
				t.Errorf("%s: %+v", g.id, got)
			}
		}
	})
}

// A keyframe that everybody else has just seen serves the newcomer too.
func TestNewcomerIsCaughtUpFromTheLastKeyframe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 3, 5*time.Millisecond, 0)
		defer h.close()
		a, b, c := h.clients[0], h.clients[1], h.clients[2]
		for _, g := range h.clients {
			h.join(g)
		}
		defer h.play(a, sfu.Camera)()
		time.Sleep(5 * time.Second) // the first keyframe is long gone
		slots := []sfu.Slot{{Mid: sfu.VideoMid(0), Publisher: a.id, Source: sfu.Camera}}
		h.room.Bind(b.id, slots)
		time.Sleep(200 * time.Millisecond)
		asked := len(a.client.Track(sfu.Camera).Requests())
		h.room.Bind(c.id, slots)
		time.Sleep(100 * time.Millisecond)
		got := c.client.Received(sfu.VideoMid(0))
		if got.Keyframes != 1 || got.Packets < 12 || got.Missing+got.Twice+got.Backwards+got.Headless > 0 {
			t.Errorf("100 ms after the newcomer: %+v", got)
		}
		if more := len(a.client.Track(sfu.Camera).Requests()) - asked; more != 0 {
			t.Errorf("%d keyframes were asked for though the last one was 200 ms old", more)
		}
	})
}

// What comes at once is shown in the time in which it was captured: an old keyframe would leave the picture late.
func TestNewcomerIsNotShownWhatIsLongPast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := build(t, plan{guests: 2, oneWay: 20 * time.Millisecond, simulcast: true})
		defer h.close()
		a, b := h.clients[0], h.clients[1]
		h.join(a)
		h.join(b)
		defer h.play(a, sfu.Camera)()
		time.Sleep(3500 * time.Millisecond) // the first keyframe is still in the ring
		from := time.Now()
		h.room.Bind(b.id, camera(a, sfu.LayerQuarter))
		time.Sleep(time.Second)
		old := b.client.Between(sfu.VideoMid(0), time.Time{}, from.Add(-2*time.Second), time.Hour)
		if got := b.client.Received(sfu.VideoMid(0)); old.Packets > 0 || got.Packets == 0 || got.Keyframes == 0 {
			t.Errorf("%d packets from more than two seconds ago of %+v", old.Packets, got)
		}
	})
}

func TestStallIsToldAndItsEndToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 1, 10*time.Millisecond, 0)
		defer h.close()
		a := h.clients[0]
		h.join(a)
		started := func(e sfu.Event) bool { return e == sfu.TrackStarted{Source: sfu.Camera} }
		stalled := func(e sfu.Event) bool { return e == sfu.TrackStalled{Source: sfu.Camera} }
		stop := h.play(a, sfu.Camera)
		time.Sleep(5 * time.Second)
		if h.told(a.id, started) != 1 || h.told(a.id, stalled) != 0 {
			t.Fatalf("while it flows: %v", h.events[a.id])
		}
		stop()
		time.Sleep(2800 * time.Millisecond)
		if h.told(a.id, stalled) != 0 {
			t.Error("a stall was told before 3 s of silence")
		}
		time.Sleep(700 * time.Millisecond)
		if h.told(a.id, stalled) != 1 {
			t.Error("3.5 s of silence were not told")
		}
		stop = h.play(a, sfu.Camera)
		time.Sleep(time.Second)
		stop()
		if h.told(a.id, started) != 2 || h.told(a.id, stalled) != 1 {
			t.Errorf("after it came back: %v", h.events[a.id])
		}
	})
}

func TestRoomIsFullAtSomePointAndForgetsWhoLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 0, 0, 0)
		defer h.close()
		var last *sfu.Peer
		for i := range sfu.MaxPeers {
			p, err := h.room.Join(fmt.Sprint("p", i), func(sfu.Event) {})
			check(t, err)
			last = p
		}
		if _, err := h.room.Join("z", func(sfu.Event) {}); !errors.Is(err, sfu.ErrFull) {
			t.Errorf("one too many: %v, want ErrFull", err)
		}
		if _, err := h.room.Join("p0", func(sfu.Event) {}); err != nil {
			t.Errorf("the first once more, from another page: %v", err)
		}
		last.Close()
		last.Close()
		if _, err := h.room.Join("z", func(sfu.Event) {}); err != nil {
			t.Errorf("in a place that was left: %v", err)
		}
		if _, err := last.Offer(1, ""); err == nil {
			t.Error("a closed peer answers offers")
		}
		h.room.Close()
		if _, err := h.room.Join("a", func(sfu.Event) {}); !errors.Is(err, sfu.ErrClosed) {
			t.Errorf("into a closed room: %v, want ErrClosed", err)
		}
		if h.sfu.Open("room") == h.room {
			t.Error("a closed room is opened again")
		}
	})
}

// A page that does not move sends its next packet when it does: who comes meanwhile sees it at once, each packet once.
func TestNewcomerSeesAStillPageWithoutItsNextPacket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 3, 20*time.Millisecond, 0)
		defer h.close()
		a, early, late := h.clients[0], h.clients[1], h.clients[2]
		for _, g := range []*guest{a, early} {
			h.join(g)
		}
		page := a.client.Track(sfu.Screen)
		for range 5 {
			page.Send(a.mark, 0)
			time.Sleep(10 * time.Millisecond)
		}
		slots := []sfu.Slot{{Mid: sfu.VideoMid(3), Publisher: a.id, Source: sfu.Screen}}
		h.room.Bind(early.id, slots)
		h.room.Bind(late.id, slots)
		h.join(late)
		time.Sleep(100 * time.Millisecond)
		whole := func(g *guest, packets int) {
			t.Helper()
			if got := g.client.Received(sfu.VideoMid(3)); got.Keyframes != 1 || got.Packets != packets || got.Missing+got.Twice > 0 {
				t.Errorf("%s got %+v, want %d packets", g.id, got, packets)
			}
		}
		whole(early, 10)
		whole(late, 10)
		page.Send(a.mark, 0)
		time.Sleep(100 * time.Millisecond)
		whole(early, 12)
		whole(late, 12)
	})
}
