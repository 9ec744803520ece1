package socket

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/gorilla/websocket"

	"github.com/etradeoffice/portal/signaling/wire"
)

// Upstream is this node's connection, for one client, to the node that has the client's room.
type Upstream struct{ ws *websocket.Conn }

// Dialer makes network connections between nodes; nil for the operating system's.
type Dialer func(ctx context.Context, network, address string) (net.Conn, error)

// DialUpstream opens a connection to the socket of another node.
func DialUpstream(ctx context.Context, url string, header http.Header, dial Dialer) (*Upstream, error) {
	d := websocket.Dialer{
		Subprotocols: []string{wire.Subprotocol}, NetDialContext: dial, HandshakeTimeout: WriteWithin,
		ReadBufferSize: 4096, WriteBufferSize: 4096, WriteBufferPool: &buffers,
	}
	ws, response, err := d.DialContext(ctx, url, header)
	if response != nil {
		_ = response.Body.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("lead to %s: %w", url, err)
	}
	ws.SetReadLimit(MaxBytes)
	return &Upstream{ws: ws}, nil
}

// Through leads the client to up from now on: first, then every frame of either side as it is, and the close code of up. The node at the other end
// decodes, limits and answers; here only the client's pace and what waits for it are bounded. To be called in Handler.Hello, which then returns true.
func (c *Conn) Through(up *Upstream, first []byte) error {
	c.through = up
	if err := up.write(websocket.TextMessage, first); err != nil {
		up.close()
		c.through = nil
		return err
	}
	go c.follow(up) // ends when the connection to the other node does, by Serve's end at the latest
	return nil
}

// follow hands on what the other node sends, until that ends.
func (c *Conn) follow(up *Upstream) {
	for {
		_ = up.ws.SetReadDeadline(time.Now().Add(ReadWithin)) // fails with the read that follows
		_, data, err := up.ws.ReadMessage()
		if err != nil {
			c.shut(codeOf(err), false)
			return
		}
		fits, _ := c.out.push(Normal, "", false, func(uint64) ([]byte, error) { return data, nil })
		if !fits {
			c.shut(int64(wire.CloseSlow), true)
			return
		}
	}
}

// codeOf is what a client is told when its room's node has ended the connection: that node's word, or to come back when it said none.
func codeOf(err error) int64 {
	closed, ok := errors.AsType[*websocket.CloseError](err)
	if !ok || closed.Code == websocket.CloseAbnormalClosure || closed.Code == websocket.CloseNoStatusReceived {
		return int64(wire.CloseDraining)
	}
	return int64(closed.Code)
}

// lead hands a client's frame on. Where that fails follow ends too, and says why.
func (c *Conn) lead(kind int, data []byte) {
	if c.through.write(kind, data) != nil {
		c.through.close()
	}
}

func (u *Upstream) write(kind int, data []byte) error {
	if err := u.ws.SetWriteDeadline(time.Now().Add(WriteWithin)); err != nil {
		return err
	}
	return u.ws.WriteMessage(kind, data)
}

// close cuts the connection: the other node takes it as a lost socket and keeps the seat.
func (u *Upstream) close() { _ = u.ws.Close() }
