package sfu

import (
	"errors"
	"log/slog"
	"maps"
	"net"
	"net/netip"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// port is the UDP port of the media. What comes from a participant's address as SRTP or SRTCP goes to the participant on
// the goroutine that read it; everything else is ICE's and DTLS's, and goes to pion's mux, whose net.PacketConn and
// ice.AddrPortReaderWriter the port is (RFC 7983 tells them apart by the first byte).
type port struct {
	net.PacketConn
	*outbox
	log    *slog.Logger
	owners atomic.Pointer[map[netip.AddrPort]*Peer]
	owning sync.Mutex // changes of owners
	rest   chan letter
	done   chan struct{}
	ending sync.Once
	reader sync.WaitGroup
}

// letter is a packet that is not media.
type letter struct {
	bytes []byte
	from  netip.AddrPort
}

const (
	readBatch = 32
	letters   = 512 // waiting for pion; more are dropped
)

func newPort(conn net.PacketConn, log *slog.Logger) *port {
	if real, ok := conn.(*net.UDPConn); ok {
		conn = ownThread(real)
	}
	s := newSocket(conn)
	p := &port{PacketConn: conn, outbox: newOutbox(s), log: log, rest: make(chan letter, letters), done: make(chan struct{})}
	p.owners.Store(&map[netip.AddrPort]*Peer{})
	// Ends with Close.
	p.reader.Go(func() {
		p.serve(s)
		if d, ok := conn.(interface{ free() }); ok {
			d.free()
		}
	})
	return p
}

// serve reads until the port is closed.
func (p *port) serve(s socket) {
	in := make([]arrival, readBatch)
	for failed := 0; failed < readTries; {
		n, err := s.read(in)
		switch {
		case err == nil:
			failed = 0
		case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, syscall.EINTR):
			continue
		case errors.Is(err, net.ErrClosed), p.closed():
			return
		default:
			failed++
			p.log.Warn("media port", "err", err)
			continue
		}
		p.begin()
		for i := range in[:n] {
			p.sort(in[i].bytes(), in[i].from)
		}
		p.end()
	}
	p.log.Error("media port: reading has failed too often")
	_ = p.Close()
}

const readTries = 100

func (p *port) closed() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// sort leads a packet to whom it is for.
func (p *port) sort(b []byte, from netip.AddrPort) {
	if isMedia(b) {
		if owner := (*p.owners.Load())[from]; owner != nil {
			if w := owner.out.way.Load(); w != nil && w.to == from {
				w.hears(owner.now())
			}
			owner.incoming(b)
		}
		return
	}
	select {
	case p.rest <- letter{append([]byte(nil), b...), from}:
	default:
	}
}

// isMedia says that b can be SRTP or SRTCP (RFC 7983 §7).
func isMedia(b []byte) bool { return len(b) >= 12 && b[0]>>6 == 2 }

// own makes addr the participant's. It is called for what ICE has found to be theirs: sure if a check of ours was answered
// from there, else a check of theirs came from there, which takes no address away from one who is talking.
func (p *port) own(addr netip.AddrPort, peer *Peer, sure bool) {
	if (*p.owners.Load())[addr] == peer {
		return
	}
	p.owning.Lock()
	defer p.owning.Unlock()
	was := *p.owners.Load()
	if other := was[addr]; other != nil && !sure && other.now()-other.heard.Load() < int64(2*time.Second) {
		return
	}
	owners := maps.Clone(was)
	owners[addr] = peer
	p.owners.Store(&owners)
}

// disown forgets every address of a participant.
func (p *port) disown(peer *Peer) {
	p.owning.Lock()
	defer p.owning.Unlock()
	owners := maps.Clone(*p.owners.Load())
	maps.DeleteFunc(owners, func(_ netip.AddrPort, owner *Peer) bool { return owner == peer })
	p.owners.Store(&owners)
}

// ReadFromAddrPort gives pion the next packet that is not media.
func (p *port) ReadFromAddrPort(b []byte) (int, netip.AddrPort, error) {
	select {
	case l := <-p.rest:
		return copy(b, l.bytes), l.from, nil
	case <-p.done:
		return 0, netip.AddrPort{}, net.ErrClosed
	}
}

// ReadFrom is ReadFromAddrPort in net.PacketConn's words.
func (p *port) ReadFrom(b []byte) (int, net.Addr, error) {
	n, from, err := p.ReadFromAddrPort(b)
	if err != nil {
		return 0, nil, err
	}
	return n, net.UDPAddrFromAddrPort(from), nil
}

// WriteToAddrPort sends what pion has to say, at once.
func (p *port) WriteToAddrPort(b []byte, to netip.AddrPort) (int, error) {
	p.send(b, canonical(to))
	return len(b), nil
}

// WriteTo is WriteToAddrPort in net.PacketConn's words.
func (p *port) WriteTo(b []byte, to net.Addr) (int, error) { return p.WriteToAddrPort(b, addrPort(to)) }

// Close ends the readers and the socket.
func (p *port) Close() (err error) {
	p.ending.Do(func() {
		close(p.done)
		err = p.PacketConn.Close()
	})
	return err
}
