package signaling

import (
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/etradeoffice/portal/signaling/turn"
)

// newRelay is a relay that nobody uses: its credentials are looked at.
func newRelay(t *testing.T) *turn.Server {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	relay, err := turn.Listen(turn.Config{
		TCP: listener, RelayIP: net.IPv4(127, 0, 0, 1), Media: []netip.AddrPort{netip.MustParseAddrPort("127.0.0.1:9")},
		URLs: []string{"turn:127.0.0.1"}, Realm: "etrade", Secrets: [][]byte{[]byte("0123456789abcdef")},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(relay.Close)
	return relay
}

// The relay counts allocations by participant: if each check were a participant of its own, one address could take all of them.
func TestChecksOfOneAddressShareOneQuotaOfTheRelay(t *testing.T) {
	s := &Server{Config: Config{Turn: newRelay(t), Now: time.Now}, limits: newLimits(100)}
	owner := func(address string) string {
		r := httptest.NewRequest(http.MethodGet, "/live/check", http.NoBody)
		r.RemoteAddr = address
		w := httptest.NewRecorder()
		s.checkICE(w, r)
		_, name, ok := strings.Cut(w.Body.String(), `"username":"`)
		parts := strings.Split(name, ":")
		if !ok || len(parts) < 4 {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		return parts[1]
	}
	if a, b := owner("198.51.100.7:1000"), owner("198.51.100.7:2000"); a != b {
		t.Errorf("one address is %s and %s", a, b)
	}
	if a, b := owner("[2001:db8:1:2::1]:1"), owner("[2001:db8:1:2:3::4]:1"); a != b {
		t.Errorf("one /64 is %s and %s", a, b)
	}
	if a, b := owner("198.51.100.7:1000"), owner("198.51.100.8:1000"); a == b {
		t.Errorf("two addresses are both %s", a)
	}
}
