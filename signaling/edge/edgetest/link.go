// Package edgetest is a bad network in front of a server: it passes UDP and TCP of one port on to it, later, with losses, and
// with ways closed as firewalls close them. It is for tests and for whoever wants to try the office over such a link
// (go run ./cmd/dev link). It knows nothing of what is said.
package edgetest

import (
	"errors"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// Conditions are how the link is. The zero value passes everything on at once.
type Conditions struct {
	RTTms   int     `json:"rttMs"`   // added to each round trip, half of it each way
	LossPct float64 `json:"lossPct"` // of datagrams, each way; what TCP loses comes a retransmission later
	NoUDP   bool    `json:"noUDP"`   // datagrams vanish
	NoTCP   bool    `json:"noTCP"`   // connections that are not TLS are cut, as by firewalls that look into port 443
	NoTLS   bool    `json:"noTLS"`   // TLS is cut too
	Network int     `json:"network"` // another number is another network: what clients have opened on the one before is dead
}

// Link is a running one. Its methods may be called from any goroutine.
type Link struct {
	target string
	own    net.IP // the server sees clients come from here: the link's own address
	udp    net.PacketConn
	tcp    net.Listener
	now    atomic.Pointer[Conditions]
	done   chan struct{}
	all    sync.WaitGroup

	mu       sync.Mutex
	sessions map[string]net.Conn // by the client's address
	gone     map[string]bool     // addresses of clients on networks that they have left
	open     map[*stream]bool
}

// Open listens on the address, for UDP and TCP, and passes on to the target. Port 0 picks one. Close ends it.
func Open(address, target string) (*Link, error) {
	tcp, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	udp, err := net.ListenPacket("udp", tcp.Addr().String())
	if err != nil {
		return nil, errors.Join(err, tcp.Close())
	}
	at, ok := tcp.Addr().(*net.TCPAddr)
	if !ok {
		return nil, errors.Join(errors.New("no TCP address"), tcp.Close(), udp.Close())
	}
	l := &Link{target: target, own: at.IP, udp: udp, tcp: tcp, done: make(chan struct{}), sessions: map[string]net.Conn{}, gone: map[string]bool{}, open: map[*stream]bool{}}
	l.now.Store(&Conditions{})
	l.all.Go(l.datagrams)   // ends with Close
	l.all.Go(l.connections) // ends with Close
	return l, nil
}

// Addr is where clients find the link.
func (l *Link) Addr() net.Addr { return l.tcp.Addr() }

// Set changes the link from now on; connections that it no longer lets through are cut.
func (l *Link) Set(c Conditions) {
	before := l.now.Swap(&c)
	l.mu.Lock()
	defer l.mu.Unlock()
	moved := before.Network != c.Network
	for s := range l.open {
		if moved || !s.passes(c) {
			s.cut()
		}
	}
	if !moved {
		return
	}
	for client, s := range l.sessions {
		l.gone[client] = true
		delete(l.sessions, client)
		_ = s.Close()
	}
}

// Close ends all that goes through.
func (l *Link) Close() {
	_ = l.udp.Close()
	_ = l.tcp.Close()
	l.mu.Lock()
	close(l.done) // under the lock: nobody begins anything that is not ended here
	for _, s := range l.sessions {
		_ = s.Close()
	}
	for s := range l.open {
		s.cut()
	}
	l.mu.Unlock()
	l.all.Wait()
}

// datagrams takes those of clients; each client gets a socket of its own towards the server.
func (l *Link) datagrams() {
	b := make([]byte, 1<<16)
	for {
		n, from, err := l.udp.ReadFrom(b)
		if err != nil {
			return
		}
		to, err := l.session(from)
		if err != nil {
			continue
		}
		l.later(b[:n], func(b []byte) { _, _ = to.Write(b) })
	}
}

func (l *Link) session(from net.Addr) (net.Conn, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case <-l.done:
		return nil, net.ErrClosed
	default:
	}
	if l.gone[from.String()] {
		return nil, errors.New("a client's address of before")
	}
	if s := l.sessions[from.String()]; s != nil {
		return s, nil
	}
	towards := net.Dialer{LocalAddr: &net.UDPAddr{IP: l.own}}
	s, err := towards.Dial("udp", l.target)
	if err != nil {
		return nil, err
	}
	l.sessions[from.String()] = s
	l.all.Go(func() { // ends with the session
		b := make([]byte, 1<<16)
		for {
			n, err := s.Read(b)
			if errors.Is(err, net.ErrClosed) {
				return
			}
			if err == nil {
				l.later(b[:n], func(b []byte) { _, _ = l.udp.WriteTo(b, from) })
			}
		}
	})
	return s, nil
}

// later hands a copy of a datagram on after its time, or loses it.
func (l *Link) later(b []byte, deliver func([]byte)) {
	c := l.now.Load()
	if c.NoUDP || c.loses() {
		return
	}
	if c.RTTms == 0 {
		deliver(b)
		return
	}
	kept := append([]byte(nil), b...)
	time.AfterFunc(c.oneWay(), func() { // what arrives after Close finds a closed socket
		if !l.now.Load().NoUDP {
			deliver(kept)
		}
	})
}

func (c *Conditions) loses() bool { return c.LossPct > 0 && rand.Float64()*100 < c.LossPct }

func (c *Conditions) oneWay() time.Duration { return time.Duration(c.RTTms) * time.Millisecond / 2 }
