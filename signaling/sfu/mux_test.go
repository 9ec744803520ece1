package sfu_test

import (
	"fmt"
	"net"
	"net/netip"
	"regexp"
	"testing"
	"time"

	"github.com/pion/stun/v4"

	"github.com/etradeoffice/portal/signaling/sfu"
	"github.com/etradeoffice/portal/signaling/sfu/sfutest"
)

// identity is the two sides' names and passwords of ICE, from an offer and its answer.
type identity struct{ theirs, ours, password string }

var (
	ufragLine    = regexp.MustCompile(`a=ice-ufrag:(\S+)`)
	passwordLine = regexp.MustCompile(`a=ice-pwd:(\S+)`)
)

// known joins somebody of whom there is nothing but an offer: what they send is the test's to say.
func known(t *testing.T, room *sfu.Room, id string) (*sfu.Peer, identity) {
	t.Helper()
	p, err := room.Join(id, func(sfu.Event) {})
	check(t, err)
	c, err := sfutest.New(sfutest.Config{TCP: true}) // has no candidate of its own
	check(t, err)
	t.Cleanup(c.Close)
	offer, err := c.Offer(t.Context(), false)
	check(t, err)
	answer, err := p.Offer(1, offer)
	check(t, err)
	return p, identity{ufragLine.FindStringSubmatch(offer)[1], ufragLine.FindStringSubmatch(answer)[1], passwordLine.FindStringSubmatch(answer)[1]}
}

// attribute is one whose value is not looked at.
type attribute struct {
	kind  stun.AttrType
	value []byte
}

func (a attribute) AddTo(m *stun.Message) error { m.Add(a.kind, a.value); return nil }

// binding is a check as a browser makes it.
func (c identity) binding(t *testing.T, password string) *stun.Message {
	t.Helper()
	m, err := stun.Build(stun.TransactionID, stun.BindingRequest, stun.NewUsername(c.ours+":"+c.theirs),
		attribute{stun.AttrPriority, []byte{1, 2, 3, 4}}, attribute{stun.AttrICEControlling, []byte{1, 2, 3, 4, 5, 6, 7, 8}},
		stun.NewShortTermIntegrity(password), stun.Fingerprint)
	check(t, err)
	return m
}

// awaitSTUN reads until a message comes that is meant.
func awaitSTUN(t *testing.T, conn *net.UDPConn, is func(*stun.Message) bool) {
	t.Helper()
	check(t, conn.SetReadDeadline(time.Now().Add(30*time.Second)))
	for b := make([]byte, 1600); ; {
		n, err := conn.Read(b)
		check(t, err)
		if m := (&stun.Message{Raw: b[:n]}); m.Decode() == nil && is(m) {
			return
		}
	}
}

// Who names another's address as a candidate has the server's own checks go there, and draws nothing of the other's to themselves: a
// check that proves who it is from is answered, one that proves nothing changes nothing.
func TestAddressThatAnotherNamesStaysWithWhoProvesItself(t *testing.T) {
	s := open(t)
	room := s.Open("room")
	_, victim := known(t, room, "victim")
	attacker, other := known(t, room, "attacker")
	socket, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.ParseIP("127.0.0.1")})
	check(t, err)
	t.Cleanup(func() { _ = socket.Close() })
	own := netip.MustParseAddrPort(socket.LocalAddr().String())
	check(t, attacker.Candidate(fmt.Sprintf("candidate:1 1 udp 2130706431 127.0.0.1 %d typ host", own.Port())))
	awaitSTUN(t, socket, func(m *stun.Message) bool {
		name, err := m.Get(stun.AttrUsername)
		return err == nil && m.Type == stun.BindingRequest && string(name) == other.theirs+":"+other.ours
	})
	refused := map[[stun.TransactionIDSize]byte]bool{}
	for _, c := range []struct {
		who      identity
		password string
		answered bool
	}{{other, "of somebody else", false}, {victim, "of somebody else", false}, {victim, victim.password, true}} {
		m := c.who.binding(t, c.password)
		_, err := socket.WriteTo(m.Raw, s.MediaAddr())
		check(t, err)
		if !c.answered {
			refused[m.TransactionID] = true
			continue
		}
		awaitSTUN(t, socket, func(answer *stun.Message) bool {
			if refused[answer.TransactionID] {
				t.Errorf("a check with a wrong password was answered: %v", answer)
			}
			return answer.TransactionID == m.TransactionID && answer.Type == stun.BindingSuccess && stun.NewShortTermIntegrity(c.password).Check(answer) == nil
		})
	}
}
