package edge

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"testing"
)

// Number 37: whatever comes, it is sorted by its first ten bytes alone, and not one byte is lost.
func FuzzKind(f *testing.F) {
	f.Add([]byte("GET / HTTP/1.1\r\n\r\n"))
	f.Add([]byte("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"))
	f.Add(stunRequest(3))
	f.Add(framed())
	f.Add([]byte{tlsHandshake, 3, 1})
	f.Add([]byte{0, 0})
	f.Fuzz(func(t *testing.T, says []byte) {
		said := bufio.NewReaderSize(bytes.NewReader(says), peekBytes)
		got := kindOf(said)
		kept, err := io.ReadAll(said)
		if err != nil || !bytes.Equal(kept, says) {
			t.Fatalf("%q became %q, %v", says, kept, err)
		}
		cookie := func(at int) bool {
			return len(says) >= peekBytes && says[0] < 0x40 && binary.BigEndian.Uint32(says[at:]) == magicCookie
		}
		letter := len(says) > 0 && says[0] >= 'A' && says[0] <= 'Z'
		tls := len(says) > 0 && says[0] == tlsHandshake
		want := kindNone
		switch {
		case tls:
			want = kindTLS
		case letter:
			want = kindHTTP
		case cookie(4):
			want = kindTURN
		case cookie(6):
			want = kindICE
		}
		if got != want {
			t.Fatalf("%x is taken for %d, want %d", says, got, want)
		}
	})
}
