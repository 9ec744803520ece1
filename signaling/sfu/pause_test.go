package sfu

import (
	"testing"
	"time"

	"github.com/pion/interceptor/pkg/twcc"
	"github.com/pion/rtcp"
)

// thin is a subscriber that is sent a voice and a small picture, 80 kbit/s, and tells every 100 ms what arrived; late is by how much
// longer than 125 ms the packet of a moment took.
func thin(d *downlink, length time.Duration, late func(at time.Duration) time.Duration) (least int) {
	const size, every, way = 200, 20 * time.Millisecond, 125 * time.Millisecond
	type arrival struct {
		seq uint16
		at  time.Duration
	}
	var onTheWay []arrival
	recorder := twcc.NewRecorder(feedbackSSRC)
	least = ceilingMost
	for at := every; at < length; at += every {
		now := int64(at)
		onTheWay = append(onTheWay, arrival{d.number(departure{at: now, size: size}), at + way + late(at)})
		for len(onTheWay) > 0 && onTheWay[0].at <= at {
			recorder.Record(1, onTheWay[0].seq, onTheWay[0].at.Microseconds())
			onTheWay = onTheWay[1:]
		}
		if at%(100*time.Millisecond) != 0 {
			continue
		}
		for _, pkt := range recorder.BuildFeedbackPacket() {
			if report, ok := pkt.(*rtcp.TransportLayerCC); ok {
				d.feedback(report, 2*way, now)
			}
		}
		if state := d.state(now); state.keep > 0 {
			least = min(least, state.keep)
		}
	}
	return least
}

// Whoever is sent little arrives with little: what came in during a pause of the way is no measure of what it carries.
func TestPauseOfTheWayTakesNoPictureAway(t *testing.T) {
	for _, pause := range []time.Duration{150 * time.Millisecond, 300 * time.Millisecond, 600 * time.Millisecond} {
		least := thin(&downlink{}, 12*time.Second, func(at time.Duration) time.Duration {
			return max(0, pause-at%(4*time.Second)) // all of a pause arrive at its end
		})
		if least < ceilingLossy {
			t.Errorf("after pauses of %v the way is thought to carry %d kbit/s", pause, least/1000)
		}
	}
}

func TestPauseDuringAProbeTakesNoPictureAway(t *testing.T) {
	const given = 140_000 // of which little is used: the picture is still
	d := &downlink{}
	least := thin(d, 12*time.Second, func(at time.Duration) time.Duration {
		d.gives(given, false, int64(at))
		if at == 8*time.Second {
			d.expect(int64(at + time.Second))
		}
		return max(0, 600*time.Millisecond-max(at-8*time.Second, 8*time.Second-at))
	})
	if least < given {
		t.Errorf("after a pause during a probe the way is thought to carry %d kbit/s", least/1000)
	}
}

func TestWhatWasGivenCanBeGivenAgain(t *testing.T) {
	for given := 123_000; given < 123_100; given++ {
		if again := spendable(carrying(given)); again < given {
			t.Errorf("%d bit/s were given, %d are left of what carries them", given, again)
		}
	}
}

func TestPauseSoonAfterMoreWasGivenTakesOnlyThatAway(t *testing.T) {
	const before, more = 140_000, 600_000
	d := &downlink{}
	least := thin(d, 12*time.Second, func(at time.Duration) time.Duration {
		d.gives(before, false, int64(at))
		if at == 8*time.Second {
			d.gives(more, true, int64(at))
		}
		return max(0, 300*time.Millisecond-max(at-9*time.Second, 9*time.Second-at))
	})
	if least < before || least >= more {
		t.Errorf("after a pause with more the way is thought to carry %d kbit/s", least/1000)
	}
}

// Another network in mid-call, or a tunnel: all packets take longer from then on, and none of them waits. At that moment all is calm, a
// picture has just become larger, or a probe is on its way.
func TestLongerPathIsNoQueue(t *testing.T) {
	for name, before := range map[string]func(d *downlink, now int64){
		"calm": func(*downlink, int64) {}, "larger": func(d *downlink, now int64) { d.gives(140_000, true, now) },
		"probe": func(d *downlink, now int64) { d.expect(now + int64(time.Second)) },
	} {
		d := &downlink{}
		least := thin(d, 12*time.Second, func(at time.Duration) time.Duration {
			switch {
			case at < 8*time.Second:
				return 0
			case at == 8*time.Second:
				before(d, int64(at))
			}
			return 125*time.Millisecond + at%(7*time.Millisecond)
		})
		if state := d.state(int64(12 * time.Second)); least < ceilingLossy || state.full || d.queue > queueEmpty {
			t.Errorf("%s: 4 s after the path became longer it is thought to carry %d kbit/s, and %v to wait", name, least/1000, d.queue)
		}
	}
}

func TestQueueThatGoesOnTakesThePictureAway(t *testing.T) {
	least := thin(&downlink{}, 12*time.Second, func(at time.Duration) time.Duration {
		return max(0, at-4*time.Second) / 5 // a fifth less than is sent gets through
	})
	if least > 80_000 {
		t.Errorf("a queue grows all the time and %d kbit/s are still thought to fit", least/1000)
	}
}
