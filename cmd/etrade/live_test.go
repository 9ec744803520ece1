package main

import (
	"net"
	"net/netip"
	"slices"
	"testing"
)

// Of each family in which clients are told of an address there is a relay on this machine.
func TestRelayIsOfTheFamiliesThatClientsAreTold(t *testing.T) {
	ips := func(texts ...string) (all []net.IP) {
		for _, text := range texts {
			all = append(all, net.ParseIP(text))
		}
		return all
	}
	machine := ips("10.0.0.2", "2001:db8::2", "127.0.0.1", "::1")
	for name, c := range map[string]struct {
		listens   string
		public    []net.IP
		named     []string
		four, six string
	}{
		"both":                          {"::", nil, []string{"10.0.0.2", "2001:db8::2", "127.0.0.1", "::1"}, "10.0.0.2", "2001:db8::2"},
		"IPv4 alone":                    {"0.0.0.0", nil, []string{"10.0.0.2", "127.0.0.1"}, "10.0.0.2", ""},
		"one address":                   {"127.0.0.1", nil, []string{"127.0.0.1"}, "127.0.0.1", ""},
		"one address of IPv6":           {"::1", nil, []string{"::1"}, "", "::1"},
		"a public address of IPv4":      {"::", ips("198.51.100.7"), []string{"198.51.100.7"}, "10.0.0.2", ""},
		"public addresses of both":      {"::", ips("198.51.100.7", "2001:db8::7"), []string{"198.51.100.7", "2001:db8::7"}, "10.0.0.2", "2001:db8::2"},
		"a public address of IPv6":      {"::", ips("2001:db8::7"), []string{"2001:db8::7"}, "", "2001:db8::2"},
		"a public address of the other": {"127.0.0.1", ips("2001:db8::7"), []string{"2001:db8::7"}, "", ""},
	} {
		r := reachable(&net.UDPAddr{IP: net.ParseIP(c.listens), Port: 443}, c.public, machine)
		var named []string
		for _, at := range r.named {
			named = append(named, at.Addr().String())
		}
		text := func(addr netip.Addr) string {
			if !addr.IsValid() {
				return ""
			}
			return addr.String()
		}
		if !slices.Equal(named, c.named) || text(r.four) != c.four || text(r.six) != c.six || r.port != 443 {
			t.Errorf("%s: named %v, relays at %q and %q", name, named, text(r.four), text(r.six))
		}
	}
}
