package sfu

import (
	"net"
	"net/netip"
	"syscall"

	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"
)

// socket moves packets, many at a time where the system can.
type socket interface {
	// read waits until something has come and gives how many places of in it took.
	read(in []arrival) (int, error)
	// write sends and never waits: what does not fit into the socket now is lost, as in any network. It is called by one at a
	// time.
	write(out []parcel)
}

// arrival is one packet that came in.
type arrival struct {
	room [packetRoom]byte
	size int
	from netip.AddrPort
}

// packetRoom is the longest packet that is read, bytes: more than an Ethernet frame carries.
const packetRoom = 1600

func (a *arrival) bytes() []byte { return a.room[:a.size] }

// newSocket is the one for conn: in batches for the machine's own, else one by one.
func newSocket(conn net.PacketConn) socket {
	if real, ok := conn.(system); ok {
		return newBatches(real)
	}
	return &single{conn: conn}
}

// system is a UDP socket of the machine.
type system interface {
	net.PacketConn
	SyscallConn() (syscall.RawConn, error)
}

// batches is the machine's UDP socket with recvmmsg(2) and sendmmsg(2), where there are such.
type batches struct {
	conn interface {
		ReadBatch(ms []ipv4.Message, flags int) (int, error)
		WriteBatch(ms []ipv4.Message, flags int) (int, error)
	}
	gso     bool
	in, out []ipv4.Message
	names   map[netip.AddrPort]*net.UDPAddr
}

func newBatches(conn system) *batches {
	b := &batches{gso: canSegment(conn), in: messages(readBatch), out: messages(parcels), names: map[netip.AddrPort]*net.UDPAddr{}}
	if local, ok := conn.LocalAddr().(*net.UDPAddr); ok && local.IP.To4() != nil {
		b.conn = ipv4.NewPacketConn(conn)
	} else {
		b.conn = ipv6.NewPacketConn(conn)
	}
	return b
}

func messages(n int) []ipv4.Message {
	all := make([]ipv4.Message, n)
	for i := range all {
		all[i].Buffers = make([][]byte, 1)
	}
	return all
}

func (b *batches) read(in []arrival) (int, error) {
	n := min(len(in), len(b.in))
	for i := range n {
		b.in[i].Buffers[0] = in[i].room[:]
	}
	n, err := b.conn.ReadBatch(b.in[:n], forOne)
	if err != nil {
		return 0, err
	}
	for i := range n {
		in[i].size, in[i].from = b.in[i].N, addrPort(b.in[i].Addr)
	}
	return n, nil
}

func (b *batches) write(out []parcel) {
	for i := range out {
		m := &b.out[i]
		m.Addr, m.Buffers[0], m.OOB = b.name(out[i].to), out[i].bytes, segments(m.OOB[:0], out[i].size, out[i].count)
	}
	for sent := 0; sent < len(out); {
		n, err := b.conn.WriteBatch(b.out[sent:len(out)], noWait)
		if err != nil || n <= 0 { // the first of them cannot be sent: the network would have lost it too
			n = 1
		}
		sent += n
	}
}

// name is the address as the batch wants it, made once.
func (b *batches) name(to netip.AddrPort) *net.UDPAddr {
	a := b.names[to]
	if a == nil {
		if len(b.names) > 4*MaxPeers*16 {
			clear(b.names)
		}
		a = net.UDPAddrFromAddrPort(to)
		b.names[to] = a
	}
	return a
}

// single is a socket of any kind, one packet at a time.
type single struct{ conn net.PacketConn }

func (s *single) read(in []arrival) (int, error) {
	n, from, err := s.conn.ReadFrom(in[0].room[:])
	if err != nil {
		return 0, err
	}
	in[0].size, in[0].from = n, addrPort(from)
	return 1, nil
}

func (s *single) write(out []parcel) {
	for i := range out {
		to, rest := net.UDPAddrFromAddrPort(out[i].to), out[i].bytes
		for len(rest) > 0 {
			n := min(len(rest), out[i].size)
			_, _ = s.conn.WriteTo(rest[:n], to)
			rest = rest[n:]
		}
	}
}

// addrPort is the address in the one form that it is compared in.
func addrPort(a net.Addr) netip.AddrPort {
	udp, ok := a.(*net.UDPAddr)
	if !ok {
		return netip.AddrPort{}
	}
	return canonical(udp.AddrPort())
}

func canonical(a netip.AddrPort) netip.AddrPort {
	return netip.AddrPortFrom(a.Addr().Unmap(), a.Port())
}
