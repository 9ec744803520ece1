// Package edge is the one TCP port that a firewall has to let through: TLS, HTTP, ICE-TCP and TURN side by side, told apart by
// their first bytes, and the certificates of that port. It leaves what is said on each of them to net/http, sfu and turn.
package edge

import (
	"bufio"
	"crypto/tls"
	"net"
	"runtime"
	"sync"
	"time"
)

// Config says what the port is made of.
type Config struct {
	Listener net.Listener  // closed by Close
	TLS      *tls.Config   // see TLS; nil: everything is in the clear, as behind a proxy that ends TLS
	Unsaid   time.Duration // a client that has not said what it speaks by then is hung up; 0 = 5 s
	Patience time.Duration // a handshake that has waited for a processor for so long is turned away; 0 = 4 s

	places int // handshakes that compute at a time; 0 = as there are processors
}

// Port accepts on one listener and hands each connection to the branch of its protocol.
type Port struct {
	config    Config
	http      *branch
	plain     *branch
	ice       *branch
	turn      *branch
	gate      *Gate
	accepting sync.WaitGroup
}

const (
	defaultUnsaid   = 5 * time.Second
	defaultPatience = 4 * time.Second // of the 8 s after which a page gives a try up: it has more to say once the handshake is done
)

// Open begins to accept. Close ends it and all branches.
func Open(c Config) *Port {
	if c.Unsaid == 0 {
		c.Unsaid = defaultUnsaid
	}
	if c.Patience == 0 {
		c.Patience = defaultPatience
	}
	if c.places == 0 {
		c.places = runtime.GOMAXPROCS(0)
	}
	p := &Port{config: c, gate: NewGate(c.places, c.Patience)}
	for _, b := range []**branch{&p.http, &p.plain, &p.ice, &p.turn} {
		*b = newBranch(c.Listener.Addr())
	}
	p.accepting.Go(p.accept) // ends when the listener closes
	return p
}

// HTTP has the pages, the API and the sockets; its connections are *tls.Conn where the port has TLS.
func (p *Port) HTTP() net.Listener { return p.http }

// Plain has HTTP without TLS on a port that has TLS: people who typed no "https".
func (p *Port) Plain() net.Listener { return p.plain }

// ICE has media over TCP (RFC 6544, framed by RFC 4571).
func (p *Port) ICE() net.Listener { return p.ice }

// TURN has the relay's clients, over TLS and in the clear.
func (p *Port) TURN() net.Listener { return p.turn }

// Addr is the shared port.
func (p *Port) Addr() net.Addr { return p.config.Listener.Addr() }

func (p *Port) accept() {
	defer func() {
		for _, b := range []*branch{p.http, p.plain, p.ice, p.turn} {
			_ = b.Close()
		}
	}()
	for {
		conn, err := p.config.Listener.Accept()
		if err != nil {
			if temporary(err) {
				time.Sleep(10 * time.Millisecond) // out of file descriptors: let some connections end
				continue
			}
			return
		}
		go p.sort(conn) // ends within Patience and a few times Unsaid
	}
}

// sort listens to the first bytes of a connection.
func (p *Port) sort(conn net.Conn) {
	_ = conn.SetDeadline(time.Now().Add(p.config.Unsaid))
	said := bufio.NewReaderSize(conn, peekBytes) // no more: it stays as long as the connection
	kind := kindOf(said)
	heard := &peeked{Conn: conn, said: said}
	switch {
	case kind == kindTLS && p.config.TLS != nil:
		p.unwrap(conn, said)
	case kind == kindHTTP && p.config.TLS != nil:
		p.hand(heard, p.plain)
	case kind == kindHTTP:
		p.hand(heard, p.http)
	case kind == kindICE:
		p.hand(heard, p.ice)
	case kind == kindTURN:
		p.hand(heard, p.turn)
	default:
		_ = conn.Close()
	}
}

// unwrap does the handshake, once it is whole and a processor is free for it, and sorts what is inside TLS. Browsers name HTTP in
// the handshake (ALPN, RFC 7301); relay clients name nothing, or something of their own, and are known by what they say first.
func (p *Port) unwrap(raw net.Conn, said *bufio.Reader) {
	hello, err := firstRecord(said)
	if err != nil {
		_ = raw.Close()
		return
	}
	under := p.gate.Begin(raw, hello)
	if under == nil {
		_ = raw.Close()
		return
	}
	_ = raw.SetDeadline(time.Now().Add(2 * p.config.Unsaid)) // what is computed for it is not thrown away before it gives up itself
	conn := tls.Server(under, p.config.TLS)
	err = conn.Handshake()
	under.End()
	if err != nil {
		_ = raw.Close()
		return
	}
	switch conn.ConnectionState().NegotiatedProtocol {
	case protocolHTTP2, protocolHTTP1:
		p.hand(conn, p.http) // as it is: net/http serves HTTP/2 on nothing but *tls.Conn
		return
	case protocolACME: // RFC 8737: the handshake was all
		_ = conn.Close()
		return
	}
	inside := bufio.NewReaderSize(conn, peekBytes)
	switch kindOf(inside) {
	case kindHTTP:
		p.hand(&peeked{Conn: conn, said: inside}, p.http)
	case kindTURN:
		p.hand(&peeked{Conn: conn, said: inside}, p.turn)
	default:
		_ = conn.Close()
	}
}

func (p *Port) hand(conn net.Conn, to *branch) {
	_ = conn.SetDeadline(time.Time{})
	to.offer(conn, p.config.Unsaid)
}

// TurnedAway is how many handshakes were not begun because the processors had no time for them, since the start.
func (p *Port) TurnedAway() uint64 { return p.gate.turnedAway() }

// Close stops accepting and ends the branches.
func (p *Port) Close() error {
	err := p.config.Listener.Close()
	p.accepting.Wait()
	return err
}
