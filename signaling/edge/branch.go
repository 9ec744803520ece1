package edge

import (
	"errors"
	"net"
	"sync"
	"time"
)

// branch is the listener of one protocol.
type branch struct {
	addr   net.Addr
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

const branchesWait = 128 // connections of one protocol that nobody has accepted yet

func newBranch(addr net.Addr) *branch {
	return &branch{addr: addr, conns: make(chan net.Conn, branchesWait), closed: make(chan struct{})}
}

// offer hands the connection to whoever accepts; where nobody does for so long, it is refused.
func (b *branch) offer(conn net.Conn, wait time.Duration) {
	late := time.NewTimer(wait)
	defer late.Stop()
	select {
	case b.conns <- conn:
	case <-b.closed:
		_ = conn.Close()
	case <-late.C:
		_ = conn.Close()
	}
	select {
	case <-b.closed: // perhaps after the rest was refused
		b.refuse()
	default:
	}
}

// refuse hangs up on what nobody has accepted.
func (b *branch) refuse() {
	for {
		select {
		case conn := <-b.conns:
			_ = conn.Close()
		default:
			return
		}
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
		b.refuse()
	})
	return nil
}

// Addr is the shared port.
func (b *branch) Addr() net.Addr { return b.addr }

func temporary(err error) bool {
	network, ok := errors.AsType[net.Error](err)
	return ok && network.Timeout()
}
