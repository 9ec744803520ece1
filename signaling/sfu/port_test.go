package sfu

import (
	"bytes"
	"log/slog"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/pion/stun/v4"
)

func listenLoopback(tb testing.TB, network, ip string) (*net.UDPConn, netip.AddrPort) {
	tb.Helper()
	conn, err := net.ListenUDP(network, &net.UDPAddr{IP: net.ParseIP(ip)})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = conn.Close() })
	return conn, conn.LocalAddr().(*net.UDPAddr).AddrPort()
}

// oneByOne hides what a socket can do beyond net.PacketConn.
type oneByOne struct{ net.PacketConn }

func TestWhatIsHeldBackArrivesWholeAndInOrder(t *testing.T) {
	for name, server := range map[string]func(*testing.T) net.PacketConn{
		"IPv4":       func(t *testing.T) net.PacketConn { c, _ := listenLoopback(t, "udp4", "127.0.0.1"); return c },
		"both":       func(t *testing.T) net.PacketConn { c, _ := listenLoopback(t, "udp", "::"); return c },
		"one by one": func(t *testing.T) net.PacketConn { c, _ := listenLoopback(t, "udp4", "127.0.0.1"); return oneByOne{c} },
	} {
		t.Run(name, func(t *testing.T) {
			o := newOutbox(newSocket(server(t)))
			a, toA := listenLoopback(t, "udp4", "127.0.0.1")
			b, toB := listenLoopback(t, "udp4", "127.0.0.1")
			o.hold()
			want := map[*net.UDPConn][][]byte{}
			for i, size := range []int{1000, 1000, 1000, 400, 1000, 1200, 80, 80} {
				for conn, to := range map[*net.UDPConn]netip.AddrPort{a: toA, b: toB} {
					packet := bytes.Repeat([]byte{byte(i)}, size)
					o.post(packet, to)
					want[conn] = append(want[conn], bytes.Clone(packet))
					clear(packet) // the caller goes on with its buffer
				}
			}
			o.release()
			for conn, packets := range want {
				if err := conn.SetReadDeadline(time.Now().Add(30 * time.Second)); err != nil {
					t.Fatal(err)
				}
				for i, w := range packets {
					got := make([]byte, 2000)
					n, err := conn.Read(got)
					if err != nil || !bytes.Equal(got[:n], w) {
						t.Fatalf("packet %d: %d bytes (%v), want %d", i, n, err, len(w))
					}
				}
			}
			if o.used != 0 {
				t.Errorf("%d parcels are left", o.used)
			}
		})
	}
}

func TestChecksGoToTheAgentOfTheirUserNameWithTheirAddress(t *testing.T) {
	check, err := stun.Build(stun.TransactionID, stun.BindingRequest, stun.NewUsername("ours:theirs"))
	if err != nil {
		t.Fatal(err)
	}
	for name, ip := range map[string]string{"IPv4": "127.0.0.1", "both": "::"} {
		t.Run(name, func(t *testing.T) {
			conn, at := listenLoopback(t, "udp", ip)
			p := newPort(conn, slog.New(slog.DiscardHandler))
			defer p.reader.Wait()
			defer func() { _ = p.Close() }()
			client, from := listenLoopback(t, "udp4", "127.0.0.1")
			agent, err := p.mux.GetConn("ours", &net.UDPAddr{IP: net.ParseIP("127.0.0.1")})
			if err != nil {
				t.Fatal(err)
			}
			for _, b := range [][]byte{bytes.Repeat([]byte{0x80}, 100), []byte("\x00\x01 no check"), check.Raw} {
				if _, err := client.WriteToUDPAddrPort(b, netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), at.Port())); err != nil {
					t.Fatal(err)
				}
			}
			b := make([]byte, 100)
			n, who, err := agent.ReadFrom(b)
			if err != nil || addrPort(who) != from || !bytes.Equal(b[:n], check.Raw) {
				t.Fatalf("%q from %v (%v), want the check from %v", b[:n], who, err, from)
			}
			if _, err := agent.WriteTo([]byte("back"), who); err != nil {
				t.Fatal(err)
			}
			if err := client.SetReadDeadline(time.Now().Add(30 * time.Second)); err != nil {
				t.Fatal(err)
			}
			if n, err := client.Read(b); err != nil || string(b[:n]) != "back" {
				t.Fatalf("%q (%v) came back", b[:n], err)
			}
		})
	}
}

// Whoever is connected keeps their address against a check that claims to come from it, until a check was answered from there.
func TestAddressBelongsToWhoIsConnectedOverIt(t *testing.T) {
	a, b := &Peer{}, &Peer{}
	p := &port{}
	p.owners.Store(&map[netip.AddrPort]*Peer{})
	at := netip.MustParseAddrPort("192.0.2.1:5000")
	owner := func() *Peer { return (*p.owners.Load())[at] }
	p.own(at, a, false)
	a.up.Store(true)
	if p.own(at, b, false); owner() != a {
		t.Error("who is connected lost the address to a check")
	}
	if p.own(at, b, true); owner() != b {
		t.Error("who answered from the address did not get it")
	}
	if p.own(at, a, false); owner() != a {
		t.Error("who is not connected kept the address")
	}
	if p.disown(a); owner() != nil {
		t.Error("who has left kept the address")
	}
}

// One frame of two packets to three subscribers, by what is sent at once.
func BenchmarkFrameToThree(b *testing.B) {
	conn, _ := listenLoopback(b, "udp4", "127.0.0.1")
	o := newOutbox(newSocket(conn))
	var to []netip.AddrPort
	for range 3 {
		reader, addr := listenLoopback(b, "udp4", "127.0.0.1")
		to = append(to, addr)
		go func() { // ends with the socket
			for buf := make([]byte, 2000); ; {
				if _, err := reader.Read(buf); err != nil {
					return
				}
			}
		}()
	}
	packet := make([]byte, 1000)
	send := func() {
		for _, addr := range to {
			o.post(packet, addr)
		}
	}
	b.Run("one by one", func(b *testing.B) {
		for b.Loop() {
			send()
			send()
		}
	})
	b.Run("a packet's", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			for range 2 {
				o.hold()
				send()
				o.release()
			}
		}
	})
	b.Run("a frame's", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			o.hold()
			send()
			send()
			o.release()
		}
	})
}
