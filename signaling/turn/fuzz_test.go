package turn

import (
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/pion/stun/v4"
)

// Number 82: whatever bytes come, the relay makes no allocation of them and answers the next question.
func FuzzRequest(f *testing.F) {
	udp, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		f.Fatal(err)
	}
	server, err := Listen(Config{
		UDP: udp, RelayIP: net.IPv4(127, 0, 0, 1), Media: []netip.AddrPort{netip.MustParseAddrPort("127.0.0.1:9")},
		Realm: "etrade", Secrets: [][]byte{make([]byte, 32)},
	})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(server.Close)
	client, err := net.Dial("udp4", udp.LocalAddr().String())
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = client.Close() })
	for _, seed := range seeds(f) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 1500 {
			return // larger than a datagram of ours
		}
		_ = refusal(b)
		if _, err := client.Write(b); err != nil {
			t.Fatal(err)
		}
		question, err := stun.Build(stun.TransactionID, stun.BindingRequest)
		if err != nil {
			t.Fatal(err)
		}
		if !answered(t, client, question) {
			t.Fatalf("no answer any more after %x", b)
		}
		if n := server.Allocations(); n != 0 {
			t.Fatalf("%x made %d allocations without a credential", b, n)
		}
	})
}

// seeds are whole messages, and such with attributes that lie about their length.
func seeds(f *testing.F) [][]byte {
	f.Helper()
	var all [][]byte
	for _, setters := range [][]stun.Setter{
		{stun.BindingRequest},
		{stun.NewType(stun.MethodAllocate, stun.ClassRequest), overUDP},
		{stun.NewType(stun.MethodCreatePermission, stun.ClassRequest), at("127.0.0.1", 9)},
		{stun.NewType(stun.MethodSend, stun.ClassIndication), at("127.0.0.1", 9), raw{stun.AttrData, []byte("x")}},
		{stun.NewType(stun.MethodRefresh, stun.ClassRequest), raw{stun.AttrLifetime, nil}},
		{stun.BindingSuccess, raw{stun.AttrXORMappedAddress, nil}}, // of no length at all
		{stun.NewType(stun.MethodAllocate, stun.ClassErrorResponse), raw{stun.AttrErrorCode, []byte{0}}},
	} {
		m, err := stun.Build(append([]stun.Setter{stun.TransactionID}, setters...)...)
		if err != nil {
			f.Fatal(err)
		}
		long := append([]byte(nil), m.Raw...)
		long[3] = 0xfc
		all = append(all, m.Raw, long, m.Raw[:len(m.Raw)-1])
	}
	return append(all, []byte{0x40, 0x00, 0xff, 0xff}, nil)
}

// answered asks until there is an answer, for a datagram may be lost; other answers are to what was fuzzed.
func answered(t *testing.T, client net.Conn, question *stun.Message) bool {
	t.Helper()
	b := make([]byte, 1600)
	for range 60 {
		if _, err := client.Write(question.Raw); err != nil {
			t.Fatal(err)
		}
		_ = client.SetReadDeadline(time.Now().Add(500 * time.Millisecond))
		for {
			n, err := client.Read(b)
			if err != nil {
				break
			}
			m := stun.Message{Raw: b[:n]}
			if m.Decode() == nil && m.TransactionID == question.TransactionID {
				return true
			}
		}
	}
	return false
}
