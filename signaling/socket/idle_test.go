package socket_test

import (
	"context"
	"net"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/etradeoffice/portal/signaling/socket"
	"github.com/etradeoffice/portal/signaling/socket/sockettest"
	"github.com/etradeoffice/portal/signaling/wire"
)

// forgetful is a connection through a middlebox that forgets it when nothing has passed for a minute.
type forgetful struct {
	net.Conn
	forget *time.Timer
}

const middlebox = time.Minute

func newForgetful(c net.Conn) *forgetful {
	return &forgetful{c, time.AfterFunc(middlebox, func() { _ = c.Close() })}
}

func (f *forgetful) Read(b []byte) (int, error) {
	n, err := f.Conn.Read(b)
	f.forget.Reset(middlebox)
	return n, err
}

func (f *forgetful) Write(b []byte) (int, error) {
	f.forget.Reset(middlebox)
	return f.Conn.Write(b)
}

// Nobody says a word for half an hour, and the socket stands by its keepalive alone.
func TestCase34SocketOutlivesAMiddleboxThatForgetsAfterAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
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
					return true
				},
				Said: func(string, wire.Message) {}, Now: time.Now,
			})
		})}
		var served sync.WaitGroup
		served.Go(func() { _ = server.Serve(pipe) })
		ours, theirs := net.Pipe()
		box := newForgetful(theirs)
		pipe.conns <- ours
		c, err := sockettest.Dial(t.Context(), "ws://etrade.test/", sockettest.Options{
			Origin: "http://etrade.test", Dial: func(context.Context, string, string) (net.Conn, error) { return box, nil },
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Ask(t.Context(), &wire.Hello{Ticket: "x"}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(30 * time.Minute)
		if err := c.Err(); err != nil {
			t.Errorf("the socket has ended: %v", err)
		}
		c.Cut()
		box.forget.Stop()
		close(pipe.conns)
		served.Wait()
	})
}
