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
	own map[netip.Addr]bool // our relay's addresses: clients behind TURN come from there
}

func newAdmits(c Config, machine []net.IP) *admits {
	a := &admits{loopback: c.AllowLoopback, nets: c.ClientNets, self: map[netip.Addr]bool{}, own: map[netip.Addr]bool{}}
	for _, ip := range append(machine, c.PublicIPs...) {
		if addr, ok := netip.AddrFromSlice(ip); ok {
			a.self[addr.Unmap()] = true
		}
	}
	return a
}

func (a *admits) relay(ip net.IP) {
	addr, ok := netip.AddrFromSlice(ip)
	if !ok {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.own[addr.Unmap()] = true
}

func (a *admits) isRelay(addr netip.Addr) bool {
	a.mu.RLock()
	defer a.mu.RUnlock()
	return a.own[addr.Unmap()]
}

// The lowest port a candidate may have: below are servers, and clients do not send from there. The relay's sockets have
// ports that the system picks (RFC 6056 §3.2); what else listens on its address is below.
const (
	lowestPort      = 1024
	lowestRelayPort = 32768
)

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
	port, err := strconv.Atoi(fields[5])
	lowest := lowestPort
	switch {
	case a.isRelay(addr):
		lowest = lowestRelayPort
	case a.self[turn.Embedded(addr)] && !a.loopback:
		return false
	}
	return err == nil && port >= lowest && port <= 65535 && a.address(addr.AsSlice())
}
