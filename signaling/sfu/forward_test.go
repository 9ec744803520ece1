package sfu

import (
	"context"
	"encoding/binary"
	"io"
	"math"
	"net"
	"strconv"
	"testing"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/srtp/v3"
	"github.com/pion/webrtc/v4"
)

// sink is a connection that takes everything and says nothing until it is closed.
type sink struct {
	net.Conn
	closed chan struct{}
}

func (s sink) Write(b []byte) (int, error)     { return len(b), nil }
func (s sink) Read([]byte) (int, error)        { <-s.closed; return 0, io.EOF }
func (s sink) Close() error                    { close(s.closed); return nil }
func (s sink) SetReadDeadline(time.Time) error { return nil }

type sealed struct{ *srtp.WriteStreamSRTP }

func (s sealed) WriteRTP(h *rtp.Header, payload []byte) (int, error) {
	return s.WriteStreamSRTP.WriteRTP(h, payload)
}

// bench is one publisher's camera before n subscribers, with the real encryption and without sockets.
func bench(tb testing.TB, n int) (*uplink, []byte) {
	tb.Helper()
	s := &SFU{start: time.Now()}
	r := &Room{sfu: s, peers: map[string]*Peer{}}
	alive, end := context.WithCancel(tb.Context())
	tb.Cleanup(end)
	publisher := &Peer{room: r, done: alive, on: func(Event) {}}
	f := newFeed(publisher, Camera)
	f.budget.limit = math.MaxInt
	u := newUplink(f, 0, true, 1, extensions{})
	f.open(u, true)
	for i := range n {
		conn := sink{closed: make(chan struct{})}
		session, err := srtp.NewSessionSRTP(conn, &srtp.Config{Profile: srtp.ProtectionProfileAeadAes128Gcm, Keys: srtp.SessionKeys{
			LocalMasterKey: make([]byte, 16), LocalMasterSalt: make([]byte, 12), RemoteMasterKey: make([]byte, 16), RemoteMasterSalt: make([]byte, 12),
		}})
		if err != nil {
			tb.Fatal(err)
		}
		tb.Cleanup(func() { _ = session.Close() })
		stream, err := session.OpenWriteStream()
		if err != nil {
			tb.Fatal(err)
		}
		subscriber := &Peer{room: r, done: alive, on: func(Event) {}}
		subscriber.up.Store(true)
		slot := newSlot(subscriber, VideoMid(i), strconv.Itoa(i), false)
		slot.out = sealed{stream}
		slot.header = rtp.Header{Version: 2, SSRC: uint32(i + 1), PayloadType: 96}
		slot.bind(f, largest, 0)
		slot.aim(s.now())
	}
	packet := make([]byte, 1012)
	packet[0], packet[1] = 0x80, 96
	copy(packet[12:], []byte{0x90, 0x80, 0x80, 0x01, 0x00}) // a keyframe with a PictureID
	return u, packet
}

// plain is a writer without encryption, whose pool of buffers does not count while the race detector is at work.
type plain struct{ webrtc.TrackLocalWriter }

func (plain) WriteRTP(_ *rtp.Header, payload []byte) (int, error) { return 12 + len(payload), nil }

func TestForwardingAllocatesNothing(t *testing.T) {
	u, b := bench(t, 7)
	for _, s := range *u.feed.subs.Load() {
		s.out = plain{}
	}
	seq := uint16(0)
	each := testing.AllocsPerRun(2000, func() {
		seq++
		binary.BigEndian.PutUint16(b[2:], seq)
		u.receive(b)
	})
	if each != 0 {
		t.Errorf("%v allocations a packet to 7 subscribers, want 0", each)
	}
	if got := (*u.feed.subs.Load())[6].packets; got < 2000 {
		t.Errorf("the last subscriber got %d packets", got)
	}
}

// The time is for one packet in; divide by 7 for one forwarded packet.
func BenchmarkForwardToSeven(b *testing.B) {
	u, packet := bench(b, 7)
	b.ReportAllocs()
	b.SetBytes(7 * 1000)
	seq := uint16(0)
	for b.Loop() {
		seq++
		binary.BigEndian.PutUint16(packet[2:], seq)
		u.receive(packet)
	}
}

var _ webrtc.TrackLocalWriter = sealed{}
