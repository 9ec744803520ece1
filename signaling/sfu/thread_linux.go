package sfu

import (
	"net"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// threaded is a UDP socket whose reader waits in the kernel and not in Go's poller: a packet then wakes the thread that
// reads it and nobody else. The poller takes a wakeup of its own, a turn of the scheduler and one of its monitor for each.
type threaded struct {
	*net.UDPConn // closed; only for the methods of net.Conn that nobody calls
	local        net.Addr
	closed       atomic.Bool
	yielded      time.Time // when the reader last stood back

	mu sync.RWMutex
	fd int // -1 = gone
}

// readPatience is how long a read waits before it looks whether the socket has been closed without waking it.
const readPatience = time.Second

// ownThread makes conn threaded. With one processor the waiting read would keep it from the others for too long.
func ownThread(conn *net.UDPConn) net.PacketConn {
	if runtime.GOMAXPROCS(0) < 2 {
		return conn
	}
	raw, err := conn.SyscallConn()
	if err != nil {
		return conn
	}
	t := &threaded{UDPConn: conn, local: conn.LocalAddr(), fd: -1}
	if raw.Control(func(fd uintptr) { t.fd, err = unix.FcntlInt(fd, unix.F_DUPFD_CLOEXEC, 0) }) != nil || err != nil {
		return conn
	}
	patience := unix.NsecToTimeval(int64(readPatience))
	if err := unix.SetsockoptTimeval(t.fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &patience); err != nil {
		_ = unix.Close(t.fd)
		return conn
	}
	// The last step: what waits and what does not is the same for both descriptors.
	if err := unix.SetNonblock(t.fd, false); err != nil {
		_ = unix.Close(t.fd)
		return conn
	}
	_ = conn.Close() // the socket stays open, out of the poller
	return t
}

// SyscallConn leads reads and writes here.
func (t *threaded) SyscallConn() (syscall.RawConn, error) { return handle{t}, nil }

// LocalAddr is where the socket is bound.
func (t *threaded) LocalAddr() net.Addr { return t.local }

// SetDeadline, SetReadDeadline and SetWriteDeadline have nothing to bound: writes never wait.
func (t *threaded) SetDeadline(time.Time) error { return nil }

// SetReadDeadline is as SetDeadline.
func (t *threaded) SetReadDeadline(time.Time) error { return nil }

// SetWriteDeadline is as SetDeadline.
func (t *threaded) SetWriteDeadline(time.Time) error { return nil }

// Close wakes the reader, who frees the socket.
func (t *threaded) Close() error {
	if t.closed.Swap(true) {
		return net.ErrClosed
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	if t.fd >= 0 {
		_ = unix.Shutdown(t.fd, unix.SHUT_RD) // says that there is no peer, and wakes all the same
	}
	return nil
}

// free is called by the reader when it has ended.
func (t *threaded) free() {
	t.mu.Lock()
	defer t.mu.Unlock()
	_ = unix.Close(t.fd)
	t.fd = -1
}

// handle is the socket as syscall.RawConn.
type handle struct{ t *threaded }

// Control calls f with the descriptor.
func (h handle) Control(f func(uintptr)) error {
	return h.Write(func(fd uintptr) bool { f(fd); return true })
}

// yieldEvery is how often the reader stands back. Go's monitor takes the processor of a goroutine that has had it for 10 ms,
// also out of a read, and looks out every 20 µs for a while then, which costs a sixth of all time.
const yieldEvery = 4 * time.Millisecond

// Read calls f until it is done. Only the reader calls it.
func (h handle) Read(f func(uintptr) bool) error {
	if now := time.Now(); now.Sub(h.t.yielded) > yieldEvery {
		h.t.yielded = now
		runtime.Gosched()
	}
	for !h.t.closed.Load() {
		if f(uintptr(h.t.fd)) {
			return nil
		}
	}
	return net.ErrClosed
}

// Write calls f once: it does not wait.
func (h handle) Write(f func(uintptr) bool) error {
	h.t.mu.RLock()
	defer h.t.mu.RUnlock()
	if h.t.fd < 0 {
		return net.ErrClosed
	}
	f(uintptr(h.t.fd))
	return nil
}
