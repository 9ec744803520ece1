package turn

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pion/stun/v4"
	pion "github.com/pion/turn/v5"
)

func TestRelayDeniesEveryPeerButTheMediaPort(t *testing.T) {
	r := newRig(t, bothFamilies)
	for _, family := range [][]stun.Setter{nil, {ofIPv6}} {
		c := r.caller(r.credential("p1"))
		if got := code(c.ask(stun.MethodAllocate, append(family, overUDP)...)); got != 0 {
			t.Fatalf("allocate with %v: %d", family, got)
		}
		deniesAllOthers(t, c)
	}
}

func deniesAllOthers(t *testing.T, c *caller) {
	t.Helper()
	for _, addr := range []string{
		"10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255",
		"127.0.0.2", "8.8.8.8", "198.51.100.7",
		"::1", "::", "fe80::1", "fc00::1", "2606:4700::1", "2001:db8::1",
		"::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:127.0.0.2", "::ffff:8.8.8.8",
		"64:ff9b::a00:1", "64:ff9b::a9fe:a9fe", "2002:a00:1::", "2001:0:0:0:0:0:f5ff:fffe",
	} {
		if got := code(c.ask(stun.MethodCreatePermission, at(addr, 80))); got != 403 && got != 443 {
			t.Errorf("CreatePermission for %s: %d, want it forbidden", addr, got)
		}
		if got := code(c.ask(stun.MethodChannelBind, raw{stun.AttrChannelNumber, []byte{0x40, 0, 0, 0}}, at(addr, 80))); got != 401 && got != 443 {
			t.Errorf("ChannelBind to %s: %d, want it unauthorized", addr, got)
		}
	}
}

// The permission knows no port, so what is on the media address but not on the media port must be kept out by the socket.
func TestRelayReachesNoOtherPortOfTheMediaAddress(t *testing.T) {
	r := newRig(t, nil)
	c := r.caller(r.credential("p1"))
	c.allocate()
	other := listenUDP(t)
	otherPort := uint16(other.LocalAddr().(*net.UDPAddr).Port)
	mediaPort := uint16(r.media.LocalAddr().(*net.UDPAddr).Port)
	for _, form := range []string{"127.0.0.1", "::ffff:127.0.0.1"} {
		if got := code(c.ask(stun.MethodCreatePermission, at(form, mediaPort))); got != 0 {
			t.Fatalf("permission for the media port as %s: %d", form, got)
		}
		for _, port := range []uint16{otherPort, mediaPort} {
			m, err := stun.Build(stun.TransactionID, stun.NewType(stun.MethodSend, stun.ClassIndication), at(form, port),
				raw{stun.AttrData, []byte("knock " + strconv.Itoa(int(port)))})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.conn.Write(m.Raw); err != nil {
				t.Fatal(err)
			}
		}
		b := make([]byte, 64)
		_ = r.media.SetReadDeadline(time.Now().Add(5 * time.Second))
		n, from, err := r.media.ReadFromUDP(b)
		if err != nil || string(b[:n]) != "knock "+strconv.Itoa(int(mediaPort)) {
			t.Fatalf("the media port got %q, %v", b[:n], err)
		}
		// It came in order after the other one, which therefore was not sent.
		_ = other.SetReadDeadline(time.Now().Add(time.Millisecond))
		if n, _, err := other.ReadFromUDP(b); err == nil {
			t.Errorf("the other port got %q", b[:n])
		}
		// Inwards too: a stranger's datagram to the relay's socket reaches nobody, the media port's does.
		if _, err := other.WriteToUDP([]byte("stranger"), from); err != nil {
			t.Fatal(err)
		}
		if _, err := r.media.WriteToUDP([]byte("media"), from); err != nil {
			t.Fatal(err)
		}
		if data, err := c.read().Get(stun.AttrData); err != nil || string(data) != "media" {
			t.Fatalf("the client got %q, %v", data, err)
		}
	}
}

func TestRelayServesNoOtherKindOfAllocation(t *testing.T) {
	r := newRig(t, nil)
	for name, attributes := range map[string][]stun.Setter{
		"TCP (RFC 6062)":      {raw{stun.AttrRequestedTransport, []byte{6, 0, 0, 0}}},
		"even port":           {overUDP, raw{stun.AttrEvenPort, []byte{0x80}}},
		"IPv6":                {overUDP, ofIPv6},
		"a reservation token": {overUDP, raw{stun.AttrReservationToken, []byte("12345678")}},
	} {
		if got := code(r.caller(r.credential("p1")).ask(stun.MethodAllocate, attributes...)); got == 0 {
			t.Errorf("allocation with %s was granted", name)
		}
	}
	if n := r.server.Allocations(); n != 0 {
		t.Errorf("%d allocations are there", n)
	}
}

