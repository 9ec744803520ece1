package sfu_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/etradeoffice/portal/signaling/sfu"
)

// Case 31 in virtual time: of the sound of who has no RED and carries each frame once more, as little is missing as of others.
func TestCase31SoundThatIsCarriedOnceMoreIsHardlyMissing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := build(t, plan{guests: 2, oneWay: 125 * time.Millisecond, red: []int{1}, carries: []int{0}})
		defer h.close()
		a, b := h.clients[0], h.clients[1]
		h.join(a)
		h.join(b)
		h.room.Bind(b.id, camera(a, sfu.LayerQuarter)[:1])
		defer h.play(a, sfu.Mic)()
		h.net.SetLoss(0.1)
		time.Sleep(8 * time.Second)
		from := time.Now()
		time.Sleep(60 * time.Second)
		to := time.Now()
		time.Sleep(time.Second)
		got, voice := b.client.Received(sfu.AudioMid(0)), b.client.Between(sfu.AudioMid(0), from, to, 450*time.Millisecond)
		missing := float64(voice.Lost+voice.Late) / float64(voice.Packets)
		t.Logf("%.2f %% of %d packets are missing", 100*missing, voice.Packets)
		if missing > 0.02 || got.Twice > 0 || len(got.Senders) != 1 {
			t.Errorf("%.1f %% of the sound are missing at 10 %% loss each way; %+v", 100*missing, got)
		}
	})
}

// Case 31 in virtual time: Firefox knows no redundant sound. With a picture beside it and alone, less than half of what is lost on the
// way down is missing.
func TestCase31SoundIsSentTwiceToWhoTakesNoRedundancy(t *testing.T) {
	for _, sources := range [][]sfu.Source{{sfu.Mic, sfu.Camera}, {sfu.Mic}} {
		synctest.Test(t, func(t *testing.T) {
			h := build(t, plan{guests: 2, oneWay: 125 * time.Millisecond, simulcast: true, red: []int{0}})
			defer h.close()
			a, b := h.clients[0], h.clients[1]
			h.join(a)
			h.join(b)
			h.room.Bind(b.id, camera(a, sfu.LayerQuarter))
			defer h.play(a, sources...)()
			h.net.SetLoss(0.1)
			time.Sleep(8 * time.Second)
			from := time.Now()
			time.Sleep(40 * time.Second)
			to := time.Now()
			time.Sleep(time.Second)
			got, voice := b.client.Received(sfu.AudioMid(0)), b.client.Between(sfu.AudioMid(0), from, to, 450*time.Millisecond)
			missing := float64(voice.Lost+voice.Late) / float64(voice.Packets)
			t.Logf("%v: %.2f %% of %d packets are missing", sources, 100*missing, voice.Packets)
			if missing > 0.05 || got.Twice > 0 || got.Again > 0 {
				t.Errorf("%.1f %% of the sound are missing at 10 %% loss; %+v", 100*missing, got)
			}
			h.net.SetLoss(0)
			time.Sleep(25 * time.Second)
			before, sent := b.client.Received(sfu.AudioMid(0)).Packets, h.net.Sent(serverIP)
			time.Sleep(4 * time.Second)
			if len(sources) > 1 {
				return // what the picture takes changes
			}
			packets := int64(b.client.Received(sfu.AudioMid(0)).Packets - before)
			if each := (h.net.Sent(serverIP) - sent) / packets; each > 250 {
				t.Errorf("%d bytes leave for each packet of sound long after nothing was lost", each)
			}
		})
	}
}
