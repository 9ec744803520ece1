package sfu

import (
	"bytes"
	"net"
	"net/netip"
	"testing"
	"time"
)

func listenLoopback(tb testing.TB) (*net.UDPConn, netip.AddrPort) {
	tb.Helper()
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = conn.Close() })
	return conn, conn.LocalAddr().(*net.UDPAddr).AddrPort()
}

func TestWhatIsHeldBackArrivesWholeAndInOrder(t *testing.T) {
	conn, _ := listenLoopback(t)
	p := newPort(conn)
	a, toA := listenLoopback(t)
	b, toB := listenLoopback(t)
	p.hold()
	want := map[*net.UDPConn][][]byte{}
	for i, size := range []int{1000, 1000, 1000, 400, 1000, 1200, 80, 80} {
		for conn, to := range map[*net.UDPConn]netip.AddrPort{a: toA, b: toB} {
			packet := bytes.Repeat([]byte{byte(i)}, size)
			packet[0] = 0x80
			if n, err := p.WriteToAddrPort(packet, to); n != size || err != nil {
				t.Fatal(n, err)
			}
			want[conn] = append(want[conn], bytes.Clone(packet))
			clear(packet) // the caller goes on with its buffer
		}
	}
	p.release()
	for conn, packets := range want {
		if err := conn.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
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
	if p.used != 0 {
		t.Errorf("%d parcels are left", p.used)
	}
}

// One frame of two packets to three subscribers, by what is sent at once.
func BenchmarkFrameToThree(b *testing.B) {
	conn, _ := listenLoopback(b)
	p := newPort(conn)
	var to []netip.AddrPort
	for range 3 {
		reader, addr := listenLoopback(b)
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
	packet[0] = 0x80
	send := func() {
		for _, addr := range to {
			_, _ = p.WriteToAddrPort(packet, addr)
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
				p.hold()
				send()
				p.release()
			}
		}
	})
	b.Run("a frame's", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			p.hold()
			send()
			send()
			p.release()
		}
	})
}
