// Package turn is the embedded relay (RFC 8656) for clients whose firewall lets nothing else through. It relays to the
// SFU's media port and to nothing else in the world: the peer's address is checked after undoing every IPv6 form that
// hides an IPv4 address, and the relay's own socket checks it again together with the port, both ways.
//
// It owns the credentials, the quota and the reading of addresses. It leaves TLS and the sharing of port 443 to
// whoever makes the listeners, and media to package sfu.
package turn

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/pion/logging"
	"github.com/pion/turn/v5"
)

// Config says where the relay listens and to what it relays. At least one of UDP and TCP, one of RelayIP and RelayIP6, Media and
// Secrets are required: there is no relay without its rules.
type Config struct {
	UDP net.PacketConn // TURN over UDP; nil = none; closed by Close
	TCP net.Listener   // TURN over TCP, or over TLS if the listener speaks it; nil = none; closed by Close

	RelayIP  net.IP           // where the relay's sockets of IPv4 are and what clients are told; an address of this machine; nil = none
	RelayIP6 net.IP           // the same of IPv6
	Media    []netip.AddrPort // the SFU's addresses as its answers name them
	Local    netip.AddrPort   // where the SFU can be reached from RelayIP, if not under Media (1:1 NAT); zero = under Media
	Local6   netip.AddrPort   // the same from RelayIP6

	URLs    []string // how clients reach us: "turns:live.example:443?transport=tcp"
	Realm   string
	Secrets [][]byte // the first signs credentials, all are accepted
	Max     int      // allocations of all participants; 0 = 1000
	Now     func() time.Time
}

// Limits of one participant.
const (
	Quota    = 12               // allocations at the same time; the next one is answered with 486
	Grants   = 32               // permissions and channels of one allocation at the same time; a client needs one of each for an address of ours
	Lifetime = 10 * time.Minute // of an allocation after its last refresh
)

// Server is a running relay.
type Server struct {
	config Config
	relays *relays
	inner  *turn.Server

	mu      sync.Mutex
	revoked map[string]int64 // by participant and room: when, ms
}

// Listen starts the relay on the listeners of c.
func Listen(c Config) (*Server, error) {
	switch {
	case c.UDP == nil && c.TCP == nil:
		return nil, errors.New("turn: no listener")
	case len(c.Media) == 0:
		return nil, errors.New("turn: no media address to relay to")
	case c.RelayIP == nil && c.RelayIP6 == nil:
		return nil, errors.New("turn: no relay address")
	case c.RelayIP != nil && c.RelayIP.To4() == nil, c.RelayIP6 != nil && c.RelayIP6.To4() != nil:
		return nil, errors.New("turn: a relay address of the other family")
	case len(c.Secrets) == 0 || len(c.Secrets[0]) < 16:
		return nil, errors.New("turn: a secret of at least 16 bytes is required")
	case c.Realm == "":
		return nil, errors.New("turn: no realm")
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Max == 0 {
		c.Max = 1000
	}
	s := &Server{config: c, relays: newRelays(c), revoked: map[string]int64{}}
	config := turn.ServerConfig{
		Realm:               c.Realm,
		AuthHandler:         s.authenticate,
		QuotaHandler:        func(user, _ string, _ net.Addr) bool { return s.relays.room(user) },
		EventHandler:        s.relays.events(),
		AllocationLifetime:  Lifetime,
		StrictAddressFamily: c.RelayIP != nil, // who asks for no family gets IPv4 (RFC 8656 §7.2); where there is none, the one that they come over
		InboundMTU:          1600,
		LoggerFactory:       &logging.DefaultLoggerFactory{DefaultLogLevel: logging.LogLevelDisabled},
	}
	if c.UDP != nil {
		config.PacketConnConfigs = []turn.PacketConnConfig{{
			PacketConn: newGuard(c.UDP, c.Now), RelayAddressGenerator: s.relays, PermissionHandler: s.permits,
		}}
	}
	if c.TCP != nil {
		config.ListenerConfigs = []turn.ListenerConfig{{Listener: listener{c.TCP}, RelayAddressGenerator: s.relays, PermissionHandler: s.permits}}
	}
	inner, err := turn.NewServer(config)
	if err != nil {
		return nil, fmt.Errorf("turn: %w", err)
	}
	s.inner = inner
	return s, nil
}

// Close ends the listeners and every allocation.
func (s *Server) Close() {
	_ = s.inner.Close()
	s.relays.close("")
}

// Allocations is how many are alive.
func (s *Server) Allocations() int { return s.relays.count() }

// Has says whether a client's relay has this address now.
func (s *Server) Has(relay netip.AddrPort) bool { return s.relays.has(relay) }

// permits is asked for every CreatePermission and ChannelBind, and again when they are refreshed. It sees no port; the relay's socket does.
func (s *Server) permits(client net.Addr, peer net.IP) bool {
	addr, ok := netip.AddrFromSlice(peer)
	if !ok || s.relays.grants(client) >= Grants {
		return false
	}
	for _, media := range s.config.Media {
		if Embedded(addr) == media.Addr().Unmap() {
			return true
		}
	}
	return false
}
