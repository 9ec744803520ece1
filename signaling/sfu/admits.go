package sfu

import (
	"net"
	"net/netip"
	"strconv"
	"strings"
	"sync"

	"github.com/etradeoffice/portal/signaling/turn"
)

// admits says which addresses ICE may send to. Candidates come from the client, so without a rule they would make the
// server probe its own networks (RFC 8445 §19.5.1).
type admits struct {
	loopback bool
	nets     []netip.Prefix
	self     map[netip.Addr]bool // this machine's own addresses

	mu  sync.RWMutex
	own map[netip.Addr]func(netip.AddrPort) bool // our relay's addresses: clients behind TURN come from there
}

func newAdmits(c Config, machine []net.IP) *admits {
	a := &admits{
		loopback: c.AllowLoopback && len(c.ClientNets) == 0, nets: c.ClientNets,
		self: map[netip.Addr]bool{}, own: map[netip.Addr]func(netip.AddrPort) bool{},
	}
	for _, ip := range append(machine, c.PublicIPs...) {
		if addr, ok := netip.AddrFromSlice(ip); ok {
			a.self[addr.Unmap()] = true
		}
	}
	return a
}

func (a *admits) relay(ip net.IP, has func(netip.AddrPort) bool) {
	addr, ok := netip.AddrFromSlice(ip)
	if !ok {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.own[addr.Unmap()] = has
}

func (a *admits) isRelay(addr netip.Addr) bool {
	a.mu.RLock()
	defer a.mu.RUnlock()
	return a.own[addr.Unmap()] != nil
}

// relays says whether a socket of our relay has this address; what else listens on the relay's address is no client.
func (a *admits) relays(addr netip.Addr, port uint16) bool {
	a.mu.RLock()
	defer a.mu.RUnlock()
	has := a.own[addr.Unmap()]
	return has != nil && has(netip.AddrPortFrom(addr.Unmap(), port))
}

// lowestPort is the lowest that a candidate may have: below are servers, and clients do not send from there.
const lowestPort = 1024

// address says whether ip may be sent to.
func (a *admits) address(ip net.IP) bool {
	addr, ok := netip.AddrFromSlice(ip)
	if !ok {
		return false
	}
	if a.isRelay(addr) {
		return true
	}
	addr = turn.Embedded(addr)
	for _, n := range a.nets {
		if n.Contains(addr) {
			return true
		}
	}
	if a.loopback && (addr.IsLoopback() || addr.IsPrivate() || a.self[addr]) {
		return true
	}
	return !turn.Special(addr)
}

// candidate says whether a client's candidate line (RFC 8839 §5.1) is worth handing to ICE. TCP ones are not needed:
// the client connects to us, and we learn its address from that.
func (a *admits) candidate(line string) bool {
	fields := strings.Fields(strings.TrimPrefix(line, "candidate:"))
	if len(fields) < 8 || fields[1] != "1" || !strings.EqualFold(fields[2], "udp") { // RTCP goes with the media
		return false
	}
	addr, err := netip.ParseAddr(fields[4])
	if err != nil { // a name, such as mDNS's
		return false
	}
	port, err := strconv.ParseUint(fields[5], 10, 16)
	switch {
	case err != nil || port < lowestPort:
		return false
	case a.isRelay(addr):
		return a.relays(addr, uint16(port)) || a.loopback
	case a.self[turn.Embedded(addr)]:
		return a.loopback
	}
	return a.address(addr.AsSlice())
}
