// Package sockettest plays the browser's part on a room's socket: it says hello, keeps the connection, asks and waits for what comes. It is
// for the tests of socket and signaling and for cmd/loadtest. It leaves media to sfutest.
package sockettest

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"github.com/etradeoffice/portal/signaling/wire"
)

// Options say how a client gets to its server.
type Options struct {
	Origin string      // required by servers
	TLS    *tls.Config // for wss; nil: as the system has it
	// Dial, if not nil, makes the network connection; tests in virtual time give one in memory.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// lastID makes request ids that are never used again, so that a session can go on with another Client.
var lastID atomic.Int64

// Client is one connection. Its methods may be called from any goroutine.
type Client struct {
	ws     *websocket.Conn
	frames chan wire.Frame // events and, for Ask, nothing
	ended  chan struct{}   // closed after the last frame
	stop   chan struct{}
	once   sync.Once
	done   sync.WaitGroup

	mu      sync.Mutex // guards writing and what follows
	lastSeq uint64
	heard   time.Time
	replies map[string]chan wire.Frame
	all     []wire.Frame
	err     error
}

// Dial opens the socket; it says nothing yet.
func Dial(ctx context.Context, url string, o Options) (*Client, error) {
	d := websocket.Dialer{Subprotocols: []string{wire.Subprotocol}, NetDialContext: o.Dial, TLSClientConfig: o.TLS, HandshakeTimeout: 10 * time.Second}
	ws, response, err := d.DialContext(ctx, url, http.Header{"Origin": {o.Origin}})
	if response != nil {
		_ = response.Body.Close()
	}
	if err != nil {
		if response != nil {
			return nil, fmt.Errorf("dial %s: HTTP %d: %w", url, response.StatusCode, err)
		}
		return nil, fmt.Errorf("dial %s: %w", url, err)
	}
	c := &Client{
		ws: ws, heard: time.Now(), frames: make(chan wire.Frame, 4096), ended: make(chan struct{}), stop: make(chan struct{}), replies: map[string]chan wire.Frame{},
	}
	c.done.Go(c.read)
	c.done.Go(c.keep)
	return c, nil
}

func (c *Client) read() {
	defer close(c.ended)
	for {
		_, data, err := c.ws.ReadMessage()
		if err != nil {
			c.fail(err)
			return
		}
		frame, err := wire.DecodeToClient(data)
		if err != nil {
			c.fail(fmt.Errorf("server sent %s: %w", data, err))
			return
		}
		c.take(frame)
	}
}

func (c *Client) fail(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.err = err
}

func (c *Client) take(frame wire.Frame) {
	c.mu.Lock()
	c.all = append(c.all, frame)
	c.heard = time.Now()
	if frame.Seq > 0 {
		if frame.Seq != c.lastSeq+1 {
			c.err = fmt.Errorf("seq %d after %d", frame.Seq, c.lastSeq)
		}
		c.lastSeq = frame.Seq
	}
	reply := c.replies[frame.Re]
	delete(c.replies, frame.Re)
	c.mu.Unlock()
	if frame.Re != "" && reply != nil {
		reply <- frame
		return
	}
	select {
	case c.frames <- frame:
	case <-c.stop:
	}
}

// keep pings and acknowledges every 2 s.
func (c *Client) keep() {
	tick := time.NewTicker(2 * time.Second)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			c.mu.Lock()
			n := c.lastSeq
			c.mu.Unlock()
			if errors.Join(c.Say(&wire.Ping{T: time.Now().UnixMilli()}), c.Say(&wire.Ack{N: n})) != nil {
				return
			}
		case <-c.stop:
			return
		case <-c.ended:
			return
		}
	}
}

// Say sends a message without asking for a reply.
func (c *Client) Say(m wire.Message) error { return c.write("", m) }

func (c *Client) write(id string, m wire.Message) error {
	data, err := wire.Encode(wire.Frame{Head: wire.Head{ID: id}, Message: m})
	if err != nil {
		return err
	}
	return c.Raw(websocket.TextMessage, data)
}

// Raw sends any frame, also one that breaks the protocol.
func (c *Client) Raw(kind int, data []byte) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ws.WriteMessage(kind, data)
}

// Ask sends a request and waits for its reply.
func (c *Client) Ask(ctx context.Context, m wire.Message) (wire.Message, error) {
	c.mu.Lock()
	id := strconv.FormatInt(lastID.Add(1), 36)
	reply := make(chan wire.Frame, 1)
	c.replies[id] = reply
	c.mu.Unlock()
	if err := c.write(id, m); err != nil {
		return nil, err
	}
	select {
	case frame := <-reply:
		return frame.Message, nil
	case <-c.ended:
		select {
		case frame := <-reply:
			return frame.Message, nil
		default:
			return nil, c.Err()
		}
	case <-ctx.Done():
		return nil, fmt.Errorf("no reply to %s: %w", m.Type(), ctx.Err())
	}
}

// Next is the next message that is no reply.
func (c *Client) Next(ctx context.Context) (wire.Message, error) {
	select {
	case frame := <-c.frames:
		return frame.Message, nil
	default:
	}
	select {
	case frame := <-c.frames:
		return frame.Message, nil
	case <-c.ended:
		select {
		case frame := <-c.frames:
			return frame.Message, nil
		default:
			return nil, c.Err()
		}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Await skips messages until one of type M for which the condition holds.
func Await[M wire.Message](ctx context.Context, c *Client, is func(M) bool) (M, error) {
	for {
		message, err := c.Next(ctx)
		if err != nil {
			var none M
			return none, fmt.Errorf("waiting for %s: %w", none.Type(), err)
		}
		if m, ok := message.(M); ok && (is == nil || is(m)) {
			return m, nil
		}
	}
}

// All is everything that has come, replies too.
func (c *Client) All() []wire.Frame {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]wire.Frame{}, c.all...)
}

// Drain is All, and forgets it: for who is there for long.
func (c *Client) Drain() []wire.Frame {
	c.mu.Lock()
	defer c.mu.Unlock()
	all := c.all
	c.all = nil
	return all
}

// Heard is when the server last said something.
func (c *Client) Heard() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.heard
}

// Err is why the connection has ended, or a fault in the row of seq.
func (c *Client) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// Closed waits for the end and is the server's close code, 1006 when there was none.
func (c *Client) Closed(ctx context.Context) (wire.CloseCode, error) {
	select {
	case <-c.ended:
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	if closed, ok := errors.AsType[*websocket.CloseError](c.Err()); ok {
		return wire.CloseCode(closed.Code), nil
	}
	return 1006, nil
}

// Quiet stops pings and acknowledgements, as a page does that was put to sleep.
func (c *Client) Quiet() { c.once.Do(func() { close(c.stop) }) }

// Cut ends the connection without a word, as a network does, and waits for its goroutines.
func (c *Client) Cut() {
	c.Quiet()
	_ = c.ws.NetConn().Close()
	c.done.Wait()
}

// RawBytes writes bytes past the WebSocket library.
func (c *Client) RawBytes(data []byte) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, err := c.ws.NetConn().Write(data)
	return err
}
