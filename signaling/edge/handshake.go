package edge

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"net"
)

// Handshake is the connection under one. It gives its place up before it waits for the peer and takes one again with what the
// peer says; after a write there is nothing to compute before the next read. Once the handshake is over it is the connection alone.
type Handshake struct {
	net.Conn
	hello  []byte // what was said before and is not read yet
	gate   *Gate
	inside bool // holds a place
	over   bool
}

// Begin waits for a place, and gives what the handshake is to be done over; hello is what was said before. Nil: it was turned away.
func (g *Gate) Begin(conn net.Conn, hello []byte) *Handshake {
	if !g.enter() {
		return nil
	}
	return &Handshake{Conn: conn, hello: hello, gate: g, inside: true}
}

// Read waits without a place.
func (h *Handshake) Read(to []byte) (int, error) {
	if len(h.hello) > 0 {
		n := copy(to, h.hello)
		if h.hello = h.hello[n:]; len(h.hello) == 0 {
			h.hello = nil // the connection lives for long
		}
		return n, nil
	}
	if h.over {
		return h.Conn.Read(to)
	}
	h.leave()
	n, err := h.Conn.Read(to)
	h.gate.again()
	h.inside = true
	return n, err
}

// Write waits without a place, for peers that do not read.
func (h *Handshake) Write(b []byte) (int, error) {
	h.leave()
	return h.Conn.Write(b)
}

func (h *Handshake) leave() {
	if h.inside {
		h.inside = false
		h.gate.leave()
	}
}

// End gives the place up for good.
func (h *Handshake) End() {
	h.leave()
	h.over = true
}

// Of a record (RFC 8446 §5.1).
const (
	recordHead = 5 // bytes; the last two are the length of what follows
	recordMost = 1 << 14
)

var errTooLong = errors.New("edge: a record that is longer than TLS has")

// firstRecord waits for the whole of the first record, which begins the ClientHello and in practice is all of it, and takes what was
// read beyond it along.
func firstRecord(said *bufio.Reader) ([]byte, error) {
	head, err := said.Peek(recordHead)
	if err != nil {
		return nil, err
	}
	length := int(binary.BigEndian.Uint16(head[recordHead-2:]))
	if length > recordMost {
		return nil, errTooLong
	}
	record := make([]byte, recordHead+length)
	if _, err := io.ReadFull(said, record); err != nil {
		return nil, err
	}
	beyond, err := said.Peek(said.Buffered())
	return append(record, beyond...), err
}
