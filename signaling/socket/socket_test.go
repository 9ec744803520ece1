package socket_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/etradeoffice/portal/signaling/leaktest"
	"github.com/etradeoffice/portal/signaling/socket"
	"github.com/etradeoffice/portal/signaling/socket/sockettest"
	"github.com/etradeoffice/portal/signaling/wire"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// echo is a server whose handler answers each hello, and says each later message to the sender again as a chat message.
type echo struct {
	*httptest.Server
	url    string
	origin string
	mu     sync.Mutex
	conns  []*socket.Conn
	ended  chan wire.CloseCode
}

func newEcho(t *testing.T, o socket.Options) *echo {
	e := &echo{ended: make(chan wire.CloseCode, 1000)}
	e.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := socket.Accept(w, r, o)
		if err != nil {
			return
		}
		e.mu.Lock()
		e.conns = append(e.conns, conn)
		e.mu.Unlock()
		conn.Serve(socket.Handler{
			Hello: func(id string, _ *wire.Hello) bool {
				conn.Send(wire.Head{Re: id}, &wire.OK{}, socket.Normal, "")
				return true
			},
			Said: func(id string, m wire.Message) {
				conn.Send(wire.Head{Re: id}, &wire.OK{}, socket.Normal, "")
			},
			Silent: func() {}, Heard: func() {}, Now: time.Now,
		})
		e.ended <- conn.Code()
	}))
	t.Cleanup(e.Close)
	e.url = "ws" + strings.TrimPrefix(e.URL, "http")
	e.origin = e.URL
	return e
}

func (e *echo) greeted(t *testing.T) *sockettest.Client {
	t.Helper()
	c, err := sockettest.Dial(t.Context(), e.url, sockettest.Options{Origin: e.origin})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Cut)
	if _, err := c.Ask(t.Context(), &wire.Hello{Ticket: "x"}); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestOnlyTheOwnOriginOpensASocket(t *testing.T) {
	e := newEcho(t, socket.Options{})
	listed := newEcho(t, socket.Options{Origins: []string{"https://etrade.example"}})
	cases := []struct {
		server  *echo
		origins []string
		status  int
	}{
		{e, []string{e.origin}, 101}, {e, nil, 403}, {e, []string{"null"}, 403}, {e, []string{"https://evil.example"}, 403},
		{e, []string{"https" + strings.TrimPrefix(e.origin, "http")}, 403}, {e, []string{"http://sub." + strings.TrimPrefix(e.origin, "http://")}, 403},
		{e, []string{e.origin + "1"}, 403}, {e, []string{e.origin, "https://evil.example"}, 403},
		{listed, []string{"https://etrade.example"}, 101}, {listed, []string{"http://etrade.example"}, 403}, {listed, []string{listed.origin}, 403},
		{listed, []string{"https://etrade.example.evil.example"}, 403},
	}
	for _, c := range cases {
		if got := upgrade(t, c.server.URL, c.origins, wire.Subprotocol); got != c.status {
			t.Errorf("origins %q: HTTP %d, want %d", c.origins, got, c.status)
		}
	}
	for _, protocol := range []string{"", "etrade.v0", "chat"} {
		if got := upgrade(t, e.URL, []string{e.origin}, protocol); got != 400 {
			t.Errorf("subprotocol %q: HTTP %d", protocol, got)
		}
	}
}

func upgrade(t *testing.T, url string, origins []string, protocol string) int {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	var request bytes.Buffer
	fmt.Fprintf(&request, "GET / HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", strings.TrimPrefix(url, "http://"))
	for _, origin := range origins {
		fmt.Fprintf(&request, "Origin: %s\r\n", origin)
	}
	if protocol != "" {
		fmt.Fprintf(&request, "Sec-WebSocket-Protocol: %s\r\n", protocol)
	}
	request.WriteString("Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n")
	if _, err := conn.Write(request.Bytes()); err != nil {
		t.Fatal(err)
	}
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if response.Header.Get("Sec-WebSocket-Extensions") != "" {
		t.Error("compression was negotiated")
	}
	return response.StatusCode
}

func TestBadClientsAreClosedWithTheirCodeAndTouchNobodyElse(t *testing.T) {
	say := func(text string) func(*sockettest.Client) error {
		return func(c *sockettest.Client) error { return c.Raw(websocket.TextMessage, []byte(text)) }
	}
	cases := map[string]struct {
		act  func(*sockettest.Client) error
		code wire.CloseCode
	}{
		"oversized":    {say(`{"v":1,"t":"bye","d":{"x":"` + strings.Repeat("a", wire.MaxFrame) + `"}}`), 1009},
		"equal keys":   {say(`{"v":1,"t":"hand","d":{"up":true,"up":false}}`), wire.CloseMalformed},
		"no JSON":      {say(`hello`), wire.CloseMalformed},
		"second hello": {say(`{"v":1,"t":"hello","d":{"ticket":"x"}}`), wire.CloseMalformed},
		"binary": {func(c *sockettest.Client) error {
			return c.Raw(websocket.BinaryMessage, []byte(`{"v":1,"t":"bye","d":{}}`))
		}, wire.CloseMalformed},
		"bad UTF-8":      {say("{\"v\":1,\"t\":\"bye\",\"d\":{\"x\":\"\xff\"}}"), wire.CloseMalformed},
		"flood":          {repeat(200, say(`{"v":1,"t":"ping","d":{"t":1}}`)), wire.CloseRate},
		"flood of pings": {repeat(200, func(c *sockettest.Client) error { return c.Raw(websocket.PingMessage, nil) }), wire.CloseRate},
		"unknown types":  {repeat(20, say(`{"v":1,"t":"dance","d":{}}`)), wire.CloseMalformed},
	}
	e := newEcho(t, socket.Options{})
	good := e.greeted(t)
	for name, c := range cases {
		bad := e.greeted(t)
		if err := c.act(bad); err != nil {
			t.Logf("%s: %v", name, err) // the server may have closed before all was written
		}
		code, err := bad.Closed(t.Context())
		if err != nil || code != c.code {
			t.Errorf("%s: closed with %d (%v), want %d", name, code, bad.Err(), c.code)
		}
		if _, err := good.Ask(t.Context(), &wire.HandSet{Up: true}); err != nil {
			t.Errorf("%s disturbed another client: %v", name, err)
		}
	}
}

