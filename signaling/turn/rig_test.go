package turn

import (
	"encoding/binary"
	"io"
	"net"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pion/stun/v4"
	pion "github.com/pion/turn/v5"
)

// rig is a relay on loopback with a media port that counts what reaches it.
type rig struct {
	t      *testing.T
	server *Server
	media  *net.UDPConn
	now    atomic.Int64
}

func newRig(t *testing.T, change func(*Config)) *rig {
	t.Helper()
	r := &rig{t: t}
	r.now.Store(time.Now().UnixNano())
	r.media = listenUDP(t)
	tcp, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := Config{
		TCP: tcp, RelayIP: net.IPv4(127, 0, 0, 1), Media: []netip.AddrPort{r.media.LocalAddr().(*net.UDPAddr).AddrPort()},
		Realm: "etrade", Secrets: [][]byte{[]byte("the first secret of all"), []byte("the one that came before")},
		URLs: []string{"turn:" + tcp.Addr().String() + "?transport=tcp"},
		Now:  func() time.Time { return time.Unix(0, r.now.Load()) },
	}
	if change != nil {
		change(&c)
	}
	server, err := Listen(c)
	if err != nil {
		t.Fatal(err)
	}
	r.server = server
	t.Cleanup(server.Close)
	return r
}

func listenUDP(t *testing.T) *net.UDPConn {
	t.Helper()
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// caller is a TURN client that writes its own bytes.
type caller struct {
	t          *testing.T
	conn       net.Conn
	user, pass string
	realm      string
	nonce      []byte
}

func (r *rig) caller(who ICEServer) *caller {
	r.t.Helper()
	address, _, _ := strings.Cut(strings.TrimPrefix(who.URLs[0], "turn:"), "?")
	conn, err := net.Dial("tcp", address)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { _ = conn.Close() })
	return &caller{t: r.t, conn: conn, user: who.Username, pass: who.Credential, realm: "etrade"}
}

func (r *rig) credential(participant string) ICEServer {
	return r.server.Credentials("room", participant, r.server.config.Now())[0]
}

// ask sends a signed request and returns the answer. The first one fetches the nonce.
func (c *caller) ask(method stun.Method, attributes ...stun.Setter) *stun.Message {
	c.t.Helper()
	if c.nonce == nil {
		first := c.send(method, attributes...)
		nonce, err := first.Get(stun.AttrNonce)
		if err != nil {
			c.t.Fatalf("%v without credential: %v, %v", method, first, err)
		}
		c.nonce = nonce
	}
	signed := append(append([]stun.Setter{}, attributes...), stun.NewUsername(c.user), stun.NewRealm(c.realm), stun.NewNonce(string(c.nonce)),
		stun.MessageIntegrity(pion.GenerateAuthKey(c.user, c.realm, c.pass)))
	return c.send(method, signed...)
}

func (c *caller) send(method stun.Method, attributes ...stun.Setter) *stun.Message {
	c.t.Helper()
	m, err := stun.Build(append([]stun.Setter{stun.TransactionID, stun.NewType(method, stun.ClassRequest)}, attributes...)...)
	if err != nil {
		c.t.Fatal(err)
	}
	if _, err := c.conn.Write(m.Raw); err != nil {
		c.t.Fatal(err)
	}
	return c.read()
}

// read takes the next message off the stream.
func (c *caller) read() *stun.Message {
	c.t.Helper()
	_ = c.conn.SetReadDeadline(time.Now().Add(5 * time.Second))
	b := make([]byte, 1600)
	if _, err := io.ReadFull(c.conn, b[:20]); err != nil {
		c.t.Fatalf("no answer: %v", err)
	}
	size := 20 + int(binary.BigEndian.Uint16(b[2:]))
	if _, err := io.ReadFull(c.conn, b[20:size]); err != nil {
		c.t.Fatalf("cut answer: %v", err)
	}
	m := &stun.Message{Raw: b[:size]}
	if err := m.Decode(); err != nil {
		c.t.Fatal(err)
	}
	return m
}

// code is 0 for success, else the error code.
func code(m *stun.Message) int {
	if m.Type.Class == stun.ClassSuccessResponse {
		return 0
	}
	var e stun.ErrorCodeAttribute
	if e.GetFrom(m) != nil {
		return -1
	}
	return int(e.Code)
}

type raw struct {
	kind  stun.AttrType
	value []byte
}

func (a raw) AddTo(m *stun.Message) error { m.Add(a.kind, a.value); return nil }

var overUDP = raw{stun.AttrRequestedTransport, []byte{17, 0, 0, 0}}

// peer writes XOR-PEER-ADDRESS exactly as given: an address of 16 bytes goes as IPv6 even when it hides IPv4. It must
// be added after the transaction id is known, which is part of the XOR.
type peer struct{ addr netip.AddrPort }

func (p peer) AddTo(m *stun.Message) error {
	var key [16]byte
	binary.BigEndian.PutUint32(key[:], 0x2112a442)
	copy(key[4:], m.TransactionID[:])
	body := p.addr.Addr().AsSlice()
	for i := range body {
		body[i] ^= key[i]
	}
	family := byte(1)
	if len(body) == 16 {
		family = 2
	}
	head := []byte{0, family, 0, 0}
	binary.BigEndian.PutUint16(head[2:], p.addr.Port()^0x2112)
	m.Add(stun.AttrXORPeerAddress, append(head, body...))
	return nil
}

func at(addr string, port uint16) peer {
	return peer{netip.AddrPortFrom(netip.MustParseAddr(addr), port)}
}

func (c *caller) allocate() {
	c.t.Helper()
	if got := code(c.ask(stun.MethodAllocate, overUDP)); got != 0 {
		c.t.Fatalf("allocate: %d", got)
	}
}
