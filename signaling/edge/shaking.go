package edge

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"net"
)

// shaking is the connection under a handshake. It gives its place up before it waits for the peer and takes one again with what the
// peer says; after a write there is nothing to compute before the next read. Once the handshake is over it is the connection alone.
type shaking struct {
	net.Conn
	hello  []byte // what was said before and is not read yet
	gate   *gate
	inside bool // holds a place
	over   bool
}

// shake begins with a place that was entered for.
func shake(conn net.Conn, hello []byte, g *gate) *shaking {
	return &shaking{Conn: conn, hello: hello, gate: g, inside: true}
}

// Read waits without a place.
func (s *shaking) Read(to []byte) (int, error) {
	if len(s.hello) > 0 {
		n := copy(to, s.hello)
		if s.hello = s.hello[n:]; len(s.hello) == 0 {
			s.hello = nil // the connection lives for long
		}
		return n, nil
	}
	if s.over {
		return s.Conn.Read(to)
	}
	s.leave()
	n, err := s.Conn.Read(to)
	s.gate.again()
	s.inside = true
	return n, err
}

// Write waits without a place, for peers that do not read.
func (s *shaking) Write(b []byte) (int, error) {
	s.leave()
	return s.Conn.Write(b)
}

func (s *shaking) leave() {
	if s.inside {
		s.inside = false
		s.gate.leave()
	}
}

// end gives the place up for good.
func (s *shaking) end() {
	s.leave()
	s.over = true
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
