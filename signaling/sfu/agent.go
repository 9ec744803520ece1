package sfu

import (
	"net"
	"time"

	"github.com/pion/ice/v4"
	"github.com/pion/stun/v4"
)

// agent makes the ICE agent of one participant (RFC 8445), on the ports that all share.
func (s *SFU) agent(p *Peer) (*ice.Agent, error) {
	options := []ice.AgentOption{
		ice.WithLoggerFactory(quiet{s.log}),
		ice.WithUDPMux(told{s.port.mux, s.network, s.config.PublicIPs, s.config.AllowLoopback}),
		ice.WithNetworkTypes(networks(s.config.PublicIPs, s.tcp != nil)),
		ice.WithCandidateTypes([]ice.CandidateType{ice.CandidateTypeHost}),
		// Names and connections outwards are of no use to a server, and would be probes in a client's hand.
		ice.WithRemoteIPFilter(func(ip net.IP) bool { return s.admits.address(ip) }),
		ice.WithMulticastDNSMode(ice.MulticastDNSModeDisabled),
		ice.WithDisableActiveTCP(),
		// The client restarts ICE long before that; who says nothing for 6 s is told as down.
		ice.WithDisconnectedTimeout(silentFor),
		ice.WithFailedTimeout(15 * time.Second),
		ice.WithKeepaliveInterval(2 * time.Second),
		ice.WithBindingRequestHandler(func(m *stun.Message, local, remote ice.Candidate, pair *ice.CandidatePair) bool {
			from := addrPort(&net.UDPAddr{IP: net.ParseIP(remote.Address()), Port: remote.Port()})
			if !local.NetworkType().IsTCP() {
				s.port.own(from, p, false)
			}
			// What no candidate told of may be the chosen pair behind a NAT that has begun anew, and its client does not know of it: nothing
			// is nominated then.
			meant := m.Contains(stun.AttrUseCandidate) || remote.Type() == ice.CandidateTypePeerReflexive
			checked := pair.ResponsesReceived() > 0
			return p.link.forsaken(from, local.NetworkType().IsTCP()) && checked && meant
		}),
	}
	if s.config.Net != nil {
		options = append(options, ice.WithNet(s.config.Net))
	}
	if s.tcp != nil {
		options = append(options, ice.WithTCPMux(s.tcp))
	}
	if s.config.AllowLoopback {
		options = append(options, ice.WithIncludeLoopback())
	}
	if len(s.config.PublicIPs) > 0 {
		external := make([]string, len(s.config.PublicIPs))
		for i, ip := range s.config.PublicIPs {
			external[i] = ip.String()
		}
		options = append(options, ice.WithAddressRewriteRules(ice.AddressRewriteRule{
			External: external, AsCandidateType: ice.CandidateTypeHost, Mode: ice.AddressRewriteReplace,
		}))
	}
	return ice.NewAgentWithOptions(options...)
}

// silentFor is how long a participant may say nothing before the transport counts as down.
const silentFor = 6 * time.Second
