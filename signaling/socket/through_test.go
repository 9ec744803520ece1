package socket_test

import (
	"context"
	"net"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"github.com/etradeoffice/portal/signaling/socket"
	"github.com/etradeoffice/portal/signaling/socket/sockettest"
	"github.com/etradeoffice/portal/signaling/wire"
)

// pair is a client at a node that leads it to the owner of its room, over connections in memory.
type pair struct {
	t       *testing.T
	front   chan *socket.Conn // the node's end of the client, when it has ended
	dial    socket.Dialer     // to the node
	servers sync.WaitGroup
	pipes   []onePipe
}

// newPair serves owner as the handler at the owner. It must run in a bubble.
func newPair(t *testing.T, owner http.HandlerFunc) *pair {
	p := &pair{t: t, front: make(chan *socket.Conn, 1)}
	toOwner := p.serve(owner)
	p.dial = p.serve(func(w http.ResponseWriter, r *http.Request) {
		conn, err := socket.Accept(w, r, socket.Options{})
		if err != nil {
			t.Error(err)
			return
		}
		conn.Serve(socket.Handler{Now: time.Now, Said: func(string, wire.Message) { t.Error("the node has read a frame that is the owner's") },
			Hello: func(id string, m *wire.Hello) bool {
				up, err := socket.DialUpstream(t.Context(), "ws://owner.test/", nil, toOwner)
				if err != nil {
					t.Error(err)
					return false
				}
				first, err := wire.Encode(wire.Frame{Head: wire.Head{ID: id}, Message: m})
				if err != nil {
					t.Error(err)
				}
				return conn.Through(up, first) == nil
			}})
		p.front <- conn
	})
	return p
}

// serve is a server in memory, and the way to it.
func (p *pair) serve(h http.HandlerFunc) socket.Dialer {
	pipe := onePipe{make(chan net.Conn, 1)}
	server := &http.Server{Handler: h}
	p.servers.Go(func() { _ = server.Serve(pipe) })
	p.pipes = append(p.pipes, pipe)
	return func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		pipe.conns <- theirs
		return ours, nil
	}
}

func (p *pair) close() {
	for _, pipe := range p.pipes {
		close(pipe.conns)
	}
	p.servers.Wait()
}

func (p *pair) greet() *sockettest.Client {
	p.t.Helper()
	c, err := sockettest.Dial(p.t.Context(), "ws://node.test/", sockettest.Options{Origin: "http://node.test", Dial: p.dial})
	if err != nil {
		p.t.Fatal(err)
	}
	if reply, err := c.Ask(p.t.Context(), &wire.Hello{Ticket: "x"}); err != nil || reply.Type() != "ok" {
		p.t.Fatalf("the owner answers %+v, %v", reply, err)
	}
	return c
}

// owner answers ok to all, and gives its connections to what ends them.
func owner(t *testing.T, conns chan<- *socket.Conn, ended chan<- wire.CloseCode) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		conn, err := socket.Accept(w, r, socket.Options{Vouched: true})
		if err != nil {
			t.Error(err)
			return
		}
		conn.Serve(socket.Handler{
			Hello: func(id string, _ *wire.Hello) bool {
				conn.Send(wire.Head{Re: id}, &wire.OK{}, socket.Normal, "")
				conns <- conn
				return true
			},
			Said: func(id string, _ wire.Message) { conn.Send(wire.Head{Re: id}, &wire.OK{}, socket.Normal, "") }, Now: time.Now,
		})
		ended <- conn.Code()
	}
}

func TestLedClientHearsItsRoomsNodeAndItsCloseCode(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		conns, ended := make(chan *socket.Conn, 1), make(chan wire.CloseCode, 1)
		p := newPair(t, owner(t, conns, ended))
		defer p.close()
		c := p.greet()
		defer c.Cut()
		if reply, err := c.Ask(t.Context(), &wire.HandSet{Up: true}); err != nil || reply.Type() != "ok" {
			t.Errorf("%+v, %v", reply, err)
		}
		time.Sleep(time.Minute) // pings go through too, or one of the two would have been closed
		conn := <-conns
		conn.Send(wire.Head{}, &wire.ChatMsg{N: 1, PID: "p", CID: "c", Text: "x"}, socket.Normal, "")
		conn.Close(wire.CloseForbidden)
		if code, err := c.Closed(t.Context()); err != nil || code != wire.CloseForbidden {
			t.Errorf("closed with %d, %v", code, err)
		}
		<-ended
		<-p.front
	})
}

func TestLedClientWhoseNodeVanishesIsToldToComeBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPair(t, func(w http.ResponseWriter, r *http.Request) {
			ws, err := (&websocket.Upgrader{Subprotocols: []string{wire.Subprotocol}}).Upgrade(w, r, nil)
			if err != nil {
				t.Error(err)
				return
			}
			_, _, _ = ws.ReadMessage()
			_ = ws.Close()
		})
		defer p.close()
		c, err := sockettest.Dial(t.Context(), "ws://node.test/", sockettest.Options{Origin: "http://node.test", Dial: p.dial})
		if err != nil {
			t.Fatal(err)
		}
		defer c.Cut()
		if err := c.Say(&wire.Hello{Ticket: "x"}); err != nil {
			t.Fatal(err)
		}
		if code, err := c.Closed(t.Context()); err != nil || code != wire.CloseDraining {
			t.Errorf("closed with %d, %v", code, err)
		}
		<-p.front
	})
}

func TestLostClientIsLostAtItsRoomsNodeToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		conns, ended := make(chan *socket.Conn, 1), make(chan wire.CloseCode, 1)
		p := newPair(t, owner(t, conns, ended))
		defer p.close()
		p.greet().Cut()
		<-p.front
		if code := <-ended; code != 1006 {
			t.Errorf("the owner's end has code %d", code)
		}
	})
}

func TestSlowReaderBehindANodeIsClosedThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPair(t, func(w http.ResponseWriter, r *http.Request) {
			ws, err := (&websocket.Upgrader{Subprotocols: []string{wire.Subprotocol}}).Upgrade(w, r, nil)
			if err != nil {
				t.Error(err)
				return
			}
			defer func() { _ = ws.Close() }()
			_, _, err = ws.ReadMessage()
			for err == nil {
				err = ws.WriteMessage(websocket.TextMessage, []byte(`{"v":1,"t":"ok","re":"1","d":{}}`))
			}
		})
		defer p.close()
		dialer := websocket.Dialer{Subprotocols: []string{wire.Subprotocol}, NetDialContext: p.dial}
		ws, response, err := dialer.DialContext(t.Context(), "ws://node.test/", http.Header{"Origin": {"http://node.test"}})
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		defer func() { _ = ws.Close() }()
		hello, err := wire.Encode(wire.Frame{Head: wire.Head{ID: "1"}, Message: &wire.Hello{Ticket: "x"}})
		if err != nil {
			t.Fatal(err)
		}
		if err := ws.WriteMessage(websocket.TextMessage, hello); err != nil {
			t.Fatal(err)
		}
		if code := (<-p.front).Code(); code != wire.CloseSlow {
			t.Errorf("the reader that reads nothing was closed with %d", code)
		}
	})
}