func TestCredentialCountsAtAllocateAndNotLater(t *testing.T) {
	r := newRig(t, nil)
	good := r.credential("p1")
	old := r.caller(good)
	old.allocate()
	r.now.Add(int64(CredentialLife + time.Second))
	if got := code(old.ask(stun.MethodRefresh)); got != 0 {
		t.Errorf("refresh of a running call with an expired credential: %d", got)
	}
	if got := code(r.caller(good).ask(stun.MethodAllocate, overUDP)); got != 401 {
		t.Errorf("allocate with an expired credential: %d, want 401", got)
	}
	fresh := r.credential("p1")
	for name, change := range map[string]func(*ICEServer){
		"a wrong password":   func(s *ICEServer) { s.Credential += "x" },
		"another's name":     func(s *ICEServer) { s.Username = strings.Replace(s.Username, "p1", "p2", 1) },
		"a later expiry":     func(s *ICEServer) { s.Username = "9" + s.Username },
		"no key id":          func(s *ICEServer) { s.Username = s.Username[:strings.LastIndex(s.Username, ":")] },
		"an unknown key":     func(s *ICEServer) { s.Username += "x" },
		"nothing but a name": func(s *ICEServer) { s.Username = "p1" },
	} {
		bad := fresh
		change(&bad)
		if got := code(r.caller(bad).ask(stun.MethodAllocate, overUDP)); got != 401 {
			t.Errorf("allocate with %s: %d, want 401", name, got)
		}
	}
	if got := code(r.caller(fresh).ask(stun.MethodAllocate, overUDP)); got != 0 {
		t.Errorf("allocate with a fresh credential: %d", got)
	}
}

func TestOldSecretIsStillAccepted(t *testing.T) {
	r := newRig(t, nil)
	before := Server{config: r.server.config}
	before.config.Secrets = r.server.config.Secrets[1:]
	if got := code(r.caller(before.Credentials("room", "p1", r.server.config.Now())[0]).ask(stun.MethodAllocate, overUDP)); got != 0 {
		t.Errorf("allocate with a credential of the secret before: %d", got)
	}
}

func TestThirteenthAllocationIsRefusedAndRevokeFreesAll(t *testing.T) {
	r := newRig(t, nil)
	var last *caller
	for range Quota {
		last = r.caller(r.credential("p1"))
		last.allocate()
	}
	if got := code(r.caller(r.credential("p1")).ask(stun.MethodAllocate, overUDP)); got != 486 {
		t.Errorf("allocation %d: %d, want 486", Quota+1, got)
	}
	r.caller(r.credential("p2")).allocate()
	if got := code(last.ask(stun.MethodRefresh, raw{stun.AttrLifetime, []byte{0, 0, 0, 0}})); got != 0 {
		t.Fatalf("give one back: %d", got)
	}
	r.caller(r.credential("p1")).allocate()
	r.server.Revoke("room", "p1")
	if n := r.server.Allocations(); n != 1 {
		t.Errorf("%d allocations after p1 was revoked, want p2's", n)
	}
}

// An address of IPv4 has countless forms in IPv6 (6to4), a media address countless ports: each would be a permission or a channel of its own.
func TestCase81ThousandPermissionsAndChannelsAreCapped(t *testing.T) {
	r := newRig(t, bothFamilies)
	for name, next := range map[string]func(c *caller, i int) int{
		"permissions": func(c *caller, i int) int {
			return code(c.ask(stun.MethodCreatePermission, at(fmt.Sprintf("2002:7f00:1::%x", i+1), 9)))
		},
		"channels": func(c *caller, i int) int {
			number := binary.BigEndian.AppendUint16(nil, uint16(0x4000+i))
			return code(c.ask(stun.MethodChannelBind, raw{stun.AttrChannelNumber, append(number, 0, 0)}, at("2002:7f00:1::", uint16(i+1))))
		},
	} {
		c := r.caller(r.credential("p1"))
		if got := code(c.ask(stun.MethodAllocate, ofIPv6, overUDP)); got != 0 {
			t.Fatalf("allocate: %d", got)
		}
		granted := 0
		for i := range 1000 {
			if next(c, i) == 0 {
				granted++
			}
		}
		if granted < Grants-1 || granted > Grants {
			t.Errorf("%d of 1000 %s were granted, want about %d", granted, name, Grants)
		}
		other := r.caller(r.credential("p2"))
		other.allocate()
		if got := code(other.ask(stun.MethodCreatePermission, at("127.0.0.1", 9))); got != 0 {
			t.Errorf("after all %s: somebody else's permission: %d", name, got)
		}
		r.server.Revoke("room", "p1")
		r.server.Revoke("room", "p2")
		r.now.Add(int64(time.Millisecond))
	}
}

