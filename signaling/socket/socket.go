// Package socket owns one client's WebSocket: who may open it, its read loop, its write loop, limits, deadlines and close codes.
// It leaves what messages mean to signaling and room, and never waits for them nor lets them wait for a slow client.
package socket

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"github.com/etradeoffice/portal/signaling/wire"
)

// Deadlines of a connection.
const (
	HelloWithin = 2 * time.Second        // first message
	SilentAfter = 6 * time.Second        // nothing heard: others are told
	ReadWithin  = 15 * time.Second       // nothing heard: closed
	WriteWithin = 5 * time.Second        // one frame
	linger      = 2 * time.Second        // for the client's own close frame
	closeWithin = WriteWithin + 2*linger // all that waits and the farewell, however slowly the client takes it
)

// Options say who may open a connection.
type Options struct {
	// Origins are the exact origins ("https://etrade.example") that pages may have. Empty means the request's own scheme and host.
	Origins []string
	// Vouched is for a connection that another node leads here and whose origin it has checked.
	Vouched bool
}

// Conn is one connection. Send and Close may be called from any goroutine and never wait.
type Conn struct {
	id      int64
	ws      *websocket.Conn
	out     *outbox
	done    chan struct{} // closed when the read loop has ended
	once    sync.Once
	code    atomic.Int64 // close code chosen by us; 0 while open
	pace    *pace
	unknown int
	through *Upstream // nil unless another node has the room
}

var lastID atomic.Int64

// readBuffer stays for a connection's life, bytes. Most frames fit into it; what a larger one needs is there while it is read.
const readBuffer = 512

// Accept upgrades a request, or answers it with 400 (no WebSocket, wrong subprotocol) or 403 (wrong origin) and fails. Serve must be
// called; the request may be over by then.
func Accept(w http.ResponseWriter, r *http.Request, o Options) (*Conn, error) {
	if !o.Vouched && !o.allows(r) {
		http.Error(w, "origin not allowed", http.StatusForbidden)
		return nil, errors.New("origin not allowed")
	}
	if !slices.Contains(websocket.Subprotocols(r), wire.Subprotocol) {
		http.Error(w, "subprotocol "+wire.Subprotocol+" needed", http.StatusBadRequest)
		return nil, errors.New("wrong subprotocol")
	}
	upgrader := websocket.Upgrader{
		HandshakeTimeout: WriteWithin, ReadBufferSize: readBuffer, WriteBufferSize: 4096, WriteBufferPool: &buffers,
		Subprotocols: []string{wire.Subprotocol}, CheckOrigin: func(*http.Request) bool { return true }, // checked above
	}
	ws, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return nil, fmt.Errorf("upgrade: %w", err)
	}
	c := &Conn{id: lastID.Add(1), ws: ws, done: make(chan struct{}), pace: newPace(time.Now())}
	c.out = newOutbox(func() { go c.write() }) // ends when nothing waits any more
	ws.SetReadLimit(wire.MaxFrame)
	ws.SetPingHandler(func(data string) error {
		if !c.pace.allow(time.Now()) {
			return errTooFast
		}
		return ws.WriteControl(websocket.PongMessage, []byte(data), time.Now().Add(time.Second))
	})
	ws.SetPongHandler(func(string) error {
		if !c.pace.allow(time.Now()) {
			return errTooFast
		}
		return nil
	})
	return c, nil
}

var buffers sync.Pool

func (o Options) allows(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if len(r.Header.Values("Origin")) != 1 || origin == "" || origin == "null" {
		return false
	}
	if len(o.Origins) > 0 {
		return slices.Contains(o.Origins, origin)
	}
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	u, err := url.Parse(origin)
	return err == nil && u.Scheme == scheme && strings.EqualFold(u.Host, r.Host)
}

// ID is the connection's number in this process; it never repeats.
func (c *Conn) ID() int64 { return c.id }

// Send queues a message. Replies (head.Re set) and lossy messages carry no seq. A later lossy message of the same key replaces one that still
// waits. When the queue is full the connection is closed with wire.CloseSlow.
func (c *Conn) Send(head wire.Head, m wire.Message, class Class, key string) {
	fits, err := c.out.push(class, key, head.Re == "" && class != Lossy, func(seq uint64) ([]byte, error) {
		head.Seq = seq
		return wire.Encode(wire.Frame{Head: head, Message: m})
	})
	switch {
	case err != nil:
		c.shut(1011, true)
	case !fits:
		c.shut(int64(wire.CloseSlow), true)
	}
}

// Close closes the connection after what is queued has gone out.
func (c *Conn) Close(code wire.CloseCode) { c.shut(int64(code), false) }

// Abort ends the connection without a word.
func (c *Conn) Abort() {
	c.shut(1006, true)
	c.drop()
}

func (c *Conn) shut(code int64, discard bool) {
	if c.code.CompareAndSwap(0, code) {
		c.out.close(discard)
		time.AfterFunc(closeWithin, c.drop)
	}
}

// Code is the close code that this side chose, 1006 when the client or the network ended the connection, 0 while it is open.
func (c *Conn) Code() wire.CloseCode { return wire.CloseCode(c.code.Load()) }

// write is the only writer of data frames. It runs while something waits: a socket that says little has no goroutine for it.
func (c *Conn) write() {
	for {
		data, ok, last := c.out.pop()
		switch {
		case last:
			c.farewell()
			return
		case !ok:
			return
		case c.ws.SetWriteDeadline(time.Now().Add(WriteWithin)) != nil || c.ws.WriteMessage(websocket.TextMessage, data) != nil:
			c.Abort()
			return
		}
	}
}

// farewell sends the close frame and gives the client a moment for its own, so that a reset does not swallow ours.
func (c *Conn) farewell() {
	if code := c.code.Load(); code != 1006 {
		frame := websocket.FormatCloseMessage(int(code), "")
		if c.ws.WriteControl(websocket.CloseMessage, frame, time.Now().Add(time.Second)) == nil {
			wait := time.NewTimer(linger)
			defer wait.Stop()
			select {
			case <-c.done:
			case <-wait.C:
			}
		}
	}
	c.drop()
}

// drop closes the network connection; the read loop ends by it.
func (c *Conn) drop() {
	c.once.Do(func() { _ = c.ws.Close() }) // the peer may have closed it before
}
