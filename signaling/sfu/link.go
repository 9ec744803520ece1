package sfu

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/ice/v4"
)

// link is the way to one participant. ICE finds it and keeps it checked, DTLS agrees on keys over it; both are pion's.
// SRTP goes past them: over UDP straight between the port and the peer, over TCP through ICE's connection.
type link struct {
	peer  *Peer
	agent *ice.Agent

	mu        sync.Mutex
	gathered  chan struct{} // closed when all own candidates are known
	started   bool
	ufrag     string // of the client
	closing   bool
	secured   *dtls.Conn
	wire      *dtlsWire
	ear       atomic.Pointer[dtlsWire] // the same, for who reads the port
	turning   sync.Mutex               // one change is told at a time
	reachable ice.ConnectionState
	secure    bool
	state     state
	doubt     bool // ICE hears nothing though media come
}

type state int

const (
	coming state = iota
	standing
	broken
)

func newLink(p *Peer) (*link, error) {
	l := &link{peer: p}
	var err error
	if l.agent, err = p.room.sfu.agent(p); err != nil {
		return nil, fmt.Errorf("ICE: %w", err)
	}
	if err := l.listen(); err != nil {
		_ = l.agent.Close()
		return nil, fmt.Errorf("ICE: %w", err)
	}
	return l, nil
}

func (l *link) listen() error {
	err := l.agent.OnCandidate(func(c ice.Candidate) {
		if c != nil {
			return
		}
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.gathered != nil {
			close(l.gathered)
			l.gathered = nil
		}
	})
	if err != nil {
		return err
	}
	if err := l.agent.OnSelectedCandidatePairChange(l.selected); err != nil {
		return err
	}
	return l.agent.OnConnectionStateChange(func(s ice.ConnectionState) { l.turn(func() { l.reachable = s }) })
}

// selected leads what is sent to the pair that the client has chosen. The one before is used until then.
func (l *link) selected(local, remote ice.Candidate) {
	to := addrPort(&net.UDPAddr{IP: net.ParseIP(remote.Address()), Port: remote.Port()})
	w := &way{to: to}
	w.hears(l.peer.now())
	if local.NetworkType().IsTCP() {
		l.mu.Lock()
		w.over = l.wire.Conn
		l.mu.Unlock()
	} else {
		l.peer.room.sfu.port.own(to, l.peer, true)
	}
	l.peer.out.way.Store(w)
}

// forsakenAfter is how long nothing may come by the chosen pair before another one is taken that the client nominates or that a NAT made
// of it: Chromium changes over after 2.5 s.
const forsakenAfter = 2 * time.Second

// forsaken is asked with each check of the client, by where it came from, and says that the chosen pair is another one, of which
// nothing has been heard any more. A browser changes over to a worse pair by itself when the better one is dead; to pion the better
// one stays chosen until its own checks have failed, which takes 15 s.
func (l *link) forsaken(from netip.AddrPort, tcp bool) bool {
	w := l.peer.out.way.Load()
	switch {
	case w == nil:
		return false
	case w.to == from && (w.over != nil) == tcp:
		w.hears(l.peer.now())
		return false
	}
	return l.peer.now()-w.heard.Load() >= int64(forsakenAfter)
}

// gather begins to look for own candidates, and gives what is closed when all are known.
func (l *link) gather() (<-chan struct{}, error) {
	l.mu.Lock()
	done := make(chan struct{})
	l.gathered = done
	l.mu.Unlock()
	return done, l.agent.GatherCandidates()
}

// negotiate takes the client's side of an offer: the first one starts the transport, one with other credentials restarts
// ICE. It gives our own side.
func (l *link) negotiate(ctx context.Context, o *offer, own *identity) (ours side, err error) {
	l.mu.Lock()
	first, again := !l.started, l.started && l.ufrag != o.ufrag
	l.started, l.ufrag = true, o.ufrag
	l.mu.Unlock()
	if again {
		if err := l.agent.Restart("", ""); err != nil {
			return ours, err
		}
	}
	if first || again {
		done, err := l.gather()
		if err != nil {
			return ours, err
		}
		limit := time.NewTimer(gatherLimit)
		defer limit.Stop()
		select {
		case <-done:
		case <-limit.C:
			return ours, fmt.Errorf("no candidates of our own in %v", gatherLimit)
		case <-ctx.Done():
			return ours, ErrClosed
		}
	}
	switch {
	case first:
		wire, err := l.accept(o)
		if err != nil {
			return ours, err
		}
		// Both end when the agent is closed; SFU.Close waits for them.
		l.peer.room.sfu.background(func() { l.read(wire) })
		l.peer.room.sfu.background(func() { l.protect(wire, own, o.claims) })
	case again:
		if err := l.agent.SetRemoteCredentials(o.ufrag, o.pwd); err != nil {
			return ours, err
		}
	}
	return l.ours()
}

