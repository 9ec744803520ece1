package sfu_test

import (
	"context"
	"net"
	"slices"
	"strings"
	"testing"

	"github.com/etradeoffice/portal/signaling/sfu"
	"github.com/etradeoffice/portal/signaling/sfu/sfutest"
)

// One port takes IPv4 and IPv6 clients, over UDP and over TCP, and they meet in one room.
func TestBothFamiliesMeetOnOnePort(t *testing.T) {
	tcp, err := net.Listen("tcp", "[::]:0")
	check(t, err)
	s, err := sfu.New(sfu.Config{UDPAddr: "[::]:0", TCPListener: tcp, AllowLoopback: true})
	check(t, err)
	t.Cleanup(s.Close)
	room := s.Open("room")
	a, _ := connect(t, room, "a", sfutest.Config{})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go a.Track(sfu.Camera).Play(ctx, 1, 20)
	for name, c := range map[string]struct {
		config sfutest.Config
		want   sfu.Rung
	}{
		"IPv6":          {sfutest.Config{IPv6: true}, sfu.RungUDP},
		"IPv6 over TCP": {sfutest.Config{IPv6: true, TCP: true}, sfu.RungTCP},
		"IPv4 over TCP": {sfutest.Config{TCP: true}, sfu.RungTCP},
		"IPv4":          {sfutest.Config{}, sfu.RungUDP},
	} {
		t.Run(name, func(t *testing.T) {
			config, done := heard(c.config, 50)
			b, rung := connect(t, room, name, config)
			if rung != c.want {
				t.Errorf("came in on %s, want %s", rung, c.want)
			}
			room.Bind(name, []sfu.Slot{{Mid: sfu.VideoMid(0), Publisher: "a", Source: sfu.Camera}})
			wait(t, name, done)
			if got := b.Received(sfu.VideoMid(0)); got.Keyframes == 0 {
				t.Errorf("no keyframe: %+v", got)
			}
		})
	}
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
