package edge

import (
	"bufio"
	"encoding/binary"
	"net"
)

// kind is what a connection speaks. A client of each protocol speaks first, and its first bytes tell which: TLS begins with a
// handshake record (RFC 8446 §5.1); HTTP begins with a letter; TURN (RFC 8656 over TCP) is a STUN message, with the magic
// cookie at byte 4; ICE-TCP puts two bytes of length in front of it (RFC 4571), so that its cookie stands at byte 6.
type kind int

const (
	kindNone kind = iota // silence, or none of ours
	kindTLS
	kindHTTP
	kindICE
	kindTURN
)

const (
	tlsHandshake = 0x16
	magicCookie  = 0x2112A442 // RFC 8489 §5
	peekBytes    = 10
)

// kindOf looks at the first bytes and takes none of them.
func kindOf(said *bufio.Reader) kind {
	first, err := said.Peek(1)
	switch {
	case err != nil:
		return kindNone
	case first[0] == tlsHandshake:
		return kindTLS
	case first[0] >= 'A' && first[0] <= 'Z':
		return kindHTTP
	case first[0] >= 0x40: // neither a STUN message nor a frame that is short enough to be one
		return kindNone
	}
	head, err := said.Peek(peekBytes)
	switch {
	case err != nil:
		return kindNone
	case binary.BigEndian.Uint32(head[4:]) == magicCookie:
		return kindTURN
	case binary.BigEndian.Uint32(head[6:]) == magicCookie:
		return kindICE
	}
	return kindNone
}

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
