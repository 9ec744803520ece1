package sfu

import (
	"encoding/binary"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/pion/stun/v4"
)

// mux leads STUN to the ICE agents that share the port. A request goes to whom its user name means (RFC 8445 §7.2.2), an answer to
// who has asked: its transaction is known to nobody else. The sender's address leads nowhere, so that nobody draws another's checks
// to themselves by naming the other's address as their own; what a check proves is the agent's to judge.
type mux struct {
	port *port

	mu            sync.RWMutex
	inlets        map[inletKey]*inlet
	asked, before map[transaction]*inlet // open questions: of this span, and of the one before
	since         time.Time              // the span's begin
}

// askedFor is longer than an agent waits for an answer.
const askedFor = 10 * time.Second

type transaction [stun.TransactionIDSize]byte

// inletKey is what a request is led by: an agent has one inlet for IPv4 and one for IPv6.
type inletKey struct {
	ufrag string
	six   bool
}

// inlet is what comes for an agent. Its candidates share it.
type inlet struct {
	key   inletKey
	in    chan letter
	users int // guarded by the mux
}

// letter is a packet of STUN.
type letter struct {
	bytes []byte
	from  netip.AddrPort
}

// letters is how many may wait for one agent; more are dropped.
const letters = 32

func newMux(p *port) *mux {
	return &mux{port: p, inlets: map[inletKey]*inlet{}, asked: map[transaction]*inlet{}, before: map[transaction]*inlet{}}
}

// take leads what came; it never waits. What leads nowhere is dropped.
func (m *mux) take(b []byte, from netip.AddrPort) {
	if !stun.IsMessage(b) {
		return
	}
	m.mu.RLock()
	to := m.whose(b, from)
	m.mu.RUnlock()
	if to == nil {
		return
	}
	select {
	case to.in <- letter{append([]byte(nil), b...), from}:
	default:
	}
}

// whose is the inlet that a message is for, nil for none. m.mu is held.
func (m *mux) whose(b []byte, from netip.AddrPort) *inlet {
	if isAnswer(b) {
		id := transaction(b[stunHead-len(transaction{}):])
		if l := m.asked[id]; l != nil {
			return l
		}
		return m.before[id]
	}
	return m.inlets[inletKey{ufragOf(b), from.Addr().Is6()}]
}

const (
	stunHead  = 20     // RFC 8489 §5
	classMask = 0x0110 // of the type's bits
	request   = 0x0000
	replies   = 0x0100 // set in answers of either kind
)

func isAnswer(b []byte) bool  { return binary.BigEndian.Uint16(b)&replies != 0 }
func isRequest(b []byte) bool { return binary.BigEndian.Uint16(b)&classMask == request }

// ufragOf is the first half of a message's user name: the server's side of it. "" where there is none.
func ufragOf(b []byte) string {
	for rest := b[stunHead:]; len(rest) >= 4; {
		size := int(binary.BigEndian.Uint16(rest[2:]))
		if 4+size > len(rest) {
			return ""
		}
		if stun.AttrType(binary.BigEndian.Uint16(rest)) == stun.AttrUsername {
			for i, c := range rest[4 : 4+size] {
				if c == ':' {
					return string(rest[4 : 4+i])
				}
			}
			return string(rest[4 : 4+size])
		}
		rest = rest[min(len(rest), 4+(size+3)&^3):]
	}
	return ""
}

// ask notes whose question b is, if it is one.
func (m *mux) ask(b []byte, l *inlet) {
	if !stun.IsMessage(b) || !isRequest(b) {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if now := time.Now(); now.Sub(m.since) > askedFor {
		m.asked, m.before, m.since = map[transaction]*inlet{}, m.asked, now
	}
	m.asked[transaction(b[stunHead-len(transaction{}):])] = l
}

// GetConn is ice.UDPMux's: a connection of the agent with this user name, for addr's family. Each is to be closed.
func (m *mux) GetConn(ufrag string, addr net.Addr) (net.PacketConn, error) {
	key := inletKey{ufrag, addrPort(addr).Addr().Is6()}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.port.closed() {
		return nil, net.ErrClosed
	}
	l := m.inlets[key]
	if l == nil {
		l = &inlet{key: key, in: make(chan letter, letters)}
		m.inlets[key] = l
	}
	l.users++
	return &tap{mux: m, inlet: l, closed: make(chan struct{})}, nil
}

// RemoveConnByUfrag is ice.UDPMux's: nothing more is led to the agent under this name.
func (m *mux) RemoveConnByUfrag(ufrag string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.inlets, inletKey{ufrag, false})
	delete(m.inlets, inletKey{ufrag, true})
}

// Close is ice.UDPMux's; the port is closed by the SFU.
func (m *mux) Close() error { return nil }

// tap is one candidate's side of an inlet.
type tap struct {
	mux    *mux
	inlet  *inlet
	once   sync.Once
	closed chan struct{}
}

// ReadFromAddrPort gives the next message for the agent.
func (t *tap) ReadFromAddrPort(b []byte) (int, netip.AddrPort, error) {
	select {
	case l := <-t.inlet.in:
		return copy(b, l.bytes), l.from, nil
	case <-t.closed:
	case <-t.mux.port.done:
	}
	return 0, netip.AddrPort{}, net.ErrClosed
}

// ReadFrom is ReadFromAddrPort in net.PacketConn's words.
func (t *tap) ReadFrom(b []byte) (int, net.Addr, error) {
	n, from, err := t.ReadFromAddrPort(b)
	if err != nil {
		return 0, nil, err
	}
	return n, net.UDPAddrFromAddrPort(from), nil
}

// WriteToAddrPort sends what the agent has to say, at once.
func (t *tap) WriteToAddrPort(b []byte, to netip.AddrPort) (int, error) {
	t.mux.ask(b, t.inlet)
	t.mux.port.send(b, canonical(to))
	return len(b), nil
}

// WriteTo is WriteToAddrPort in net.PacketConn's words.
func (t *tap) WriteTo(b []byte, to net.Addr) (int, error) { return t.WriteToAddrPort(b, addrPort(to)) }

// LocalAddr is the port's.
func (t *tap) LocalAddr() net.Addr { return t.mux.port.LocalAddr() }

// Close ends reading. With its last candidate the inlet ends.
func (t *tap) Close() error {
	t.once.Do(func() {
		close(t.closed)
		t.mux.mu.Lock()
		defer t.mux.mu.Unlock()
		if t.inlet.users--; t.inlet.users == 0 && t.mux.inlets[t.inlet.key] == t.inlet {
			delete(t.mux.inlets, t.inlet.key)
		}
	})
	return nil
}

// SetDeadline and the two others change nothing: writing never waits, and reading ends with Close.
func (t *tap) SetDeadline(time.Time) error { return nil }

// SetReadDeadline changes nothing.
func (t *tap) SetReadDeadline(time.Time) error { return nil }

// SetWriteDeadline changes nothing.
func (t *tap) SetWriteDeadline(time.Time) error { return nil }
