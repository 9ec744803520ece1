package socket_test

import (
	"context"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/etradeoffice/portal/signaling/socket"
	"github.com/etradeoffice/portal/signaling/socket/sockettest"
	"github.com/etradeoffice/portal/signaling/wire"
)

// dripping is a network connection that takes a piece every 4 s once it is slow: never slow enough for the deadline of one frame.
type dripping struct {
	net.Conn
	slow atomic.Bool
}

func (d *dripping) Read(b []byte) (int, error) {
	if d.slow.Load() {
		time.Sleep(4 * time.Second)
	}
	return d.Conn.Read(b)
}

// onePipe is an HTTP server's side of one connection.
type onePipe struct{ conns chan net.Conn }

func (p onePipe) Accept() (net.Conn, error) {
	if c, ok := <-p.conns; ok {
		return c, nil
	}
	return nil, net.ErrClosed
}
func (p onePipe) Close() error   { return nil }
func (p onePipe) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }

func TestClosedConnectionIsGoneSoonThoughItsClientDrips(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		conns := make(chan *socket.Conn, 1)
		pipe := onePipe{make(chan net.Conn, 1)}
		server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			conn, err := socket.Accept(w, r, socket.Options{})
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
				Said: func(string, wire.Message) {}, Now: time.Now,
			})
		})}
		var served sync.WaitGroup
		served.Go(func() { _ = server.Serve(pipe) })
		ours, theirs := net.Pipe()
		client := &dripping{Conn: theirs}
		pipe.conns <- ours
		c, err := sockettest.Dial(t.Context(), "ws://etrade.test/", sockettest.Options{
			Origin: "http://etrade.test", Dial: func(context.Context, string, string) (net.Conn, error) { return client, nil },
		})
		if err != nil {
			t.Fatal(err)
		}
		defer c.Cut()
		if _, err := c.Ask(t.Context(), &wire.Hello{Ticket: "x"}); err != nil {
			t.Fatal(err)
		}
		conn := <-conns
		c.Quiet()
		client.slow.Store(true)
		for range socket.MaxFrames / 2 {
			conn.Send(wire.Head{}, &wire.ChatMsg{N: 1, PID: "p", CID: "c", Text: "x"}, socket.Normal, "")
		}
		closed := time.Now()
		conn.Close(wire.CloseForbidden)
		if _, err := c.Closed(t.Context()); err != nil {
			t.Error(err)
		}
		if took := time.Since(closed); took > 15*time.Second {
			t.Errorf("the connection was gone %v after it was closed", took)
		}
		close(pipe.conns)
		served.Wait()
	})
}
