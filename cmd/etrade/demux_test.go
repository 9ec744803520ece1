package main

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

func listening(t *testing.T, unsaid time.Duration) *demux {
	t.Helper()
	raw, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	d := newDemux(raw, unsaid)
	t.Cleanup(func() { _ = d.Close() })
	return d
}

func TestFirstBytesChooseTheProtocolAndAreKept(t *testing.T) {
	d := listening(t, speakFirst)
	framed := append([]byte{0, 20}, stunRequest(0x0001)...)
	for _, c := range []struct {
		name  string
		says  []byte
		to    *branch
		piece int // sent in pieces of so many bytes, so that one read never sees all
	}{
		{"HTTP", []byte("GET /livez HTTP/1.1\r\n\r\n"), d.http, 1},
		{"short HTTP", []byte("GET"), d.http, 3},
		{"TURN allocate", stunRequest(0x0003), d.turn, 20},
		{"STUN in a frame", framed, d.ice, 1},
	} {
		client, err := net.Dial("tcp", d.raw.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
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
		_ = client.Close()
	}
}

func TestNoiseAndSilenceAreHungUp(t *testing.T) {
	d := listening(t, time.Millisecond)
	for name, says := range map[string][]byte{"noise": bytes.Repeat([]byte{0xff}, 40), "TLS": {0x16, 3, 1, 0, 5, 1, 0, 0, 1, 3, 3}, "silence": nil} {
		client, err := net.Dial("tcp", d.raw.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		_, _ = client.Write(says)
		if n, err := client.Read(make([]byte, 1)); n != 0 || err == nil {
			t.Errorf("%s: read %d, %v", name, n, err)
		}
		_ = client.Close()
	}
}

func TestClosingEndsEveryBranch(t *testing.T) {
	d := listening(t, speakFirst)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	for _, b := range []*branch{d.http, d.ice, d.turn} {
		if _, err := b.Accept(); !errors.Is(err, net.ErrClosed) {
			t.Errorf("got %v", err)
		}
	}
}
