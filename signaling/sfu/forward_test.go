package sfu

import (
	"context"
	"encoding/binary"
	"math"
	"net/netip"
	"strconv"
	"testing"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/srtp/v3"
)

// nowhere is a socket that takes everything.
type nowhere struct{}

func (nowhere) read([]arrival) (int, error) { return 0, nil }
func (nowhere) write([]parcel)              {}

// context of one direction with keys that both sides know.
func known(tb testing.TB, profile srtp.ProtectionProfile) *srtp.Context {
	tb.Helper()
	key, salt := 16, 12
	if profile == srtp.ProtectionProfileAes128CmHmacSha1_80 {
		salt = 14
	}
	c, err := srtp.CreateContext(make([]byte, key), make([]byte, salt), profile, srtp.SRTPReplayProtection(replayWindow))
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// wired is one publisher's camera before n subscribers, from the sealed packet to the sealed packets, without sockets.
type wired struct {
	publisher *Peer
	feed      *feed
	packet    []byte
	seq       uint16
	seal      *srtp.Context
	sealed    []byte
	header    rtp.Header
}

func wire(tb testing.TB, n int, profile srtp.ProtectionProfile) *wired {
	tb.Helper()
	s := &SFU{start: time.Now(), box: newOutbox(nowhere{})}
	r := &Room{sfu: s, peers: map[string]*Peer{}}
	alive, end := context.WithCancel(tb.Context())
	tb.Cleanup(end)
	publisher := &Peer{room: r, done: alive, on: func(Event) {}}
	for i, source := range Sources {
		publisher.feeds[i] = newFeed(publisher, source)
	}
	publisher.in = inbound{peer: publisher, routes: map[uint32]*route{}, keys: known(tb, profile)}
	publisher.in.sources[1] = &line{mid: "1", main: 96, ssrcs: []ssrcPair{{main: 1}}}
	f := publisher.feeds[1]
	f.budget.limit = math.MaxInt
	for i := range n {
		subscriber := &Peer{room: r, done: alive, on: func(Event) {}}
		subscriber.up.Store(true)
		subscriber.out.box, subscriber.out.keys = s.box, known(tb, profile)
		subscriber.out.way.Store(&way{to: netip.AddrPortFrom(netip.AddrFrom4([4]byte{192, 0, 2, byte(i)}), 5000)})
		slot := newSlot(subscriber, VideoMid(i), strconv.Itoa(i), false)
		slot.ssrc = uint32(i + 1)
		slot.agree(&line{main: 96, ids: extensions{transport: 5}})
		slot.bind(f, largest, 0)
	}
	packet := make([]byte, 1012)
	packet[0], packet[1], packet[11] = 0x80, 96, 1
	copy(packet[12:], []byte{0x90, 0x80, 0x80, 0x01, 0x00}) // a keyframe with a PictureID
	return &wired{publisher: publisher, feed: f, packet: packet, seal: known(tb, profile), sealed: make([]byte, 0, packetRoom)}
}

// next is the next packet off the wire.
func (w *wired) next(tb testing.TB) []byte {
	w.seq++
	binary.BigEndian.PutUint16(w.packet[2:], w.seq)
	b, err := w.seal.EncryptRTP(w.sealed[:0], w.packet, &w.header)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

func TestForwardingAllocatesNothing(t *testing.T) {
	w := wire(t, 7, srtp.ProtectionProfileAeadAes128Gcm)
	w.publisher.incoming(w.next(t)) // the stream and its ring are made
	each := testing.AllocsPerRun(2000, func() {
		w.publisher.in.peer.room.sfu.box.begin()
		w.publisher.incoming(w.next(t))
		w.publisher.in.peer.room.sfu.box.end()
	})
	if each != 0 {
		t.Errorf("%v allocations a packet to 7 subscribers, want 0", each)
	}
	if got := (*w.feed.subs.Load())[6].packets; got < 2000 {
		t.Errorf("the last subscriber got %d packets", got)
	}
}

// A packet that is being forwarded while its subscriber is caught up would be sealed twice under one number, which gives away the
// key of GCM's tags (RFC 7714 section 8.2).
func TestWhatStartHasSentIsNotSentAgain(t *testing.T) {
	w := wire(t, 1, srtp.ProtectionProfileAeadAes128Gcm)
	for range 5 {
		w.publisher.incoming(w.next(t))
	}
	u, s := w.feed.uplinks()[0], (*w.feed.subs.Load())[0]
	s.aim(w.publisher.now())
	s.refresh()
	before := s.packets
	newest, ok := u.ring.get(u.window.high, make([]byte, scratchSize), 0)
	if !ok || s.started != newest.ext {
		t.Fatalf("started with %d, the newest is %d", s.started, newest.ext)
	}
	s.forward(u, &newest, w.feed.gate.turns.Load())
	if s.packets != before {
		t.Error("the newest packet left twice under one number")
	}
	w.publisher.incoming(w.next(t))
	if s.packets != before+1 {
		t.Errorf("after the next one %d packets have left, before it %d", s.packets, before)
	}
}

// The time is for one packet in and its own sealing; divide by 7 for one forwarded packet.
func BenchmarkForwardToSeven(b *testing.B) {
	for name, profile := range map[string]srtp.ProtectionProfile{
		"GCM": srtp.ProtectionProfileAeadAes128Gcm, "CM and SHA-1": srtp.ProtectionProfileAes128CmHmacSha1_80,
	} {
		b.Run(name, func(b *testing.B) {
			w := wire(b, 7, profile)
			b.ReportAllocs()
			b.SetBytes(7 * 1000)
			for b.Loop() {
				w.publisher.in.peer.room.sfu.box.begin()
				w.publisher.incoming(w.next(b))
				w.publisher.in.peer.room.sfu.box.end()
			}
		})
	}
}
