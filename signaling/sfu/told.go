package sfu

import (
	"net"

	"github.com/pion/ice/v4"
)

// told is the UDP mux with only those of its addresses that clients are to be told of.
type told struct {
	*ice.UDPMuxDefault
	public   []net.IP
	loopback bool
}

// GetListenAddresses leaves out the loopback's where nobody is there, and those of a family that has no public address.
func (m told) GetListenAddresses() (kept []net.Addr) {
	four, six := families(m.public)
	for _, at := range m.UDPMuxDefault.GetListenAddresses() {
		udp, ok := at.(*net.UDPAddr)
		if ok && (m.loopback || !udp.IP.IsLoopback()) && (four && udp.IP.To4() != nil || six && udp.IP.To4() == nil) {
			kept = append(kept, at)
		}
	}
	return kept
}

// families says of which there are public addresses. Where none is named, the machine's own are told, of both; where some are, a
// family that has none is left out: the machine's own addresses of it lead nowhere, and are nobody's business.
func families(public []net.IP) (four, six bool) {
	for _, ip := range public {
		four, six = four || ip.To4() != nil, six || ip.To4() == nil
	}
	return four || len(public) == 0, six || len(public) == 0
}

// networks are the ways that candidates are told for.
func networks(public []net.IP, tcp bool) (all []ice.NetworkType) {
	four, six := families(public)
	if four {
		all = append(all, ice.NetworkTypeUDP4)
	}
	if six {
		all = append(all, ice.NetworkTypeUDP6)
	}
	if four && tcp {
		all = append(all, ice.NetworkTypeTCP4)
	}
	if six && tcp {
		all = append(all, ice.NetworkTypeTCP6)
	}
	return all
}
