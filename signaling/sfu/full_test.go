package sfu

import (
	"net/netip"
	"slices"
	"syscall"
	"testing"

	"golang.org/x/net/ipv4"
)

// stuffed is a kernel whose socket is full: it takes room messages and then none until the next batch.
type stuffed struct {
	t    *testing.T
	room int
	sent []byte // the first byte of each message
}

func (*stuffed) ReadBatch([]ipv4.Message, int) (int, error) { return 0, syscall.EAGAIN }

func (s *stuffed) WriteBatch(ms []ipv4.Message, flags int) (int, error) {
	if flags&noWait == 0 {
		s.t.Error("a write may wait")
	}
	n := min(s.room, len(ms))
	for _, m := range ms[:n] {
		s.sent = append(s.sent, m.Buffers[0][0])
	}
	s.room -= n
	if n == 0 {
		return 0, syscall.EAGAIN
	}
	return n, nil
}

// Loopback takes a packet away before its socket can fill, so that the kernel is played; with flags that the real one heeds.
func TestCase28FullSocketLosesWhatDoesNotFitAndHoldsUpNobody(t *testing.T) {
	conn, _ := listenLoopback(t, "udp4", "127.0.0.1")
	b := newBatches(conn)
	kernel := &stuffed{t: t, room: 2}
	b.conn = kernel
	o := newOutbox(b)
	to := func(port uint16) netip.AddrPort { return netip.AddrPortFrom(netip.MustParseAddr("192.0.2.1"), port) }
	o.hold()
	for n := range uint16(4) {
		o.post([]byte{byte(n)}, to(1000+n))
	}
	o.release()
	if want := []byte{0, 1}; !slices.Equal(kernel.sent, want) {
		t.Errorf("a full socket took %v, want %v", kernel.sent, want)
	}
	kernel.room = 1
	o.send([]byte{9}, to(1000)) // another's check is answered as soon as there is room
	o.send([]byte{8}, to(1001))
	if want := []byte{0, 1, 9}; !slices.Equal(kernel.sent, want) {
		t.Errorf("afterwards it took %v, want %v", kernel.sent, want)
	}
	if o.used != 0 {
		t.Errorf("%d parcels wait", o.used)
	}
}
