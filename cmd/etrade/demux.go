package main

import (
	"bufio"
	"encoding/binary"
	"errors"
	"net"
	"sync"
	"time"
)

// One TCP port carries three protocols. A client of each speaks first, and its first bytes tell which:
// HTTP begins with a letter; TURN (RFC 8656 over TCP) is a STUN message, with the magic cookie at byte 4; ICE-TCP
// (RFC 6544) puts two bytes of length in front of it (RFC 4571), so that its cookie stands at byte 6.
type demux struct {
	raw         net.Listener
	http        *branch
	ice         *branch
	turn        *branch
	unsaidLimit time.Duration
	accepting   sync.WaitGroup
}

const (
	magicCookie  = 0x2112A442 // RFC 8489 §5
	peekBytes    = 10
	speakFirst   = 5 * time.Second // to the first bytes
	branchesWait = 128             // connections of one protocol that nobody has accepted yet
)

// newDemux begins to accept on the listener; a client that stays silent for the time given is hung up. Close ends it and all
// branches.
func newDemux(raw net.Listener, unsaid time.Duration) *demux {
	d := &demux{raw: raw, unsaidLimit: unsaid}
	for _, b := range []**branch{&d.http, &d.ice, &d.turn} {
		*b = &branch{addr: raw.Addr(), conns: make(chan net.Conn, branchesWait), closed: make(chan struct{})}
	}
	d.accepting.Go(d.accept) // ends when the listener closes
	return d
}

func (d *demux) accept() {
	defer func() {
		for _, b := range []*branch{d.http, d.ice, d.turn} {
			_ = b.Close()
		}
	}()
	for {
		conn, err := d.raw.Accept()
		if err != nil {
			if temporary(err) {
				time.Sleep(10 * time.Millisecond) // out of file descriptors: let some connections end
				continue
			}
			return
		}
		go d.sort(conn) // ends within unsaidLimit
	}
}

func temporary(err error) bool {
	network, ok := errors.AsType[net.Error](err)
	return ok && network.Timeout()
}

func (d *demux) sort(conn net.Conn) {
	_ = conn.SetReadDeadline(time.Now().Add(d.unsaidLimit))
	said := bufio.NewReaderSize(conn, peekBytes) // no more: it stays as long as the connection
	b := d.branchOf(said)
	if b == nil {
		_ = conn.Close()
		return
	}
	_ = conn.SetReadDeadline(time.Time{})
	b.offer(&peeked{Conn: conn, said: said})
}

// branchOf looks at the first bytes; nil for silence and for what is none of ours.
func (d *demux) branchOf(said *bufio.Reader) *branch {
	first, err := said.Peek(1)
	if err != nil {
		return nil
	}
	if first[0] >= 'A' && first[0] <= 'Z' {
		return d.http
	}
	head, err := said.Peek(peekBytes)
	if err != nil {
		return nil
	}
	switch {
	case binary.BigEndian.Uint32(head[4:]) == magicCookie:
		return d.turn
	case binary.BigEndian.Uint32(head[6:]) == magicCookie:
		return d.ice
	}
	return nil
}

// Close stops accepting and ends the branches.
func (d *demux) Close() error {
	err := d.raw.Close()
	d.accepting.Wait()
	return err
}

// branch is the listener of one protocol.
type branch struct {
	addr   net.Addr
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

// offer hands the connection to whoever accepts; where nobody does, it is refused.
func (b *branch) offer(conn net.Conn) {
	select {
	case <-b.closed:
		_ = conn.Close()
	case b.conns <- conn:
	default:
		_ = conn.Close()
	}
}

// Accept waits for the next connection.
func (b *branch) Accept() (net.Conn, error) {
	select {
	case conn := <-b.conns:
		return conn, nil
	case <-b.closed:
		return nil, net.ErrClosed
	}
}

// Close ends Accept and refuses what waits.
func (b *branch) Close() error {
	b.once.Do(func() {
		close(b.closed)
		for {
			select {
			case conn := <-b.conns:
				_ = conn.Close()
			default:
				return
			}
		}
	})
	return nil
}

// Addr is the shared port.
func (b *branch) Addr() net.Addr { return b.addr }

// peeked is a connection whose first bytes were read already.
type peeked struct {
	net.Conn
	said *bufio.Reader
}

// Read gives the bytes that were looked at first.
func (p *peeked) Read(to []byte) (int, error) {
	if p.said != nil && p.said.Buffered() > 0 {
		return p.said.Read(to)
	}
	return p.Conn.Read(to)
}