// accept lets the client's checks in. A pair may be chosen before it returns, and that waits for the wire.
func (l *link) accept(o *offer) (*dtlsWire, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	conn, err := l.agent.StartAccept(o.ufrag, o.pwd)
	if err != nil {
		return nil, err
	}
	l.wire = newDTLSWire(conn)
	l.ear.Store(l.wire)
	return l.wire, nil
}

// rung reads the step of the ladder off the chosen pair.
func (l *link) rung() Rung {
	pair, err := l.agent.GetSelectedCandidatePair()
	switch {
	case err != nil || pair == nil:
		return RungUDP
	case pair.Remote.Type() == ice.CandidateTypeRelay:
		return RungRelay
	case pair.Local.NetworkType().IsTCP():
		return RungTCP
	}
	return RungUDP
}

// side is what an answer says of our side of ICE.
type side struct {
	ufrag, pwd string
	candidates []string
}

func (l *link) ours() (s side, err error) {
	if s.ufrag, s.pwd, err = l.agent.GetLocalUserCredentials(); err != nil {
		return s, err
	}
	all, err := l.agent.GetLocalCandidates()
	for _, c := range all {
		s.candidates = append(s.candidates, c.Marshal())
	}
	return s, err
}

// hear takes a packet of DTLS that came by the port.
func (l *link) hear(b []byte) {
	if wire := l.ear.Load(); wire != nil {
		_, _ = wire.in.Write(b, nil) // full: lost like any packet
	}
}

// read takes what comes through ICE's connection, which is over TCP: DTLS and media.
func (l *link) read(wire *dtlsWire) {
	for b := make([]byte, packetRoom); ; {
		n, err := wire.Conn.Read(b)
		switch {
		case err != nil:
			return
		case isMedia(b[:n]):
			if w := l.peer.out.way.Load(); w != nil && w.over != nil {
				w.hears(l.peer.now())
			}
			l.peer.incoming(b[:n])
		default:
			_, _ = wire.in.Write(b[:n], nil) // full: lost like any packet
		}
	}
}

// protect agrees on the keys once ICE has found a way.
func (l *link) protect(wire *dtlsWire, own *identity, claims []claim) {
	log := l.peer.room.sfu.log.With("room", l.peer.room.id, "participant", l.peer.id)
	if err := l.agent.AwaitConnect(l.peer.done); err != nil {
		return
	}
	conn, keys, err := l.handshake(wire, own, claims)
	if conn != nil && !l.keep(conn) {
		_ = conn.Close()
		return
	}
	if err == nil {
		err = l.peer.unlock(keys)
	}
	if err != nil {
		log.Info("no secure transport", "err", err)
		return
	}
	l.turn(func() { l.secure = true })
}

// keep notes the connection for close; false if that has been.
func (l *link) keep(conn *dtls.Conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.secured = conn
	return !l.closing
}

// turn notes what has changed and tells what became of it.
func (l *link) turn(note func()) {
	l.turning.Lock()
	defer l.turning.Unlock()
	note()
	now := coming
	switch l.reachable {
	case ice.ConnectionStateConnected, ice.ConnectionStateCompleted:
		if l.secure {
			now = standing
		}
	case ice.ConnectionStateDisconnected:
		// ICE sees its own checks alone. They may be lost while the media are heard.
		if l.doubt = l.state == standing && l.peer.audible(); l.doubt {
			return
		}
		now = broken
	case ice.ConnectionStateFailed, ice.ConnectionStateClosed:
		now = broken
	default:
	}
	l.doubt = false
	if now == l.state {
		return
	}
	l.state = now
	switch now {
	case standing:
		l.peer.stands()
	case broken:
		l.peer.breaks()
	default:
	}
}

// look is called every 100 ms: whom ICE does not hear and whose media have ended too is gone.
func (l *link) look() {
	l.turning.Lock()
	again := l.doubt && !l.peer.audible()
	l.turning.Unlock()
	if again {
		l.turn(func() {})
	}
}

// close ends everything; it may wait for the network.
func (l *link) close() {
	l.mu.Lock()
	l.closing = true
	conn, wire := l.secured, l.wire
	l.mu.Unlock()
	if conn != nil {
		_ = conn.Close()
	}
	if wire != nil {
		_ = wire.Close()
	}
	_ = l.agent.Close()
}
