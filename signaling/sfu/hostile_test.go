package sfu_test

import (
	"encoding/binary"
	"math"
	"net"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pion/rtcp"

	"github.com/etradeoffice/portal/signaling/sfu"
)

// call is a voice and a picture from the first guest to the second, which have stood for a moment.
func call(t *testing.T, h *house) (a, b *guest) {
	t.Helper()
	a, b = h.clients[0], h.clients[1]
	h.join(a)
	h.join(b)
	h.room.Bind(b.id, camera(a, sfu.LayerHalf))
	t.Cleanup(h.play(a, sfu.Mic, sfu.Camera))
	time.Sleep(2 * time.Second)
	return a, b
}

// The goal is four round trips; pion's client, which plays the browser, nominates only after a pause of its own.
func TestCase104WeAreTheDTLSClientAndUpSoon(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 1, 125*time.Millisecond, 0)
		defer h.close()
		a := h.clients[0]
		up := make(chan time.Time, 1)
		peer, err := h.room.Join(a.id, func(e sfu.Event) {
			if _, ok := e.(sfu.TransportUp); ok {
				up <- time.Now()
			}
		})
		check(t, err)
		offer, err := a.client.Offer(t.Context(), false)
		check(t, err)
		answer, err := peer.Offer(1, offer)
		check(t, err)
		if strings.Count(answer, "a=setup:active") != sfu.Lines {
			t.Error("the answer leaves the first word to the client")
		}
		start := time.Now()
		check(t, a.client.Answer(answer))
		if took := (<-up).Sub(start); took > 5*250*time.Millisecond+50*time.Millisecond {
			t.Errorf("up %v after the answer, at a round trip of 250 ms", took)
		}
	})
}

func TestCase107FeedbackIsNoLever(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := build(t, plan{guests: 2, oneWay: 20 * time.Millisecond, simulcast: true})
		defer h.close()
		a, b := call(t, h)
		var ssrc uint32
		for known := range b.client.Received(sfu.VideoMid(0)).SSRCs {
			ssrc = known
		}
		all := make([]rtcp.NackPair, 0, 250)
		for n := range 250 {
			all = append(all, rtcp.NackPair{PacketID: uint16(n * 17), LostPackets: 0xffff})
		}
		asked, before := len(a.client.Track(sfu.Camera).Requests()), b.client.Received(sfu.VideoMid(0))
		start := time.Now()
		for range 1000 {
			_ = b.client.PC().WriteRTCP([]rtcp.Packet{
				&rtcp.PictureLossIndication{MediaSSRC: ssrc}, &rtcp.FullIntraRequest{MediaSSRC: ssrc, FIR: []rtcp.FIREntry{{SSRC: ssrc}}},
				&rtcp.TransportLayerNack{MediaSSRC: ssrc, Nacks: all},
				&rtcp.ReceiverEstimatedMaximumBitrate{SSRCs: []uint32{ssrc}, Bitrate: float32(math.MaxFloat32)},
				&rtcp.ReceiverReport{SSRC: 9, Reports: []rtcp.ReceptionReport{{SSRC: ssrc, FractionLost: 255, LastSenderReport: 1, Delay: math.MaxUint32}}},
			})
			time.Sleep(time.Millisecond)
		}
		took := time.Since(start).Seconds()
		time.Sleep(time.Second)
		if n := len(a.client.Track(sfu.Camera).Requests()) - asked; float64(n) > 2*took+2 {
			t.Errorf("the publisher was asked for %d keyframes in %.1f s", n, took)
		}
		after := b.client.Received(sfu.VideoMid(0))
		if again := after.Twice - before.Twice; float64(again) > 4000*took {
			t.Errorf("%d packets were repeated", again)
		}
		if after.Packets-after.Twice-(before.Packets-before.Twice) < 30 || after.Headless > 0 {
			t.Errorf("the picture stopped: %+v", after)
		}
	})
}

func TestCase108NothingForgedGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := build(t, plan{guests: 2, oneWay: 20 * time.Millisecond, others: []string{"8.8.6.6"}})
		defer h.close()
		a, b := call(t, h)
		h.net.Corrupt(0.05)          // a bit of each such packet is wrong: its tag does not fit
		check(t, h.net.Double(0.05)) // the same packet once more
		foreign, err := h.others[0].net.ListenUDP("udp4", &net.UDPAddr{IP: net.ParseIP("8.8.6.6"), Port: 40000})
		check(t, err)
		media := &net.UDPAddr{IP: net.ParseIP(serverIP), Port: 3478}
		clear := make([]byte, 100)
		clear[0], clear[1] = 0x80, 109
		hello := make([]byte, 200) // the head of a ClientHello
		copy(hello, []byte{22, 254, 253, 0, 0, 0, 0, 0, 0, 0, 0, 0, 187, 1})
		for n := range 10_000 {
			binary.BigEndian.PutUint16(clear[2:], uint16(n))
			binary.BigEndian.PutUint32(clear[8:], uint32(n))
			binary.BigEndian.PutUint32(hello[20:], uint32(n))
			_, _ = foreign.WriteTo(clear, media)
			_, _ = foreign.WriteTo(hello, media)
			if n%100 == 0 {
				time.Sleep(20 * time.Millisecond)
			}
		}
		time.Sleep(3 * time.Second)
		check(t, foreign.Close())
		for _, mid := range []string{sfu.AudioMid(0), sfu.VideoMid(0)} {
			got := b.client.Received(mid)
			if len(got.Senders) != 1 || got.Senders[a.mark] == 0 || len(got.SSRCs) != 1 || got.Backwards+got.Headless > 0 {
				t.Errorf("%s: %+v", mid, got)
			}
		}
		if heard := b.client.Heard(); len(heard) != 2 {
			t.Errorf("something came out of %v", heard)
		}
	})
}

var fingerprint = regexp.MustCompile(`(a=fingerprint:sha-256 )([0-9A-F]{2})`)

func TestCase108WrongFingerprintNeverComesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 1, 20*time.Millisecond, 0)
		defer h.close()
		a := h.clients[0]
		peer, err := h.room.Join(a.id, func(e sfu.Event) {
			if _, ok := e.(sfu.TransportUp); ok {
				t.Error("a client came up with the certificate of somebody else")
			}
		})
		check(t, err)
		offer, err := a.client.Offer(t.Context(), false)
		check(t, err)
		other := "00"
		if fingerprint.FindStringSubmatch(offer)[2] == other {
			other = "01"
		}
		answer, err := peer.Offer(1, fingerprint.ReplaceAllString(offer, "${1}"+other))
		check(t, err)
		check(t, a.client.Answer(answer))
		time.Sleep(20 * time.Second)
	})
}
