package sfu_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/etradeoffice/portal/signaling/sfu"
	"github.com/etradeoffice/portal/signaling/sfu/sfutest"
)

// outcome is what a listener had of a call, in shares of the packets.
type outcome struct {
	lost, late float64 // of the picture, never and not within 0.8 s of the usual time
	soon       float64 // of the picture, not within 0.6 s
	stands     int     // how often the picture stood still
	concealed  float64 // of the sound, not within 0.2 s of the usual time
	packets    int
	skipped    int
	up, down   float64 // kbit/s that each guest puts on the wire, and that the server does for each
}

// listen is what one of two guests has of a call over a bad path, after it has stood for 8 s.
func listen(t *testing.T, rtt time.Duration, loss float64, length time.Duration) (o outcome) {
	synctest.Test(t, func(t *testing.T) {
		h := build(t, plan{guests: 2, oneWay: rtt / 2, simulcast: true, red: []int{0, 1}})
		defer h.close()
		a, b := h.clients[0], h.clients[1]
		h.join(a)
		h.join(b)
		h.room.Bind(b.id, camera(a, sfu.LayerHalf))
		h.room.Bind(a.id, camera(b, sfu.LayerHalf))
		stop, also := h.play(a, sfu.Mic, sfu.Camera), h.play(b, sfu.Mic, sfu.Camera)
		h.net.SetLoss(loss)
		time.Sleep(8 * time.Second)
		from := time.Now()
		up, down := h.net.Sent("8.8.5.1"), h.net.Sent(serverIP)
		time.Sleep(length)
		to := time.Now()
		o.up, o.down = float64(h.net.Sent("8.8.5.1")-up)/length.Seconds()/125, float64(h.net.Sent(serverIP)-down)/length.Seconds()/250
		h.net.SetLoss(0)
		time.Sleep(3 * time.Second)
		stop()
		also()
		time.Sleep(time.Second)
		video := b.client.Between(sfu.VideoMid(0), from, to, rtt+800*time.Millisecond)
		soon := b.client.Between(sfu.VideoMid(0), from, to, rtt+600*time.Millisecond)
		o.soon = float64(soon.Lost+soon.Late) / float64(soon.Packets)
		audio := b.client.Between(sfu.AudioMid(0), from, to, rtt+200*time.Millisecond)
		o.packets, o.skipped = video.Packets, video.Skipped
		o.lost, o.late = float64(video.Lost)/float64(video.Packets), float64(video.Late)/float64(video.Packets)
		o.stands = video.Places
		o.concealed = float64(audio.Lost+audio.Late) / float64(audio.Packets)
	})
	return o
}

func TestCase21GoalOfABadLink(t *testing.T) {
	const rtt, minutes = 250 * time.Millisecond, 2
	clean := listen(t, rtt, 0, 10*time.Second)
	o := listen(t, rtt, 0.1, minutes*time.Minute)
	t.Logf("of %d packets %.4f %% lost, %.4f %% late (%.3f %% after 0.6 s), %d skipped, %d stands; sound concealed %.2f %%; up %+.0f %% of %.0f kbit/s, down %+.0f %% of %.0f",
		o.packets, 100*o.lost, 100*o.late, 100*o.soon, o.skipped, o.stands, 100*o.concealed, 100*(o.up/clean.up-1), clean.up, 100*(o.down/clean.down-1), clean.down)
	if o.lost+o.late > 0.001 || o.concealed > 0.02 {
		t.Error("the goals are 0.1 % of the picture and 2 % of the sound")
	}
	if o.stands > 2*minutes { // it is 0.15 a minute in the mean of many
		t.Errorf("%d stands in %d minutes, the goal is one a minute", o.stands, minutes)
	}
}

func TestCase21LossAndDistance(t *testing.T) {
	for rtt, losses := range map[time.Duration][]float64{
		50 * time.Millisecond: {0.1, 0.2}, 250 * time.Millisecond: {0, 0.05, 0.2}, 300 * time.Millisecond: {0.1, 0.2}, // 0.1 at 250 ms is the goal above
	} {
		for _, loss := range losses {
			t.Run(fmt.Sprintf("21 %v %.0f %%", rtt, loss*100), func(t *testing.T) {
				o := listen(t, rtt, loss, 20*time.Second)
				// Goals stand in README.md with what was measured; these bounds leave room for chance.
				if loss <= 0.1 && rtt <= 250*time.Millisecond && o.lost+o.late > 0.005 || loss <= 0.1 && o.concealed > 0.03 || o.concealed > 0.1 {
					t.Error("more is missing than is bearable")
				}
				t.Logf("of %d packets %.3f %% lost, %.3f %% late, %d skipped, %d stands; sound concealed %.2f %%", o.packets, 100*o.lost, 100*o.late, o.skipped, o.stands, 100*o.concealed)
			})
		}
	}
}

