package turn

import (
	"net"
	"sync"
	"time"

	"github.com/pion/stun/v4"
)

// listener hangs up on connections that say nothing for the life of an allocation, which no client lets pass: pion would keep them for good.
type listener struct{ net.Listener }

func (l listener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &patient{conn}, nil
}

type patient struct{ net.Conn }

func (p *patient) Read(b []byte) (int, error) {
	if err := p.SetReadDeadline(time.Now().Add(Lifetime)); err != nil {
		return 0, err
	}
	return p.Conn.Read(b)
}

// guard keeps the UDP listener from being a mirror: an answer without a credential is longer than its question, so
// each address gets only a few of them a second (with a forged source they go to somebody who did not ask).
type guard struct {
	net.PacketConn
	now func() time.Time

	mu    sync.Mutex
	since time.Time
	sent  map[string]int // refusals by IP in this second
}

const (
	refusalsPerSecond = 50   // to one IP, behind which may be an office full of people
	refusalsInAll     = 2000 // a second, to everybody
)

func newGuard(conn net.PacketConn, now func() time.Time) *guard {
	return &guard{PacketConn: conn, now: now, sent: map[string]int{}}
}

// WriteTo drops refusals beyond the limit, as if the network had lost them.
func (g *guard) WriteTo(b []byte, to net.Addr) (int, error) {
	if refusal(b) && !g.allow(to) {
		return len(b), nil
	}
	return g.PacketConn.WriteTo(b, to)
}

func (g *guard) allow(to net.Addr) bool {
	host, _, err := net.SplitHostPort(to.String())
	if err != nil {
		return false
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if now := g.now(); now.Sub(g.since) >= time.Second {
		g.since = now
		clear(g.sent)
	}
	if g.sent[host] >= refusalsPerSecond || len(g.sent) >= refusalsInAll {
		return false
	}
	g.sent[host]++
	return true
}

// refusal says whether b is a STUN error response (RFC 8489 §5) to somebody who has shown no credential.
func refusal(b []byte) bool {
	if !stun.IsMessage(b) || b[0]&0x01 == 0 || b[1]&0x10 == 0 { // the two class bits
		return false
	}
	m := stun.Message{Raw: b}
	return m.Decode() != nil || !m.Contains(stun.AttrMessageIntegrity)
}
