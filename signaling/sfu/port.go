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
)

// port is the UDP port of the media. What comes from a participant's address as SRTP, SRTCP or DTLS goes to the participant on
// the goroutine that read it; STUN goes to the ICE agent that it is for (RFC 7983 tells them apart by the first byte).
type port struct {
	net.PacketConn
	*outbox
	log    *slog.Logger
	owners atomic.Pointer[map[netip.AddrPort]*Peer]
	owning sync.Mutex // changes of owners
	mux    *mux
	done   chan struct{}
	ending sync.Once
	reader sync.WaitGroup
}

const readBatch = 32

func newPort(conn net.PacketConn, log *slog.Logger) *port {
	if real, ok := conn.(*net.UDPConn); ok {
		conn = ownThread(real)
	}
	s := newSocket(conn)
	p := &port{PacketConn: conn, outbox: newOutbox(s), log: log, done: make(chan struct{})}
	p.mux = newMux(p)
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
	media := isMedia(b)
	if !media && !isDTLS(b) {
		p.mux.take(b, from)
		return
	}
	switch owner := (*p.owners.Load())[from]; {
	case owner == nil:
	case media:
		if w := owner.out.way.Load(); w != nil && w.to == from {
			w.hears(owner.now())
		}
		owner.incoming(b)
	default:
		owner.link.hear(b)
	}
}

// isMedia says that b can be SRTP or SRTCP (RFC 7983 §7).
func isMedia(b []byte) bool { return len(b) >= 12 && b[0]>>6 == 2 }

// isDTLS says that b can be a record of DTLS (RFC 7983 §7).
func isDTLS(b []byte) bool { return len(b) > 0 && b[0] >= 20 && b[0] <= 63 }

// own makes addr the participant's. It is called for what ICE has found to be theirs: sure if a check of ours was answered
// from there, else a check of theirs came from there, whose sender's address may be made up: it takes no address away from one whose
// transport stands.
func (p *port) own(addr netip.AddrPort, peer *Peer, sure bool) {
	if (*p.owners.Load())[addr] == peer {
		return
	}
	p.owning.Lock()
	defer p.owning.Unlock()
	was := *p.owners.Load()
	if other := was[addr]; other != nil && !sure && other.up.Load() {
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

// Close ends the readers and the socket.
func (p *port) Close() (err error) {
	p.ending.Do(func() {
		close(p.done)
		err = p.PacketConn.Close()
	})
	return err
}
