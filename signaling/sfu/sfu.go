// Package sfu forwards media between the participants of a room: it owns everything that touches pion.
//
// One transport a participant. The client makes the only offer, with twenty m-lines in a fixed order (see Lines);
// who sees and hears whom afterwards is decided by Room.Bind, which rebinds a participant's receive slots to the
// tracks of others without any negotiation. ICE and DTLS are pion's and see only their own packets. Media go past them:
// what was read together from the port is opened, forwarded, sealed and sent together, on the goroutine that read it,
// without a queue, the room's lock or an allocation in between.
//
//	port -> inbound (SRTP) -> uplink -> slot, slot, slot -> outbound (SRTP) -> outbox -> socket
//	     -> ICE, DTLS (pion) -> transport
//
// A feed is one source of a participant, an uplink one layer of it. Five times a second allocate.go divides what a
// subscriber's link carries (downlink.go) among its slots.
//
// It leaves to others: who may be in a room and who is bound to whom (package room decides), what a stall or a level
// means to people, sockets and messages, and the relay (package turn).
package sfu

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/pion/ice/v4"
	"github.com/pion/transport/v5"
	"github.com/pion/transport/v5/stdnet"
)

// Errors that callers tell apart.
var (
	ErrStaleOffer = errors.New("sfu: a newer offer was seen")    // the client sent another one meanwhile: say nothing
	ErrBadOffer   = errors.New("sfu: the offer cannot be taken") // the client speaks another shape of offer: refuse it
	ErrFull       = errors.New("sfu: the room is full")
	ErrClosed     = errors.New("sfu: closed")
)

// MaxPeers is how many peers a room takes: 8 who are in and 32 who wait in the lobby with nothing bound.
const MaxPeers = 40

// Config is what an SFU needs to know. UDPAddr is required.
type Config struct {
	UDPAddr       string         // "host:port" of the one media port; port 0 picks one; 0.0.0.0 offers every address of the machine
	TCPListener   net.Listener   // where ICE-TCP connections (RFC 4571 framing) come in; nil = no ICE-TCP; closed by Close
	PublicIPs     []net.IP       // offered instead of the machine's own addresses (1:1 NAT); empty = as they are
	AllowLoopback bool           // the demo: loopback addresses are offered, and clients on this machine and its local networks taken
	ClientNets    []netip.Prefix // private networks that clients come from, e.g. the city hall's, and then no others; never the servers' own
	Net           transport.Net  // nil = the operating system's; tests give a virtual one
	Log           *slog.Logger
}

// Slot is one receive m-line of a subscriber and what shall come out of it.
type Slot struct {
	Mid       string // "4".."11" for audio, "12".."19" for video
	Publisher string // participant id; "" = nothing
	Source    Source
	Most      Layer // the largest layer that is of use to the subscriber; "" = any
}

// SFU is one node's media: one UDP port, one TCP listener, any number of rooms.
type SFU struct {
	config  Config
	log     *slog.Logger
	start   time.Time
	network transport.Net
	port    *port
	box     *outbox            // the port's
	tcp     *ice.TCPMuxDefault // nil = none
	admits  *admits

	closing sync.WaitGroup // connections being closed, rooms' beats

	mu       sync.Mutex
	rooms    map[string]*Room
	closed   bool // no new rooms
	ended    bool // Close waits for nothing that begins from here on
	identity *identity
}

const (
	socketBuffer = 4 << 20 // bytes, each way; the kernel may give less
	tcpBuffer    = 4 << 20 // bytes of media waiting for one slow TCP client, beyond that packets are dropped
)

// New opens the media port. The caller closes the SFU.
func New(config Config) (*SFU, error) {
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	s := &SFU{config: config, log: config.Log, start: time.Now(), rooms: map[string]*Room{}}
	var err error
	if s.network, err = network(config.Net); err != nil {
		return nil, err
	}
	machine, err := addresses(s.network)
	if err != nil {
		return nil, fmt.Errorf("addresses of this machine: %w", err)
	}
	s.admits = newAdmits(config, machine)
	conn, err := listen(s.network, config.UDPAddr)
	if err != nil {
		return nil, fmt.Errorf("media port %s: %w", config.UDPAddr, err)
	}
	s.port = newPort(conn, s.log)
	s.box = s.port.outbox
	if config.TCPListener != nil {
		s.tcp = ice.NewTCPMuxDefault(ice.TCPMuxParams{
			Listener: config.TCPListener, Logger: quiet{s.log}.NewLogger("tcp"), ReadBufferSize: 32,
			WriteBufferSize: tcpBuffer, FirstStunBindTimeout: 5 * time.Second,
		})
	}
	return s, nil
}

// network is the one given, or the operating system's.
func network(given transport.Net) (transport.Net, error) {
	if given != nil {
		return given, nil
	}
	return stdnet.NewNet()
}

func addresses(network transport.Net) (all []net.IP, err error) {
	interfaces, err := network.Interfaces()
	if err != nil {
		return nil, err
	}
	for _, i := range interfaces {
		addrs, err := i.Addrs()
		if err != nil {
			continue // an interface without addresses
		}
		for _, a := range addrs {
			if n, ok := a.(*net.IPNet); ok {
				all = append(all, n.IP)
			}
		}
	}
	return all, nil
}

func listen(network transport.Net, address string) (net.PacketConn, error) {
	addr, err := network.ResolveUDPAddr("udp", address)
	if err != nil {
		return nil, err
	}
	kind := "udp"
	if addr.IP.To4() != nil {
		kind = "udp4"
	}
	conn, err := network.ListenUDP(kind, addr)
	if err != nil {
		return nil, err
	}
	_ = conn.SetReadBuffer(socketBuffer)
	_ = conn.SetWriteBuffer(socketBuffer)
	return conn, nil
}

// MediaAddr is the address of the media port, with the port that was picked.
func (s *SFU) MediaAddr() *net.UDPAddr {
	addr, _ := s.port.LocalAddr().(*net.UDPAddr)
	return addr
}

// AdmitRelay takes clients from the embedded relay, whose sockets are on ip, an address of this machine; has says which of them
// are there now. It may be called at any time.
func (s *SFU) AdmitRelay(ip net.IP, has func(netip.AddrPort) bool) { s.admits.relay(ip, has) }

// Open gives the room with this id, a new one if there is none.
func (s *SFU) Open(room string) *Room {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.rooms[room]
	if r == nil {
		r = &Room{sfu: s, id: room, peers: map[string]*Peer{}, wanted: map[string][]Slot{}, closed: s.closed}
		if !s.closed {
			s.rooms[room] = r
		}
	}
	return r
}

func (s *SFU) forget(r *Room) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.rooms[r.id] == r {
		delete(s.rooms, r.id)
	}
}

// Close closes all rooms, waits for their connections to end, and closes the ports.
func (s *SFU) Close() {
	s.mu.Lock()
	s.closed = true
	rooms := make([]*Room, 0, len(s.rooms))
	for _, r := range s.rooms {
		rooms = append(rooms, r)
	}
	s.mu.Unlock()
	for _, r := range rooms {
		r.Close()
	}
	s.mu.Lock()
	s.ended = true
	s.mu.Unlock()
	s.closing.Wait()
	if s.tcp != nil {
		_ = s.tcp.Close()
	}
	_ = s.port.Close()
	s.port.reader.Wait()
}

// background runs f; Close waits for it.
func (s *SFU) background(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		go f()
		return
	}
	s.closing.Go(f)
}

// now is the monotonic clock of everything in here, ns since start.
func (s *SFU) now() int64 { return int64(time.Since(s.start)) + 1 }