// gap is the longest time between two packets of sound.
func gap(g *guest, from, to time.Time) time.Duration {
	return g.client.Between(sfu.AudioMid(0), from, to, time.Hour).Longest
}

func TestCase22BurstsOfLoss(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := build(t, plan{guests: 2, oneWay: 60 * time.Millisecond, simulcast: true, red: []int{0, 1}})
		defer h.close()
		a, b := h.clients[0], h.clients[1]
		h.join(a)
		h.join(b)
		h.room.Bind(b.id, camera(a, sfu.LayerHalf))
		defer h.play(a, sfu.Mic, sfu.Camera)()
		time.Sleep(8 * time.Second)
		from := time.Now()
		for range 8 {
			h.net.SetLoss(1)
			time.Sleep(200 * time.Millisecond)
			h.net.SetLoss(0)
			time.Sleep(4800 * time.Millisecond)
		}
		got := b.client.Between(sfu.VideoMid(0), from, time.Now().Add(-time.Second), time.Second)
		t.Logf("%+v", got)
		if got.Lost+got.Late > 0 || b.client.Received(sfu.VideoMid(0)).Layer != 1 {
			t.Errorf("after bursts of 200 ms: %+v", got)
		}
	})
}

func TestNobodyIsSentAPictureTwiceUnderOneNumber(t *testing.T) {
	for _, takes := range []sfutest.Video{sfutest.VP8, sfutest.VP8WithoutRTX} {
		synctest.Test(t, func(t *testing.T) {
			h := build(t, plan{guests: 2, oneWay: 40 * time.Millisecond, loss: 0.05, video: []sfutest.Video{sfutest.VP8, takes}})
			defer h.close()
			a, b := h.clients[0], h.clients[1]
			h.join(a)
			h.join(b)
			h.room.Bind(b.id, camera(a, sfu.LayerFull))
			defer h.play(a, sfu.Mic, sfu.Camera)()
			time.Sleep(10 * time.Second)
			got := b.client.Received(sfu.VideoMid(0))
			t.Logf("%+v", got)
			// What is lost is missing for good where there is no stream for repeats: a packet sealed a second time would be under the nonce of the first.
			if repaired := got.Missing < got.Packets/64; got.Packets < 100 || repaired != (takes == sfutest.VP8) {
				t.Errorf("of %d packets %d are missing", got.Packets, got.Missing)
			}
		})
	}
}

func TestCase23PacketsThatOnlyChangedPlacesAreHardlyAskedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 2, 40*time.Millisecond, 0)
		defer h.close()
		a, b := h.clients[0], h.clients[1]
		h.join(a)
		h.join(b)
		h.room.Bind(b.id, camera(a, sfu.LayerFull))
		defer h.play(a, sfu.Mic, sfu.Camera)()
		time.Sleep(3 * time.Second)
		check(t, h.net.Delay(0.1, 30*time.Millisecond))
		before, sent := a.client.Track(sfu.Camera).Asked(), b.client.Received(sfu.VideoMid(0)).Packets
		time.Sleep(2 * time.Minute)
		asked, sent := a.client.Track(sfu.Camera).Asked()-before, b.client.Received(sfu.VideoMid(0)).Packets-sent
		t.Logf("%d of %d packets were asked for", asked, sent)
		if asked > sent*20/100 {
			t.Errorf("%d of %d packets were asked for again", asked, sent)
		}
		if got := b.client.Received(sfu.VideoMid(0)); got.Missing > got.Packets/200 || got.Headless > 0 {
			t.Errorf("%+v", got)
		}
	})
}

func TestCase24DuplicatesChangeNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := build(t, plan{guests: 2, oneWay: 40 * time.Millisecond, simulcast: true})
		defer h.close()
		a, b := h.clients[0], h.clients[1]
		h.join(a)
		h.join(b)
		h.room.Bind(b.id, camera(a, sfu.LayerHalf))
		defer h.play(a, sfu.Mic, sfu.Camera)()
		check(t, h.net.Double(0.05))
		time.Sleep(20 * time.Second)
		for _, mid := range []string{sfu.AudioMid(0), sfu.VideoMid(0)} {
			// What is doubled on the way to the client stops at its own replay protection.
			if got := b.client.Received(mid); got.Missing+got.Twice+got.Backwards+got.Headless > 0 || got.Packets < 500 {
				t.Errorf("%s: %+v", mid, got)
			}
		}
	})
}

