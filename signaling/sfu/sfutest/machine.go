package sfutest

import (
	"net"

	"github.com/pion/transport/v5"
	"github.com/pion/transport/v5/stdnet"
)

// readBuffer is what the kernel keeps of each UDP socket for a client that waits for a processor, bytes: some seconds of a room's media. By itself it
// keeps a hundred packets, which a busy machine loses in a moment; the kernel may give less.
const readBuffer = 4 << 20

// machine is the operating system's network, with sockets that keep much.
type machine struct{ transport.Net }

func newMachine() (machine, error) {
	own, err := stdnet.NewNet()
	return machine{own}, err
}

func (m machine) ListenUDP(network string, at *net.UDPAddr) (transport.UDPConn, error) {
	conn, err := m.Net.ListenUDP(network, at)
	if err == nil {
		_ = conn.SetReadBuffer(readBuffer)
	}
	return conn, err
}
