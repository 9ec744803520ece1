package sfu_test

import (
	"net"
	"regexp"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pion/stun/v4"

	"github.com/etradeoffice/portal/signaling/sfu"
)

// second is another way of a client to the server, worse than the one that stands; it answers checks and counts the media that come.
type second struct {
	t           *testing.T
	conn        net.PacketConn
	server      net.Addr
	user        string // of requests to the server
	ours, its   stun.MessageIntegrity
	media       atomic.Int64
	answersSeen atomic.Int64
}

var credential = regexp.MustCompile(`a=ice-(ufrag|pwd):(\S+)`)

// credentials reads the first of each off a description.
func credentials(sdp string) (ufrag, pwd string) {
	for _, m := range credential.FindAllStringSubmatch(sdp, -1) {
		if m[1] == "ufrag" {
			ufrag = m[2]
		} else {
			pwd = m[2]
		}
	}
	return ufrag, pwd
}

func (h *house) second(g *guest, at host) *second {
	h.t.Helper()
	conn, err := at.net.ListenPacket("udp4", at.ip+":5000")
	check(h.t, err)
	server, err := net.ResolveUDPAddr("udp4", serverIP+":3478")
	check(h.t, err)
	ufrag, pwd := credentials(g.client.PC().LocalDescription().SDP)
	theirs, key := credentials(g.client.PC().RemoteDescription().SDP)
	s := &second{
		t: h.t, conn: conn, server: server, user: theirs + ":" + ufrag,
		ours: stun.NewShortTermIntegrity(pwd), its: stun.NewShortTermIntegrity(key),
	}
	go s.read() // ends with the socket
	return s
}

func (s *second) read() {
	for b := make([]byte, 1500); ; {
		n, _, err := s.conn.ReadFrom(b)
		if err != nil {
			return
		}
		m := &stun.Message{Raw: append([]byte(nil), b[:n]...)}
		switch {
		case !stun.IsMessage(b[:n]):
			s.media.Add(1)
		case m.Decode() != nil:
		case m.Type == stun.BindingRequest:
			s.send(stun.NewTransactionIDSetter(m.TransactionID), stun.BindingSuccess, &stun.XORMappedAddress{IP: net.ParseIP(serverIP), Port: 3478}, s.ours)
		case m.Type == stun.BindingSuccess:
			s.answersSeen.Add(1)
		}
	}
}

// nominate checks the way and asks for it to be taken.
func (s *second) nominate() {
	s.check(stun.RawAttribute{Type: stun.AttrUseCandidate})
	time.Sleep(200 * time.Millisecond)
}

// check checks the way, with more attributes.
func (s *second) check(more ...stun.Setter) {
	s.send(slices.Concat([]stun.Setter{stun.TransactionID, stun.BindingRequest, stun.NewUsername(s.user), controlling{}}, more, []stun.Setter{priority{}, s.its})...)
}

func (s *second) send(parts ...stun.Setter) {
	s.t.Helper()
	m, err := stun.Build(append(parts, stun.Fingerprint)...)
	check(s.t, err)
	_, err = s.conn.WriteTo(m.Raw, s.server)
	check(s.t, err)
}

type controlling struct{}

func (controlling) AddTo(m *stun.Message) error {
	m.Add(stun.AttrICEControlling, []byte{0xff, 0xff, 0xff, 0xff, 0, 0, 0, 1})
	return nil
}

// priority is lower than that of any candidate of a pion client.
type priority struct{}

func (priority) AddTo(m *stun.Message) error {
	m.Add(stun.AttrPriority, []byte{0, 0, 0, 9})
	return nil
}

func TestCase35WorseWayIsTakenOnceTheBetterOneIsSilent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 2, 30*time.Millisecond, 0, "8.8.5.9")
		defer h.close()
		a, b := h.clients[0], h.clients[1]
		h.join(a)
		h.join(b)
		defer h.play(a, sfu.Mic)()
		defer h.play(b, sfu.Mic)()
		h.room.Bind(b.id, []sfu.Slot{{Mid: sfu.AudioMid(0), Publisher: a.id, Source: sfu.Mic}})
		time.Sleep(3 * time.Second)
		other := h.second(b, h.others[0])
		defer func() { _ = other.conn.Close() }()
		for range 20 {
			other.nominate()
		}
		if other.answersSeen.Load() == 0 || other.media.Load() > 0 {
			t.Fatalf("while the better way stands: %d checks answered, %d packets", other.answersSeen.Load(), other.media.Load())
		}
		h.net.Cut("8.8.5.2", true)
		cut := time.Now()
		for other.media.Load() == 0 && time.Since(cut) < 30*time.Second {
			other.nominate()
		}
		if gone := time.Since(cut); gone > 3*time.Second {
			t.Errorf("nothing came by the worse way for %v", gone)
		}
		before := other.media.Load()
		time.Sleep(time.Second)
		if got := other.media.Load() - before; got < 40 {
			t.Errorf("%d packets in a second", got)
		}
	})
}

// A NAT gives the client another address in mid-call; the client does not see it, and goes on as before: a check every 2.5 s that nominates
// nothing, under the same credentials.
func TestCase40NATRebindingNeedsNoRestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, 2, 30*time.Millisecond, 0, "8.8.5.9")
		defer h.close()
		a, b := h.clients[0], h.clients[1]
		h.join(a)
		h.join(b)
		defer h.play(a, sfu.Mic)()
		h.room.Bind(b.id, []sfu.Slot{{Mid: sfu.AudioMid(0), Publisher: a.id, Source: sfu.Mic}})
		time.Sleep(3 * time.Second)
		h.net.Cut("8.8.5.2", true)
		moved := h.second(b, h.others[0])
		defer func() { _ = moved.conn.Close() }()
		began := time.Now()
		for moved.media.Load() == 0 && time.Since(began) < 30*time.Second {
			moved.check()
			time.Sleep(2500 * time.Millisecond)
		}
		if gone := time.Since(began); gone > 6*time.Second {
			t.Errorf("nothing came to the new address for %v", gone)
		}
		before := moved.media.Load()
		time.Sleep(time.Second)
		if got := moved.media.Load() - before; got < 40 {
			t.Errorf("%d packets in a second", got)
		}
	})
}
