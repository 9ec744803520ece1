package sfu_test

import (
	"context"
	"io"
	"net"
	"net/netip"
	"regexp"
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
	s, err := sfu.New(sfu.Config{UDPAddr: "127.0.0.1:0", TCPListener: tcp, AllowLoopback: true})
	check(t, err)
	t.Cleanup(s.Close)
	return s
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
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
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
	case <-time.After(20 * time.Second):
		t.Fatalf("%s: nothing for 20 s", what)
	}
}

func TestEveryRungOfTheLadderCarriesMedia(t *testing.T) {
	s := open(t)
	tcp, err := net.Listen("tcp4", "127.0.0.1:0")
	check(t, err)
	udp, err := net.ListenPacket("udp4", "127.0.0.1:0")
	check(t, err)
	relay, err := turn.Listen(turn.Config{
		TCP: tcp, UDP: udp, RelayIP: net.IPv4(127, 0, 0, 2), Media: []netip.AddrPort{s.MediaAddr().AddrPort()},
		Realm: "etrade", Secrets: [][]byte{make([]byte, 32)},
	})
	check(t, err)
	t.Cleanup(relay.Close)
	s.AdmitRelay(net.IPv4(127, 0, 0, 2), relay.Has)
	behind := func(url string) sfutest.Config {
		who := relay.Credentials("room", "p", time.Now())[0]
		return sfutest.Config{Relay: true, Servers: []webrtc.ICEServer{{URLs: []string{url}, Username: who.Username, Credential: who.Credential}}}
	}
	for name, c := range map[string]struct {
		config sfutest.Config
		want   sfu.Rung
	}{
		"UDP":           {sfutest.Config{}, sfu.RungUDP},
		"ICE-TCP":       {sfutest.Config{TCP: true}, sfu.RungTCP},
		"TURN over TCP": {behind("turn:" + tcp.Addr().String() + "?transport=tcp"), sfu.RungRelay},
		"TURN over UDP": {behind("turn:" + udp.LocalAddr().String() + "?transport=udp"), sfu.RungRelay},
	} {
		t.Run(name, func(t *testing.T) {
			room := s.Open(name)
			a, _ := connect(t, room, "a", sfutest.Config{})
			config, done := heard(c.config, 100)
			b, rung := connect(t, room, "b", config)
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
			wait(t, name, done)
			if got := b.Received(sfu.VideoMid(7)); got.Keyframes == 0 || got.Missing > 0 {
				t.Errorf("video: %+v", got)
			}
		})
	}
}

// candidatePort is the port of the server's passive TCP candidate.
var candidatePort = regexp.MustCompile(`(tcp \d+ 127\.0\.0\.1 )(\d+)( typ host tcptype passive)`)

// dam lets a client's TCP connection through until it is shut, then takes no byte any more from the server.
type dam struct {
	t    *testing.T
	peer *sfu.Peer
	shut chan struct{}
}

// Offer puts the dam's own port into the answer.
func (d *dam) Offer(neg int, sdp string) (string, error) {
	answer, err := d.peer.Offer(neg, sdp)
	if err != nil {
		return "", err
	}
	target := candidatePort.FindStringSubmatch(answer)
	if target == nil {
		d.t.Fatal("the answer has no TCP candidate")
	}
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	check(d.t, err)
	d.t.Cleanup(func() { _ = l.Close() })
	_, port, err := net.SplitHostPort(l.Addr().String())
	check(d.t, err)
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("tcp4", "127.0.0.1:"+target[2])
			if err != nil {
				return
			}
			_ = out.(*net.TCPConn).SetReadBuffer(4096) // or megabytes would wait in here
			d.t.Cleanup(func() { _ = in.Close(); _ = out.Close() })
			go func() { _, _ = io.Copy(out, in) }()
			go d.pass(in, out)
		}
	}()
	return candidatePort.ReplaceAllString(answer, "${1}"+port+"${3}"), nil
}

func (d *dam) pass(in io.Writer, out io.Reader) {
	b := make([]byte, 4096)
	for {
		select {
		case <-d.shut:
			return
		default:
		}
		n, err := out.Read(b)
		if err != nil {
			return
		}
		if _, err := in.Write(b[:n]); err != nil {
			return
		}
	}
}

// More is sent than all buffers of the blocked connection can hold; the other subscriber gets every frame of it.
func TestBlockedReceiverDelaysNobodyElse(t *testing.T) {
	s := open(t)
	room := s.Open("room")
	a, _ := connect(t, room, "a", sfutest.Config{})
	const frames = 5000 // 10 MB
	arrived := make(chan struct{}, frames*4)
	good, _ := connect(t, room, "good", sfutest.Config{OnPacket: func(string, *rtp.Packet) { arrived <- struct{}{} }})

	p, err := room.Join("slow", func(sfu.Event) {})
	check(t, err)
	slow, err := sfutest.New(sfutest.Config{TCP: true})
	check(t, err)
	t.Cleanup(slow.Close)
	d := &dam{t: t, peer: p, shut: make(chan struct{})}
	check(t, slow.Connect(t.Context(), d))
	for _, id := range []string{"good", "slow"} {
		room.Bind(id, []sfu.Slot{
			{Mid: sfu.VideoMid(0), Publisher: "a", Source: sfu.Camera}, {Mid: sfu.VideoMid(1), Publisher: "a", Source: sfu.Screen},
		})
	}
	// As fast as a source may send, which is the pace of the ticker.
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for n := range frames / 2 {
		if n == frames/20 {
			close(d.shut)
		}
		<-tick.C
		a.Track(sfu.Camera).Send(1, 0)
		a.Track(sfu.Screen).Send(1, 0)
	}
	for range frames { // half of all packets: those before the first keyframe do not come
		wait(t, "the good subscriber", arrived)
	}
	if got := good.Received(sfu.VideoMid(0)); got.Missing > 0 {
		t.Errorf("%d packets are missing at the good subscriber", got.Missing)
	}
}
