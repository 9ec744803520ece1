package sfu_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/etradeoffice/portal/signaling/sfu"
)

func TestQualityAndLevelAreTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 2, 60*time.Millisecond, 0)
		defer h.close()
		a, b := h.clients[0], h.clients[1]
		h.join(a)
		h.join(b)
		h.room.Bind(b.id, []sfu.Slot{{Mid: sfu.AudioMid(0), Publisher: a.id, Source: sfu.Mic}})
		stop := h.play(a, sfu.Mic) // at 20 dB below the loudest: speech
		time.Sleep(6 * time.Second)
		stop()
		time.Sleep(3 * time.Second)
		near := func(e sfu.Event) bool {
			q, ok := e.(sfu.Quality)
			return ok && q.RTT > 110*time.Millisecond && q.RTT < 140*time.Millisecond && q.Loss() == 0 && q.Rung == sfu.RungUDP
		}
		if h.told(b.id, near) == 0 {
			t.Errorf("no quality with the round trip of 120 ms: %v", h.events[b.id])
		}
		level := func(audible, speaking bool) func(sfu.Event) bool {
			return func(e sfu.Event) bool {
				l, ok := e.(sfu.Level)
				return ok && l.Audible == audible && l.Speaking == speaking
			}
		}
		first, speaks, ended := h.told(a.id, level(true, false)), h.told(a.id, level(true, true)), h.told(a.id, level(false, false))
		if first != 1 || speaks < 10 || ended != 1 || h.told(b.id, level(true, true)) != 0 {
			t.Errorf("levels: a %v, b %v", h.events[a.id], h.events[b.id])
		}
	})
}

func TestNetworkChangeIsHealedByARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 2, 30*time.Millisecond, 0)
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
		down := func(e sfu.Event) bool { return e == sfu.TransportDown{} }
		up := func(e sfu.Event) bool { _, ok := e.(sfu.TransportUp); return ok }
		h.net.Cut("8.8.5.2", true)
		time.Sleep(8 * time.Second)
		if h.told(b.id, down) != 1 || h.told(a.id, down) != 0 {
			t.Errorf("8 s off the wire: a %v, b %v", h.events[a.id], h.events[b.id])
		}
		h.net.Cut("8.8.5.2", false)
		check(t, b.client.Negotiate(t.Context(), b.peer, true))
		time.Sleep(3 * time.Second)
		if h.told(b.id, up) != 2 {
			t.Errorf("after the restart: %v", h.events[b.id])
		}
		before := b.client.Received(sfu.VideoMid(0))
		time.Sleep(time.Second)
		if after := b.client.Received(sfu.VideoMid(0)); after.Packets-before.Packets < 50 || len(after.SSRCs) != 1 || after.Backwards > 0 {
			t.Errorf("a second after the restart: %+v, then %+v", before, after)
		}
	})
}

func TestNewestOfferIsAnsweredAndOthersAreNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 1, 10*time.Millisecond, 0)
		defer h.close()
		a := h.clients[0]
		p, err := h.room.Join(a.id, func(sfu.Event) {})
		check(t, err)
		offer, err := a.client.Offer(t.Context(), false)
		check(t, err)
		answer, err := p.Offer(5, offer)
		check(t, err)
		if strings.Count(answer, "a=candidate:") == 0 || strings.Count(answer, "\nm=") != sfu.Lines {
			t.Errorf("answer:\n%s", answer)
		}
		for _, neg := range []int{5, 4, -1} {
			if _, err := p.Offer(neg, offer); !errors.Is(err, sfu.ErrStaleOffer) {
				t.Errorf("offer %d after 5: %v, want ErrStaleOffer", neg, err)
			}
		}
		check(t, a.client.Answer(answer))
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		check(t, a.client.WaitUp(ctx))
	})
}

func TestOfferOfAnotherShapeIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 1, 10*time.Millisecond, 0)
		defer h.close()
		p, err := h.room.Join("p1", func(sfu.Event) {})
		check(t, err)
		good, err := h.clients[0].client.Offer(t.Context(), false)
		check(t, err)
		lines := strings.SplitAfter(good, "\nm=")
		neg := 0
		for name, bad := range map[string]string{
			"nothing":         "",
			"not SDP":         "hello",
			"a line less":     strings.TrimSuffix(strings.Join(lines[:len(lines)-1], ""), "m="),
			"a line more":     good + "m=" + lines[len(lines)-1],
			"another order":   strings.Replace(good, "m=audio", "m=video", 1),
			"both directions": strings.Replace(good, "a=sendonly", "a=sendrecv", 1),
			"other mids":      strings.ReplaceAll(good, "a=mid:1\r", "a=mid:camera\r"),
			"2000 lines":      good + strings.Repeat("m="+lines[len(lines)-1], 2000),
			"a megabyte":      good + strings.Repeat("a=x:"+strings.Repeat("y", 1000)+"\r\n", 1000),
			"no fingerprint":  strings.ReplaceAll(good, "a=fingerprint", "a=fingertip"),
		} {
			neg++
			if _, err := p.Offer(neg, bad); !errors.Is(err, sfu.ErrBadOffer) {
				t.Errorf("%s: %v, want ErrBadOffer", name, err)
			}
		}
	})
}

func TestWhoIsOffTheWireHasNoQuality(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 1, 30*time.Millisecond, 0)
		defer h.close()
		a := h.clients[0]
		h.join(a)
		down := func(e sfu.Event) bool { return e == sfu.TransportDown{} }
		good := func(e sfu.Event) bool { _, ok := e.(sfu.Quality); return ok }
		time.Sleep(5 * time.Second)
		h.net.Cut("8.8.5.1", true)
		time.Sleep(8 * time.Second)
		before := h.told(a.id, good)
		time.Sleep(6 * time.Second)
		if h.told(a.id, down) != 1 || h.told(a.id, good) != before {
			t.Errorf("off the wire: %v", h.events[a.id])
		}
		h.net.Cut("8.8.5.1", false)
		check(t, a.client.Negotiate(t.Context(), a.peer, true))
		time.Sleep(3 * time.Second)
		if h.told(a.id, good) == before {
			t.Error("no quality after the restart")
		}
	})
}

func TestRestartThatDoesNotComeThroughIsToldAsDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 1, 30*time.Millisecond, 0)
		defer h.close()
		a := h.clients[0]
		h.join(a)
		time.Sleep(time.Second)
		h.net.Cut("8.8.5.1", true)
		check(t, a.client.Negotiate(t.Context(), a.peer, true))
		time.Sleep(30 * time.Second)
		if h.told(a.id, func(e sfu.Event) bool { return e == sfu.TransportDown{} }) != 1 {
			t.Errorf("30 s after a restart into nothing: %v", h.events[a.id])
		}
	})
}
