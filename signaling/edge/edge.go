// Package edge is the one TCP port that a firewall has to let through: TLS, HTTP, ICE-TCP and TURN side by side, told apart by
// their first bytes, and the certificates of that port. It leaves what is said on each of them to net/http, sfu and turn.
package edge

import (
	"bufio"
	"context"
	"crypto/tls"
	"net"
	"sync"
	"time"
)

// Config says what the port is made of.
type Config struct {
	Listener net.Listener  // closed by Close
	TLS      *tls.Config   // see TLS; nil: everything is in the clear, as behind a proxy that ends TLS
	Unsaid   time.Duration // a client that has not said what it speaks by then is hung up; 0 = 5 s
}

// Port accepts on one listener and hands each connection to the branch of its protocol.
type Port struct {
	config    Config
	http      *branch
	plain     *branch
	ice       *branch
	turn      *branch
	accepting sync.WaitGroup
}

const defaultUnsaid = 5 * time.Second

// Open begins to accept. Close ends it and all branches.
func Open(c Config) *Port {
	if c.Unsaid == 0 {
		c.Unsaid = defaultUnsaid
	}
	p := &Port{config: c}
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
		go p.sort(conn) // ends within Unsaid
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
		p.unwrap(tls.Server(heard, p.config.TLS))
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

// unwrap sorts what is inside TLS. Browsers name HTTP in the handshake (ALPN, RFC 7301); relay clients name nothing, or
// something of their own, and are known by what they say first.
func (p *Port) unwrap(conn *tls.Conn) {
	ctx, cancel := context.WithTimeout(context.Background(), p.config.Unsaid)
	defer cancel()
	if err := conn.HandshakeContext(ctx); err != nil {
		_ = conn.NetConn().Close()
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
	said := bufio.NewReaderSize(conn, peekBytes)
	switch kindOf(said) {
	case kindHTTP:
		p.hand(&peeked{Conn: conn, said: said}, p.http)
	case kindTURN:
		p.hand(&peeked{Conn: conn, said: said}, p.turn)
	default:
		_ = conn.Close()
	}
}

func (p *Port) hand(conn net.Conn, to *branch) {
	_ = conn.SetDeadline(time.Time{})
	to.offer(conn)
}

// Close stops accepting and ends the branches.
func (p *Port) Close() error {
	err := p.config.Listener.Close()
	p.accepting.Wait()
	return err
}