func TestCase25NarrowLinkAndBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := build(t, plan{guests: 2, oneWay: 50 * time.Millisecond, simulcast: true, red: []int{0, 1}, narrow: 2_500_000})
		defer h.close()
		a, b := h.clients[0], h.clients[1]
		h.join(a)
		h.join(b)
		h.room.Bind(b.id, camera(a, sfu.LayerFull))
		defer h.play(a, sfu.Mic, sfu.Camera)()
		layer := func() int { return b.client.Received(sfu.VideoMid(0)).Layer }
		until := func(what string, limit time.Duration, is func() bool) time.Duration {
			for start := time.Now(); ; time.Sleep(20 * time.Millisecond) {
				if took := time.Since(start); is() || took > limit {
					if took > limit {
						t.Errorf("%s: not in %v", what, limit)
					}
					return took
				}
			}
		}
		t.Logf("at first the largest layer after %v", until("the largest layer at first", 20*time.Second, func() bool { return layer() == 2 }))
		time.Sleep(5 * time.Second)
		steps := b.client.Received(sfu.VideoMid(0)).Steps
		from := time.Now()
		h.link.SetRate(300_000)
		down := until("the smallest layer", 5*time.Second, func() bool { return layer() == 0 })
		time.Sleep(30*time.Second - down)
		narrow := gap(b, from, time.Now().Add(-time.Second))
		if down > 2*time.Second || narrow > 200*time.Millisecond {
			t.Errorf("down after %v, the sound was away for %v", down, narrow)
		}
		told := h.told(b.id, func(e sfu.Event) bool { q, ok := e.(sfu.Quality); return ok && q.Narrow })
		t.Logf("at 300 kbit/s: down after %v, longest gap of the sound %v, told %d times, %d switches in 30 s", down, narrow, told, b.client.Received(sfu.VideoMid(0)).Steps-steps)
		h.link.SetRate(2_500_000)
		t.Logf("back on the largest after %v", until("the largest layer again", 18*time.Second, func() bool { return layer() == 2 }))
	})
}

func TestCase26WhoIsSentLittleIsNotThoughtToHaveMuch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := build(t, plan{guests: 2, oneWay: 50 * time.Millisecond, simulcast: true})
		defer h.close()
		a, b := h.clients[0], h.clients[1]
		h.join(a)
		h.join(b)
		h.room.Bind(b.id, camera(a, sfu.LayerQuarter))
		defer h.play(a, sfu.Mic, sfu.Camera)()
		for range 30 {
			time.Sleep(10 * time.Second)
			if may, sent := b.peer.Estimate(); may > sent*16/10 {
				t.Errorf("%d kbit/s are thought to be there while %d are sent", may/1000, sent/1000)
			}
		}
	})
}

func TestCase27BadSubscriberIsItsOwnTrouble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := build(t, plan{guests: 3, oneWay: 50 * time.Millisecond, simulcast: true, narrow: 200_000})
		defer h.close()
		a, good, bad := h.clients[0], h.clients[1], h.clients[2]
		for _, g := range h.clients {
			h.join(g)
		}
		h.room.Bind(good.id, camera(a, sfu.LayerFull))
		defer h.play(a, sfu.Mic, sfu.Camera)()
		time.Sleep(15 * time.Second)
		before := good.client.Received(sfu.VideoMid(0))
		h.room.Bind(bad.id, camera(a, sfu.LayerFull))
		from := time.Now()
		time.Sleep(20 * time.Second)
		got := good.client.Between(sfu.VideoMid(0), from, time.Now().Add(-time.Second), 105*time.Millisecond)
		if after := good.client.Received(sfu.VideoMid(0)); got.Lost+got.Late > 0 || after.Layer != 2 || after.Steps != before.Steps {
			t.Errorf("beside a bad subscriber: %+v, %+v", got, after)
		}
		if got := bad.client.Received(sfu.VideoMid(0)); got.Layer != 0 {
			t.Errorf("the bad one has layer %d", got.Layer)
		}
	})
}

// From Wi-Fi to another network: the old address is dead, the client restarts as soon as it knows.
func TestCase38NetworkChangeCostsLessThanThreeSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := build(t, plan{guests: 2, oneWay: 125 * time.Millisecond, simulcast: true})
		defer h.close()
		a, b := h.clients[0], h.clients[1]
		h.join(a)
		h.join(b)
		h.room.Bind(b.id, camera(a, sfu.LayerHalf))
		defer h.play(a, sfu.Mic, sfu.Camera)()
		time.Sleep(8 * time.Second)
		from := time.Now()
		h.net.Cut("8.8.5.2", true)
		time.Sleep(500 * time.Millisecond)
		h.net.Cut("8.8.5.2", false)
		check(t, b.client.Negotiate(t.Context(), b.peer, true))
		time.Sleep(8 * time.Second)
		sound := gap(b, from.Add(-time.Second), time.Now().Add(-time.Second))
		got := b.client.Received(sfu.VideoMid(0))
		t.Logf("sound was away for %v; %+v", sound, got)
		if sound > 3*time.Second || len(got.SSRCs) != 1 || got.Backwards+got.Headless > 0 {
			t.Errorf("sound was away for %v; %+v", sound, got)
		}
	})
}
