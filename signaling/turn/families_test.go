package turn

import (
	"net"
	"net/netip"
	"testing"

	"github.com/pion/stun/v4"
)

var ofIPv6 = raw{stun.AttrRequestedAddressFamily, []byte{2, 0, 0, 0}} // RFC 8656 §18.7

// bothFamilies has the relay on both; nobody is at the media port's address of IPv6.
func bothFamilies(c *Config) {
	c.RelayIP6 = net.IPv6loopback
	c.Media = append(c.Media, netip.MustParseAddrPort("[2001:db8::9]:9"))
}

// overIPv6 has the relay's clients come over IPv6.
func overIPv6(t *testing.T, c *Config) {
	t.Helper()
	tcp, err := net.Listen("tcp6", "[::1]:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = c.TCP.Close()
	c.TCP, c.URLs = tcp, []string{"turn:" + tcp.Addr().String() + "?transport=tcp"}
}

// relayed is the relay's address in an answer.
func relayed(t *testing.T, m *stun.Message) netip.Addr {
	t.Helper()
	var at stun.XORMappedAddress
	if err := at.GetFromAs(m, stun.AttrXORRelayedAddress); err != nil {
		t.Fatal(err)
	}
	addr, _ := netip.AddrFromSlice(at.IP)
	return addr.Unmap()
}

// Number 101: who comes over IPv6 and asks for nothing gets a relay of IPv4 (RFC 8656 §7.2); who asks for IPv6 gets that, where there is
// one, and else is refused with 440 or 508.
func TestCase101ClientOverIPv6GetsTheRelaysFamily(t *testing.T) {
	for name, c := range map[string]struct {
		change       func(*Config)
		plain, asked string // the relay's address, "" where there is none
	}{
		"IPv4 alone": {func(*Config) {}, "127.0.0.1", ""},
		"both":       {bothFamilies, "127.0.0.1", "::1"},
		"IPv6 alone": {func(c *Config) { bothFamilies(c); c.RelayIP = nil }, "::1", "::1"},
	} {
		r := newRig(t, func(config *Config) { overIPv6(t, config); c.change(config) })
		for want, answer := range map[string]*stun.Message{
			"plain " + c.plain: r.caller(r.credential("p1")).ask(stun.MethodAllocate, overUDP),
			"asked " + c.asked: r.caller(r.credential("p2")).ask(stun.MethodAllocate, overUDP, ofIPv6),
		} {
			got := want[:6]
			switch refused := code(answer); refused {
			case 0:
				got += relayed(t, answer).String()
			case 440, 508:
			default:
				t.Errorf("%s: answered %d", name, refused)
			}
			if got != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
	}
}

// The media port is reached where it is on this machine, under whatever address of IPv6 its clients know it, and at no other port.
func TestRelayOfIPv6LeadsToTheMediaPortAlone(t *testing.T) {
	media, err := net.ListenUDP("udp6", &net.UDPAddr{IP: net.IPv6loopback})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = media.Close() })
	r := newRig(t, func(c *Config) {
		overIPv6(t, c)
		bothFamilies(c)
		c.Local6 = media.LocalAddr().(*net.UDPAddr).AddrPort()
	})
	c := r.caller(r.credential("p1"))
	if got := code(c.ask(stun.MethodAllocate, overUDP, ofIPv6)); got != 0 {
		t.Fatalf("allocate: %d", got)
	}
	if got := code(c.ask(stun.MethodCreatePermission, at("2001:db8::9", 9))); got != 0 {
		t.Fatalf("permission for the media port: %d", got)
	}
	for port, says := range map[uint16]string{10: "another port", 9: "the media port"} {
		m, err := stun.Build(stun.TransactionID, stun.NewType(stun.MethodSend, stun.ClassIndication), at("2001:db8::9", port), raw{stun.AttrData, []byte(says)})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.conn.Write(m.Raw); err != nil {
			t.Fatal(err)
		}
	}
	b := make([]byte, 64)
	n, from, err := media.ReadFromUDP(b)
	if err != nil || string(b[:n]) != "the media port" {
		t.Fatalf("the media port got %q, %v", b[:n], err)
	}
	if _, err := media.WriteToUDP([]byte("back"), from); err != nil {
		t.Fatal(err)
	}
	if data, err := c.read().Get(stun.AttrData); err != nil || string(data) != "back" {
		t.Fatalf("the client got %q, %v", data, err)
	}
}
