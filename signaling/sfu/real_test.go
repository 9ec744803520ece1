package sfu_test

import (
	"context"
	"net"
	"net/netip"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"

	"github.com/etradeoffice/portal/signaling/sfu"
	"github.com/etradeoffice/portal/signaling/sfu/sfutest"
	"github.com/etradeoffice/portal/signaling/turn"
)

// open is an SFU on real loopback sockets.
func open(t *testing.T) *sfu.SFU {
	t.Helper()
	tcp, err := net.Listen("tcp4", "127.0.0.1:0")
	check(t, err)
	return openOn(t, tcp)
}

func openOn(t *testing.T, tcp net.Listener) *sfu.SFU {
	t.Helper()
	s, err := sfu.New(sfu.Config{UDPAddr: "127.0.0.1:0", TCPListener: tcp, AllowLoopback: true})
	check(t, err)
	t.Cleanup(s.Close)
	return s
}

// patient ends a little before the whole run does: however busy the machine is, what is waited for is waited for.
func patient(t *testing.T) context.Context {
	end, bounded := t.Deadline()
	if !bounded {
		return t.Context()
	}
	ctx, cancel := context.WithDeadline(t.Context(), end.Add(-10*time.Second))
	t.Cleanup(cancel)
	return ctx
}

// connect joins id and gives the rung it came in on.
func connect(t *testing.T, room *sfu.Room, id string, config sfutest.Config) (*sfutest.Client, sfu.Rung) {
	t.Helper()
	up := make(chan sfu.Rung, 1)
	p, err := room.Join(id, func(e sfu.Event) {
		if e, ok := e.(sfu.TransportUp); ok {
			select {
			case up <- e.Rung:
			default:
			}
		}
	})
	check(t, err)
	c, err := sfutest.New(config)
	check(t, err)
	t.Cleanup(c.Close)
	ctx := patient(t)
	check(t, c.Connect(ctx, p))
	select {
	case rung := <-up:
		return c, rung
	case <-ctx.Done():
		t.Fatalf("%s: the server was never told that the transport is up", id)
		return nil, ""
	}
}

// heard gives a config whose channel is closed when n packets came.
func heard(config sfutest.Config, n int64) (sfutest.Config, <-chan struct{}) {
	done := make(chan struct{})
	var count atomic.Int64
	config.OnPacket = func(string, *rtp.Packet) {
		if count.Add(1) == n {
			close(done)
		}
	}
	return config, done
}

func wait(t *testing.T, what string, done <-chan struct{}) {
	t.Helper()
	select {
	case <-done:
	case <-patient(t).Done():
		t.Fatalf("%s: nothing until the run's end", what)
	}
}

// relayTo is relayOn a port of its own.
func relayTo(t *testing.T, s *sfu.SFU) (tcp, udp net.Addr, behind func(url string) sfutest.Config) {
	t.Helper()
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	check(t, err)
	return relayOn(t, s, listener)
}

// relayOn is a relay that leads to s, over TCP and UDP. behind is a client that comes through it by the URL.
func relayOn(t *testing.T, s *sfu.SFU, listener net.Listener) (tcp, udp net.Addr, behind func(url string) sfutest.Config) {
	t.Helper()
	conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
	check(t, err)
	relay, err := turn.Listen(turn.Config{
		TCP: listener, UDP: conn, RelayIP: net.IPv4(127, 0, 0, 2), Media: []netip.AddrPort{s.MediaAddr().AddrPort()},
		Realm: "etrade", Secrets: [][]byte{make([]byte, 32)},
	})
	check(t, err)
	t.Cleanup(relay.Close)
	s.AdmitRelay(net.IPv4(127, 0, 0, 2), relay.Has)
	return listener.Addr(), conn.LocalAddr(), func(url string) sfutest.Config {
		who := relay.Credentials("room", "p", time.Now())[0]
		return sfutest.Config{Relay: true, Servers: []webrtc.ICEServer{{URLs: []string{url}, Username: who.Username, Credential: who.Credential}}}
	}
}

func TestEveryRungOfTheLadderCarriesMedia(t *testing.T) {
	s := open(t)
	tcp, udp, behind := relayTo(t, s)
	for name, c := range map[string]struct {
		config sfutest.Config
		want   sfu.Rung
	}{
		"UDP":           {sfutest.Config{}, sfu.RungUDP},
		"ICE-TCP":       {sfutest.Config{TCP: true}, sfu.RungTCP},
		"TURN over TCP": {behind("turn:" + tcp.String() + "?transport=tcp"), sfu.RungRelay},
		"TURN over UDP": {behind("turn:" + udp.String() + "?transport=udp"), sfu.RungRelay},
	} {
		t.Run(name, func(t *testing.T) {
			room := s.Open(name)
			a, _ := connect(t, room, "a", sfutest.Config{})
			came := make(chan struct{}, 1)
			c.config.OnPacket = func(string, *rtp.Packet) {
				select {
				case came <- struct{}{}:
				default:
				}
			}
			b, rung := connect(t, room, "b", c.config)
			if rung != c.want {
				t.Errorf("came in on %s, want %s", rung, c.want)
			}
			room.Bind("b", []sfu.Slot{
				{Mid: sfu.AudioMid(3), Publisher: "a", Source: sfu.Mic}, {Mid: sfu.VideoMid(7), Publisher: "a", Source: sfu.Screen},
			})
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			go a.Track(sfu.Mic).Play(ctx, 1, 20)
			go a.Track(sfu.Screen).Play(ctx, 1, 20)
			whole := func() bool { // a busy machine's socket loses some, which are asked for again
				sound, picture := b.Received(sfu.AudioMid(3)), b.Received(sfu.VideoMid(7))
				return sound.Packets >= 50 && picture.Keyframes > 0 && picture.Missing == 0
			}
			for !whole() {
				wait(t, "for sound and a whole picture", came)
			}
		})
	}
}
