package sfu

import (
	"net"

	"github.com/pion/ice/v4"
	"github.com/pion/transport/v5"
)

// told is the mux with those of the port's addresses that clients are to be told of.
type told struct {
	*mux
	network  transport.Net
	public   []net.IP
	loopback bool
}

// GetListenAddresses is ice.UDPMux's: all addresses at which the port listens, without the loopback's where nobody is there, those that
// lead nowhere from outside the machine's own wire, and those of a family that has no public address.
func (m told) GetListenAddresses() (kept []net.Addr) {
	local, ok := m.port.LocalAddr().(*net.UDPAddr)
	if !ok {
		return nil
	}
	all, four, six := []net.IP{local.IP}, true, local.IP.To4() == nil
	if local.IP.IsUnspecified() {
		all, _ = addresses(m.network) // without interfaces there is nobody to tell
	} else {
		four = !six
	}
	toldFour, toldSix := families(m.public)
	for _, ip := range all {
		is4 := ip.To4() != nil
		if (m.loopback || !ip.IsLoopback()) && !ip.IsLinkLocalUnicast() && (is4 && four && toldFour || !is4 && six && toldSix) {
			kept = append(kept, &net.UDPAddr{IP: ip, Port: local.Port})
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
