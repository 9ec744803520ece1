package edge

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"slices"
	"testing"
	"time"
)

func stunRequest(kind uint16) []byte {
	message := make([]byte, 20)
	binary.BigEndian.PutUint16(message, kind)
	binary.BigEndian.PutUint32(message[4:], magicCookie)
	return message
}

func framed() []byte { return append([]byte{0, 20}, stunRequest(0x0001)...) }

// opened is a port on loopback.
func opened(t *testing.T, c Config) *Port {
	t.Helper()
	raw, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c.Listener = raw
	p := Open(c)
	t.Cleanup(func() { _ = p.Close() })
	return p
}

// listening is one with certificates: it speaks TLS; without, all is in the clear.
func listening(t *testing.T, unsaid time.Duration, certificates Certificates) *Port {
	t.Helper()
	c := Config{Unsaid: unsaid}
	if certificates != nil {
		c.TLS = TLS(certificates)
	}
	return opened(t, c)
}

func dial(t *testing.T, p *Port) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", p.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

func TestFirstBytesChooseTheProtocolAndAreKept(t *testing.T) {
	p := listening(t, 0, nil)
	for _, c := range []struct {
		name  string
		says  []byte
		to    net.Listener
		piece int // sent in pieces of so many bytes, so that one read never sees all
	}{
		{"HTTP", []byte("GET /livez HTTP/1.1\r\n\r\n"), p.HTTP(), 1},
		{"short HTTP", []byte("GET"), p.HTTP(), 3},
		{"TURN allocate", stunRequest(0x0003), p.TURN(), 20},
		{"STUN in a frame", framed(), p.ICE(), 1},
	} {
		client := dial(t, p)
		go func() { // ends with what it says
			for piece := range slices.Chunk(c.says, c.piece) {
				_, _ = client.Write(piece)
			}
		}()
		conn, err := c.to.Accept()
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		heard := make([]byte, len(c.says))
		if _, err := io.ReadFull(conn, heard); err != nil || !bytes.Equal(heard, c.says) {
			t.Errorf("%s: heard %q, %v", c.name, heard, err)
		}
		_ = conn.Close()
	}
}

func TestNoiseAndSilenceAreHungUp(t *testing.T) {
	p := listening(t, time.Millisecond, nil)
	for name, says := range map[string][]byte{
		"noise": bytes.Repeat([]byte{0xff}, 40), "small noise": bytes.Repeat([]byte{1}, 40), "TLS where there is none": {0x16, 3, 1, 0, 5, 1, 0, 0, 1, 3, 3}, "silence": nil,
	} {
		client := dial(t, p)
		_, _ = client.Write(says)
		if n, err := client.Read(make([]byte, 1)); n != 0 || err == nil {
			t.Errorf("%s: read %d, %v", name, n, err)
		}
	}
}

func TestNobodyIsHungUpWhileWhoeverAcceptsIsBusy(t *testing.T) {
	p := listening(t, time.Minute, nil)
	for range 2 * branchesWait {
		if _, err := dial(t, p).Write(framed()); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 * branchesWait {
		conn, err := p.ICE().Accept()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(conn, make([]byte, len(framed()))); err != nil {
			t.Error(err)
		}
		_ = conn.Close()
	}
}

func TestClosingEndsEveryBranch(t *testing.T) {
	p := listening(t, 0, nil)
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	for _, b := range []net.Listener{p.HTTP(), p.Plain(), p.ICE(), p.TURN()} {
		if _, err := b.Accept(); !errors.Is(err, net.ErrClosed) {
			t.Errorf("got %v", err)
		}
	}
}
