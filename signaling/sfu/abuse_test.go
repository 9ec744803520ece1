package sfu_test

import (
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/transport/v5"

	"github.com/etradeoffice/portal/signaling/sfu"
)

// A client names an address inside the server's own network; not one datagram may arrive there.
func TestNoCandidateMakesTheServerProbeItsNetwork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 1, 5*time.Millisecond, 0, "10.0.0.9", "169.254.169.254", "8.8.6.6")
		defer h.close()
		var targets []transport.UDPConn
		for _, host := range h.others {
			for _, port := range []int{50000, 53} {
				conn, err := host.net.ListenUDP("udp4", &net.UDPAddr{IP: net.ParseIP(host.ip), Port: port})
				check(t, err)
				targets = append(targets, conn)
			}
		}
		got := make(chan string, 100)
		var readers sync.WaitGroup
		for _, conn := range targets {
			readers.Go(func() {
				for b := make([]byte, 1500); ; {
					if _, _, err := conn.ReadFrom(b); err != nil {
						return
					}
					got <- conn.LocalAddr().String()
				}
			})
		}
		a := h.clients[0]
		var err error
		a.peer, err = h.room.Join(a.id, func(sfu.Event) {})
		check(t, err)
		for _, conn := range targets {
			host, port, err := net.SplitHostPort(conn.LocalAddr().String())
			check(t, err)
			check(t, a.peer.Candidate("candidate:1 1 udp 2122260223 "+host+" "+port+" typ host"))
		}
		check(t, a.client.Connect(t.Context(), a.peer))
		time.Sleep(20 * time.Second)
		for _, conn := range targets {
			check(t, conn.Close())
		}
		readers.Wait()
		close(got)
		reached := map[string]bool{}
		for at := range got {
			reached[at] = true
		}
		// The one target that a client could really be proves that the test would see the others.
		if len(reached) != 1 || !reached["8.8.6.6:50000"] {
			t.Errorf("datagrams arrived at %v", reached)
		}
	})
}

func TestFloodOfStreamsEndsItsSenderAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 3, 5*time.Millisecond, 0)
		defer h.close()
		bad, a, b := h.clients[0], h.clients[1], h.clients[2]
		for _, g := range h.clients {
			h.join(g)
		}
		defer h.play(a, sfu.Mic)()
		h.room.Bind(b.id, []sfu.Slot{
			{Mid: sfu.AudioMid(0), Publisher: a.id, Source: sfu.Mic}, {Mid: sfu.AudioMid(1), Publisher: bad.id, Source: sfu.Mic},
		})
		for ssrc := range uint32(1000) {
			bad.client.Forge(&rtp.Packet{Header: rtp.Header{Version: 2, SSRC: ssrc + 1, PayloadType: 109, SequenceNumber: 1}, Payload: make([]byte, 20)})
			time.Sleep(2 * time.Millisecond)
		}
		time.Sleep(time.Second)
		if _, err := bad.peer.Offer(99, ""); err == nil {
			t.Error("who made up 1000 streams is still there")
		}
		before := b.client.Received(sfu.AudioMid(0)).Packets
		time.Sleep(time.Second)
		if got := b.client.Received(sfu.AudioMid(0)).Packets - before; got < 45 {
			t.Errorf("the others' call had %d packets in a second", got)
		}
		if got := b.client.Received(sfu.AudioMid(1)); got.Packets > 0 {
			t.Errorf("forged streams came through: %+v", got)
		}
	})
}

func TestSourceCannotFillEverybodysLink(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 2, 5*time.Millisecond, 0)
		defer h.close()
		a, b := h.clients[0], h.clients[1]
		h.join(a)
		h.join(b)
		h.room.Bind(b.id, []sfu.Slot{{Mid: sfu.VideoMid(0), Publisher: a.id, Source: sfu.Camera}})
		stop := h.play(a, sfu.Camera)
		time.Sleep(time.Second)
		stop()
		before := b.client.Received(sfu.VideoMid(0)).Packets
		for range 5000 { // 5 s of 4000 packets a second, 32 Mbit/s
			a.client.Track(sfu.Camera).Send(a.mark, 0)
			a.client.Track(sfu.Camera).Send(a.mark, 0)
			time.Sleep(time.Millisecond)
		}
		time.Sleep(time.Second)
		if got := b.client.Received(sfu.VideoMid(0)).Packets - before; got > 6*2100 || got < 5*1900 {
			t.Errorf("%d packets of 1000 bytes came through in 5 s, want about 2000 a second", got)
		}
	})
}
