package sfu

import (
	"net"
	"net/netip"
	"sync"

	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"
)

// port is the UDP socket of the media, with what is written to it collected: everything that one packet from a publisher
// causes goes to the kernel in one call (sendmmsg), and packets that follow each other to one subscriber as one of many
// segments where the kernel can (UDP_SEGMENT). It is pion's net.PacketConn and ice.AddrPortReaderWriter.
type port struct {
	*net.UDPConn
	batch batcher
	gso   bool

	mu     sync.Mutex
	held   int // who is collecting
	queue  []parcel
	used   int
	spare  []parcel
	names  map[netip.AddrPort]*net.UDPAddr
	sender sync.Mutex // one batch at a time
	out    []ipv4.Message
}

// batcher is ipv4.PacketConn or ipv6.PacketConn, by the socket's family.
type batcher interface {
	WriteBatch(ms []ipv4.Message, flags int) (int, error)
}

// parcel is what goes to one address: one packet, or several of the same size and a last one that may be smaller.
type parcel struct {
	to     netip.AddrPort
	bytes  []byte
	size   int // of each but the last
	count  int
	closed bool
}

const (
	parcels     = 64 // in a batch
	parcelBytes = 60_000
	parcelCount = 60
)

func newPort(conn *net.UDPConn) *port {
	p := &port{UDPConn: conn, names: map[netip.AddrPort]*net.UDPAddr{}, gso: canSegment(conn)}
	if local, ok := conn.LocalAddr().(*net.UDPAddr); ok && local.IP.To4() != nil {
		p.batch = ipv4.NewPacketConn(conn)
	} else {
		p.batch = ipv6.NewPacketConn(conn)
	}
	p.queue, p.spare = make([]parcel, parcels), make([]parcel, parcels)
	p.out = make([]ipv4.Message, parcels)
	return p
}

// ReadFromAddrPort reads one packet.
func (p *port) ReadFromAddrPort(b []byte) (int, netip.AddrPort, error) {
	return p.ReadFromUDPAddrPort(b)
}

// WriteToAddrPort sends b, or keeps a copy of it until release.
func (p *port) WriteToAddrPort(b []byte, to netip.AddrPort) (int, error) {
	if len(b) < 2 || b[0]>>6 != 2 || b[1] >= 192 && b[1] <= 223 { // STUN, DTLS, RTCP
		return p.WriteToUDPAddrPort(b, to)
	}
	p.mu.Lock()
	if p.held == 0 {
		p.mu.Unlock()
		return p.WriteToUDPAddrPort(b, to)
	}
	kept := p.keep(b, to)
	p.mu.Unlock()
	if !kept {
		p.flush()
		return p.WriteToUDPAddrPort(b, to)
	}
	return len(b), nil
}

// keep puts b into the queue; false when there is no room. p.mu is held.
func (p *port) keep(b []byte, to netip.AddrPort) bool {
	if p.gso {
		for i := p.used - 1; i >= 0; i-- {
			if q := &p.queue[i]; q.to == to {
				if q.closed || len(b) > q.size || q.count == parcelCount || len(q.bytes)+len(b) > parcelBytes {
					break
				}
				q.bytes = append(q.bytes, b...)
				q.count++
				q.closed = len(b) < q.size
				return true
			}
		}
	}
	if p.used == len(p.queue) {
		return false
	}
	q := &p.queue[p.used]
	q.to, q.bytes, q.size, q.count, q.closed = to, append(q.bytes[:0], b...), len(b), 1, false
	p.used++
	return true
}

// hold begins to collect; each hold is followed by a release.
func (p *port) hold() {
	if p == nil {
		return
	}
	p.mu.Lock()
	p.held++
	p.mu.Unlock()
}

// release sends what was collected, by whomever: nothing waits for another's frame.
func (p *port) release() {
	if p == nil {
		return
	}
	p.mu.Lock()
	p.held--
	p.mu.Unlock()
	p.flush()
}

// flush sends what was collected.
func (p *port) flush() {
	if p == nil {
		return
	}
	p.sender.Lock()
	defer p.sender.Unlock()
	p.mu.Lock()
	if p.used == 0 {
		p.mu.Unlock()
		return
	}
	batch, n := p.queue, p.used
	p.queue, p.used = p.spare, 0
	for i := range batch[:n] {
		p.out[i].Addr = p.name(batch[i].to)
	}
	p.mu.Unlock()
	p.spare = batch
	p.send(batch[:n])
}

// send is called by one at a time.
func (p *port) send(batch []parcel) {
	for i := range batch {
		m := &p.out[i]
		if m.Buffers == nil {
			m.Buffers = make([][]byte, 1)
		}
		m.Buffers[0] = batch[i].bytes
		m.OOB = segments(m.OOB[:0], batch[i].size, batch[i].count)
	}
	for sent := 0; sent < len(batch); {
		n, err := p.batch.WriteBatch(p.out[sent:len(batch)], 0)
		if err != nil || n <= 0 { // the first of them cannot be sent: the network would have lost it too
			n = 1
		}
		sent += n
	}
}

// name is the address as the batch wants it, made once. p.mu is held.
func (p *port) name(to netip.AddrPort) *net.UDPAddr {
	a := p.names[to]
	if a == nil {
		if len(p.names) > 4*MaxPeers*16 {
			clear(p.names)
		}
		a = net.UDPAddrFromAddrPort(to)
		p.names[to] = a
	}
	return a
}