func TestRevokedParticipantAllocatesOnlyWithACredentialOfAfterwards(t *testing.T) {
	r := newRig(t, nil)
	before, other := r.credential("p1"), r.credential("p2")
	running := r.caller(before)
	running.allocate()
	r.now.Add(int64(time.Second))
	r.server.Revoke("room", "p1")
	if got := code(r.caller(before).ask(stun.MethodAllocate, overUDP)); got != 401 {
		t.Errorf("allocate with a revoked credential: %d, want 401", got)
	}
	if got := code(running.ask(stun.MethodRefresh)); got == 0 {
		t.Error("the revoked allocation was refreshed")
	}
	r.caller(other).allocate()
	elsewhere := r.server.Credentials("another room", "p1", r.server.config.Now())[0]
	r.caller(elsewhere).allocate()
	r.now.Add(int64(time.Millisecond))
	r.caller(r.credential("p1")).allocate()
	r.now.Add(int64(2 * CredentialLife))
	r.server.Revoke("room", "p3")
	if n := len(r.server.revoked); n != 1 {
		t.Errorf("%d revocations are kept though no credential is that old", n)
	}
}

func TestQuotaHoldsForAllocationsAtTheSameMoment(t *testing.T) {
	all := newRelays(Config{RelayIP: net.IPv4(127, 0, 0, 1), Max: 1000})
	t.Cleanup(func() { all.close("") })
	var granted atomic.Int64
	var done sync.WaitGroup
	begin := make(chan struct{})
	for range 20 * Quota {
		done.Go(func() {
			<-begin
			if _, _, err := all.AllocatePacketConn(pion.AllocateListenerConfig{Network: "udp4", UserID: "p1"}); err == nil {
				granted.Add(1)
			}
		})
	}
	close(begin)
	done.Wait()
	if n := granted.Load(); n != Quota || all.count() != Quota {
		t.Errorf("%d were granted, %d are there, want %d", n, all.count(), Quota)
	}
}

func TestRefusalsAreNotAMirror(t *testing.T) {
	g := newGuard(nil, time.Now)
	to := &net.UDPAddr{IP: net.IPv4(8, 8, 8, 8), Port: 1}
	sent := 0
	for range 100 {
		if g.allow(to) {
			sent++
		}
	}
	if sent != refusalsPerSecond {
		t.Errorf("%d refusals in one moment, want %d", sent, refusalsPerSecond)
	}
	m, err := stun.Build(stun.TransactionID, stun.NewType(stun.MethodAllocate, stun.ClassErrorResponse))
	if err != nil || !refusal(m.Raw) {
		t.Errorf("an error response is not seen as one: %v", err)
	}
	if m, _ = stun.Build(stun.TransactionID, stun.NewType(stun.MethodAllocate, stun.ClassSuccessResponse)); refusal(m.Raw) {
		t.Error("a success response is taken for a refusal")
	}
}

func TestSilentConnectionIsHungUpAndABusyOneIsNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ours, theirs := net.Pipe()
		defer func() { _ = theirs.Close() }()
		conn := &patient{Conn: ours}
		b := make([]byte, 1)
		for range 3 {
			go func() {
				time.Sleep(Lifetime - time.Second)
				_, _ = theirs.Write(b)
			}()
			if _, err := conn.Read(b); err != nil {
				t.Fatalf("a client that refreshes in time: %v", err)
			}
		}
		began := time.Now()
		if _, err := conn.Read(b); !errors.Is(err, os.ErrDeadlineExceeded) || time.Since(began) != Lifetime {
			t.Errorf("a silent client: %v after %v", err, time.Since(began))
		}
	})
}

func TestNoRelayWithoutRules(t *testing.T) {
	media := []netip.AddrPort{netip.MustParseAddrPort("127.0.0.1:1")}
	whole := func() Config {
		return Config{UDP: listenUDP(t), RelayIP: net.IPv4(127, 0, 0, 1), Media: media, Realm: "r", Secrets: [][]byte{make([]byte, 16)}}
	}
	for name, change := range map[string]func(*Config){
		"listener": func(c *Config) { c.UDP = nil }, "media": func(c *Config) { c.Media = nil },
		"relay address": func(c *Config) { c.RelayIP = nil }, "secret": func(c *Config) { c.Secrets = nil },
		"long secret": func(c *Config) { c.Secrets = [][]byte{{1}} }, "realm": func(c *Config) { c.Realm = "" },
	} {
		c := whole()
		change(&c)
		if s, err := Listen(c); err == nil {
			s.Close()
			t.Errorf("a relay started without %s", name)
		}
	}
}

func TestEmbeddedAddressComesOut(t *testing.T) {
	for in, want := range map[string]string{
		"127.0.0.1": "127.0.0.1", "::ffff:127.0.0.1": "127.0.0.1", "64:ff9b::7f00:1": "127.0.0.1", "2002:7f00:1::": "127.0.0.1",
		"2001:0:4136:e378:8000:63bf:80ff:fffe": "127.0.0.1", "2606:4700::1": "2606:4700::1", "fe80::1%eth0": "fe80::1",
	} {
		if got := Embedded(netip.MustParseAddr(in)); got.String() != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}
