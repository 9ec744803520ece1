package sfu_test

import (
	"context"
	"crypto/x509"
	"net"
	"net/netip"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pion/webrtc/v4"

	"github.com/etradeoffice/portal/signaling/edge"
	"github.com/etradeoffice/portal/signaling/sfu"
	"github.com/etradeoffice/portal/signaling/sfu/sfutest"
	"github.com/etradeoffice/portal/signaling/turn"
)

// One port takes IPv4 and IPv6 clients, over UDP, over TCP and through a relay, and they meet in one room.
func TestBothFamiliesMeetOnOnePort(t *testing.T) {
	t.Parallel() // it mostly waits for pion's client to take the relay, as the next one
	tcp, err := net.Listen("tcp", "[::]:0")
	check(t, err)
	s, err := sfu.New(sfu.Config{UDPAddr: "[::]:0", TCPListener: tcp, AllowLoopback: true})
	check(t, err)
	t.Cleanup(s.Close)
	six := relayOverIPv6(t, s)
	room := s.Open("room")
	a, _ := connect(t, room, "a", sfutest.Config{})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go a.Track(sfu.Mic).Play(ctx, 1, 20) // a picture would be given up where the machine is so busy that the link seems to be
	for name, c := range map[string]struct {
		config sfutest.Config
		want   sfu.Rung
	}{
		"IPv6":          {sfutest.Config{IPv6: true}, sfu.RungUDP},
		"IPv6 over TCP": {sfutest.Config{IPv6: true, TCP: true}, sfu.RungTCP},
		"IPv4 over TCP": {sfutest.Config{TCP: true}, sfu.RungTCP},
		"IPv4":          {sfutest.Config{}, sfu.RungUDP},
		"IPv6 relayed":  {six, sfu.RungRelay},
	} {
		t.Run(name, func(t *testing.T) {
			config, done := heard(c.config, 50)
			_, rung := connect(t, room, name, config)
			if rung != c.want {
				t.Errorf("came in on %s, want %s", rung, c.want)
			}
			room.Bind(name, []sfu.Slot{{Mid: sfu.AudioMid(0), Publisher: "a", Source: sfu.Mic}})
			wait(t, name, done)
		})
	}
}

// relayOverIPv6 is a client whose relay is reached, and leads to s, over IPv6.
func relayOverIPv6(t *testing.T, s *sfu.SFU) sfutest.Config {
	t.Helper()
	l, err := net.Listen("tcp6", "[::1]:0")
	check(t, err)
	relay, err := turn.Listen(turn.Config{
		TCP: l, RelayIP6: net.IPv6loopback, Media: []netip.AddrPort{netip.AddrPortFrom(netip.IPv6Loopback(), s.MediaAddr().AddrPort().Port())},
		Realm: "etrade", Secrets: [][]byte{make([]byte, 32)},
	})
	check(t, err)
	t.Cleanup(relay.Close)
	s.AdmitRelay(net.IPv6loopback, relay.Has)
	who := relay.Credentials("room", "p", time.Now())[0]
	return sfutest.Config{IPv6: true, Relay: true, Servers: []webrtc.ICEServer{
		{URLs: []string{"turn:" + l.Addr().String() + "?transport=tcp"}, Username: who.Username, Credential: who.Credential},
	}}
}

// Number 101: who comes by IPv6 alone, through TURN over TLS, has an IPv4 address of the relay, which leads to our own media port and
// nowhere else: what it is reached over does not matter to it.
func TestCase101MediaOfAClientOverIPv6GoThroughARelayOfIPv4(t *testing.T) {
	t.Parallel()
	authority, err := edge.OpenAuthority(t.TempDir(), []string{"127.0.0.1"})
	check(t, err)
	root, err := os.ReadFile(authority.File())
	check(t, err)
	believed := x509.NewCertPool()
	believed.AppendCertsFromPEM(root)
	l, err := net.Listen("tcp6", "[::1]:0")
	check(t, err)
	port := edge.Open(edge.Config{Listener: l, TLS: edge.TLS(authority)})
	t.Cleanup(func() { _ = port.Close() })
	s := open(t)
	_, _, behind := relayOn(t, s, port.TURN())
	room := s.Open("room")
	near, back := heard(sfutest.Config{}, 50)
	a, _ := connect(t, room, "a", near)
	w := &way{t: t, box: speakingTLS(believed)}
	config, done := heard(behind("turn:"+w.open(l.Addr().String()).String()+"?transport=tcp"), 50)
	b, rung := connect(t, room, "b", config)
	if rung != sfu.RungRelay {
		t.Errorf("came in on %s", rung)
	}
	room.Bind("b", []sfu.Slot{{Mid: sfu.AudioMid(0), Publisher: "a", Source: sfu.Mic}})
	room.Bind("a", []sfu.Slot{{Mid: sfu.AudioMid(0), Publisher: "b", Source: sfu.Mic}})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go a.Track(sfu.Mic).Play(ctx, 1, 20) // both end with ctx
	go b.Track(sfu.Mic).Play(ctx, 2, 20)
	wait(t, "to who comes over IPv6", done)
	wait(t, "from who comes over IPv6", back)
}

// Behind a 1:1 NAT the public addresses are told, and none of the machine's own.
func TestOnlyPublicAddressesAreTold(t *testing.T) {
	four, six := net.ParseIP("198.51.100.7"), net.ParseIP("2001:db8::7")
	for name, c := range map[string]struct {
		public []net.IP
		want   []string
	}{
		"both families": {[]net.IP{four, six}, []string{"tcp 198.51.100.7", "tcp 2001:db8::7", "udp 198.51.100.7", "udp 2001:db8::7"}},
		"IPv4 alone":    {[]net.IP{four}, []string{"tcp 198.51.100.7", "udp 198.51.100.7"}},
	} {
		t.Run(name, func(t *testing.T) {
			tcp, err := net.Listen("tcp", "[::]:0")
			check(t, err)
			s, err := sfu.New(sfu.Config{UDPAddr: "[::]:0", TCPListener: tcp, AllowLoopback: true, PublicIPs: c.public})
			check(t, err)
			t.Cleanup(s.Close)
			if told := candidates(t, s); !slices.Equal(told, c.want) {
				t.Errorf("told: %v, want %v", told, c.want)
			}
		})
	}
}

// candidates are protocol and address of those in an answer, sorted, each once.
func candidates(t *testing.T, s *sfu.SFU) []string {
	t.Helper()
	p, err := s.Open("room").Join("a", func(sfu.Event) {})
	check(t, err)
	c, err := sfutest.New(sfutest.Config{})
	check(t, err)
	t.Cleanup(c.Close)
	offer, err := c.Offer(t.Context(), false)
	check(t, err)
	answer, err := p.Offer(1, offer)
	check(t, err)
	var told []string
	for line := range strings.Lines(answer) {
		if fields := strings.Fields(line); strings.HasPrefix(line, "a=candidate:") {
			told = append(told, strings.ToLower(fields[2])+" "+fields[4])
		}
	}
	slices.Sort(told)
	return slices.Compact(told)
}