func repeat(n int, act func(*sockettest.Client) error) func(*sockettest.Client) error {
	return func(c *sockettest.Client) error {
		for range n {
			if err := act(c); err != nil {
				return err
			}
		}
		return nil
	}
}

func TestCompressedFrameIsAProtocolError(t *testing.T) {
	e := newEcho(t, socket.Options{})
	c := e.greeted(t)
	// FIN, RSV1 (compressed), text; masked with zeros: RFC 7692 §6 without negotiation.
	if err := c.RawBytes([]byte{0xc1, 0x82, 0, 0, 0, 0, 0x03, 0x00}); err != nil {
		t.Fatal(err)
	}
	if code, err := c.Closed(t.Context()); err != nil || code != 1002 {
		t.Errorf("closed with %d, %v", code, err)
	}
}

func TestBrokenRuleIsAnsweredAndTheConnectionStays(t *testing.T) {
	e := newEcho(t, socket.Options{})
	c := e.greeted(t)
	reply, err := c.Ask(t.Context(), &wire.ChatSend{CID: "a"})
	if refused, ok := reply.(*wire.Error); err != nil || !ok || refused.Code != wire.ErrInvalid {
		t.Errorf("empty chat: %+v, %v", reply, err)
	}
	if _, err := c.Ask(t.Context(), &wire.HandSet{Up: true}); err != nil {
		t.Error(err)
	}
}

func TestFirstMessageMustBeHelloWithinTwoSeconds(t *testing.T) {
	e := newEcho(t, socket.Options{})
	for name, first := range map[string]string{"another message": `{"v":1,"t":"bye","d":{}}`, "nothing": ""} {
		c, err := sockettest.Dial(t.Context(), e.url, sockettest.Options{Origin: e.origin})
		if err != nil {
			t.Fatal(err)
		}
		if first != "" {
			if err := c.Raw(websocket.TextMessage, []byte(first)); err != nil {
				t.Fatal(err)
			}
		}
		// sockettest pings after 2 s, which is no hello either.
		if code, err := c.Closed(t.Context()); err != nil || code != wire.CloseTicket {
			t.Errorf("%s: closed with %d, %v", name, code, err)
		}
		c.Cut()
	}
}

// TestStalledReaderIsClosedWithSlowAndOthersGoOn uses a client that reads nothing until it was given up.
func TestStalledReaderIsClosedWithSlowAndOthersGoOn(t *testing.T) {
	e := newEcho(t, socket.Options{})
	good := e.greeted(t)
	raw := rawHello(t, e)
	defer func() { _ = raw.Close() }()
	e.mu.Lock()
	stalled := e.conns[1]
	e.mu.Unlock()
	text := strings.Repeat("x", wire.MaxText)
	for stalled.Code() == 0 {
		stalled.Send(wire.Head{}, &wire.ChatMsg{N: 1, PID: "p", CID: "c", Text: text}, socket.Normal, "")
	}
	if got := stalled.Code(); got != wire.CloseSlow {
		t.Errorf("closed with %d", got)
	}
	if _, err := good.Ask(t.Context(), &wire.HandSet{Up: true}); err != nil {
		t.Error(err)
	}
	if got := <-e.ended; got != wire.CloseSlow {
		t.Errorf("ended with %d", got)
	}
}

// rawHello opens a socket by hand, says hello and reads no more.
func rawHello(t *testing.T, e *echo) net.Conn {
	t.Helper()
	d := websocket.Dialer{Subprotocols: []string{wire.Subprotocol}}
	ws, response, err := d.DialContext(t.Context(), e.url, http.Header{"Origin": {e.origin}})
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if err := ws.WriteMessage(websocket.TextMessage, []byte(`{"v":1,"t":"hello","d":{"ticket":"x"}}`)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := ws.ReadMessage(); err != nil {
		t.Fatal(err)
	}
	return ws.NetConn()
}

func TestWhatWasSentComesBeforeTheClose(t *testing.T) {
	e := newEcho(t, socket.Options{})
	c := e.greeted(t)
	e.mu.Lock()
	conn := e.conns[0]
	e.mu.Unlock()
	for n := range 50 {
		conn.Send(wire.Head{}, &wire.ChatMsg{N: int64(n + 1), PID: "p", CID: "c", Text: "x"}, socket.Normal, "")
	}
	conn.Send(wire.Head{}, &wire.Farewell{Code: wire.CloseEnded, Reason: wire.EndByHost}, socket.Critical, "")
	conn.Close(wire.CloseEnded)
	conn.Send(wire.Head{}, &wire.OK{}, socket.Critical, "")
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if code, err := c.Closed(ctx); err != nil || code != wire.CloseEnded {
		t.Fatalf("closed with %d, %v", code, err)
	}
	all := c.All()
	if len(all) != 52 || all[50].Seq != 50 || all[51].Message.Type() != "bye" {
		t.Errorf("%d frames came", len(all))
	}
}
