package sfu_test

import (
	"io"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/etradeoffice/portal/signaling/sfu"
	"github.com/etradeoffice/portal/signaling/sfu/sfutest"
)

// forgetful is a middlebox that forgets a connection on which nothing has passed for a minute, in either direction. Once the way
// stands, it tells of each second in which something has.
type forgetful struct {
	stands   atomic.Bool
	up, down chan struct{}
}

func newForgetful() *forgetful { return &forgetful{up: make(chan struct{}), down: make(chan struct{})} }

func (f *forgetful) box(client, server *net.TCPConn) {
	forget := time.AfterFunc(time.Minute, func() { _ = client.Close() })
	pass := func(to io.Writer, from io.Reader, seconds chan<- struct{}) {
		b, last := make([]byte, 4096), time.Time{}
		for {
			n, err := from.Read(b)
			if err != nil {
				return
			}
			if now := time.Now(); f.stands.Load() && now.Sub(last) >= time.Second {
				select {
				case seconds <- struct{}{}:
					last = now
				default:
				}
			}
			forget.Reset(time.Minute)
			if _, err := to.Write(b[:n]); err != nil {
				return
			}
		}
	}
	go pass(server, client, f.up) // both end with their connections
	go pass(client, server, f.down)
}

// Nobody sends a picture or a sound: what keeps the way open is said all the same, again and again, by both ends.
func TestCase34IdleWayOverTCPAndTheRelayIsNotForgotten(t *testing.T) {
	t.Parallel() // it waits for seconds in which little is done
	s := open(t)
	tcp, _, behind := relayTo(t, s)
	room := s.Open("room")
	ways := map[string]*forgetful{}
	for _, id := range []string{"ICE-TCP", "relay"} {
		f := newForgetful()
		ways[id] = f
		up := make(chan sfu.Rung, 8)
		p, err := room.Join(id, func(e sfu.Event) {
			switch e := e.(type) {
			case sfu.TransportUp:
				up <- e.Rung
			case sfu.TransportDown:
				t.Errorf("%s is down", id)
			}
		})
		check(t, err)
		w := &way{t: t, peer: p, box: f.box}
		config, offerer, want := sfutest.Config{TCP: true}, sfutest.Offerer(w), sfu.RungTCP
		if id == "relay" {
			config, offerer, want = behind("turn:"+w.open(tcp.String()).String()+"?transport=tcp"), p, sfu.RungRelay
		}
		c, err := sfutest.New(config)
		check(t, err)
		t.Cleanup(c.Close)
		check(t, c.Connect(t.Context(), offerer))
		if rung := <-up; rung != want {
			t.Errorf("%s came in on %s", id, rung)
		}
		f.stands.Store(true)
	}
	for id, f := range ways {
		for range 3 {
			wait(t, id+", upwards", f.up)
			wait(t, id+", downwards", f.down)
		}
	}
}
