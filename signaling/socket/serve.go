package socket

import (
	"errors"
	"io"
	"net"
	"time"

	"github.com/gorilla/websocket"

	"github.com/etradeoffice/portal/signaling/wire"
)

var errTooFast = errors.New("too many frames")

// maxUnknown is how many messages of unknown type a client may send.
const maxUnknown = 20

// Handler hears a connection. Its methods are called one at a time but for Silent, and must not wait long.
type Handler struct {
	// Hello is called with the first message. False ends the connection; the handler has then sent and closed.
	Hello func(id string, m *wire.Hello) bool
	// Said is called with every later message but ping and ack.
	Said func(id string, m wire.Message)
	// Silent is called when nothing was heard for SilentAfter, Heard when something is heard again, and with the first word after the hello.
	Silent func()
	Heard  func()
	// Now is the server's clock for pong.
	Now func() time.Time
}

// Serve reads until the connection ends, on the caller's goroutine.
func (c *Conn) Serve(h Handler) {
	defer close(c.done)
	defer func() {
		if c.through != nil {
			c.through.close()
		}
	}()
	greeted := false
	var silent silence
	defer silent.stop()
	wait := HelloWithin
	for {
		frame, err := c.read(wait)
		if err != nil {
			c.fail(err, greeted)
			return
		}
		if c.code.Load() != 0 {
			wait = linger
			continue // closing: read on until the client's close frame
		}
		wait = ReadWithin
		if silent.heard() && h.Heard != nil {
			h.Heard()
		}
		if !greeted {
			hello, ok := frame.Message.(*wire.Hello)
			if !ok {
				c.Close(wire.CloseTicket)
				wait = linger
				continue
			}
			if greeted = h.Hello(frame.ID, hello); greeted && c.through == nil {
				silent.start(h.Silent)
			}
			continue
		}
		c.dispatch(h, frame)
	}
}

func (c *Conn) dispatch(h Handler, frame wire.Frame) {
	switch m := frame.Message.(type) {
	case nil: // answered already
	case *wire.Ping:
		c.Send(wire.Head{Re: frame.ID}, &wire.Pong{T: m.T, ServerTime: h.Now().UnixMilli()}, Lossy, "pong")
	case *wire.Ack:
	case *wire.Hello:
		c.Close(wire.CloseMalformed)
	default:
		h.Said(frame.ID, m)
	}
}

// read is the next message. A frame whose content breaks a rule is answered here and comes back without Message.
func (c *Conn) read(within time.Duration) (wire.Frame, error) {
	if err := c.ws.SetReadDeadline(time.Now().Add(within)); err != nil {
		return wire.Frame{}, err
	}
	kind, data, err := c.ws.ReadMessage()
	if err != nil {
		return wire.Frame{}, err
	}
	if !c.pace.allow(time.Now()) {
		return wire.Frame{}, errTooFast
	}
	if c.code.Load() != 0 {
		return wire.Frame{}, nil
	}
	if c.through != nil {
		c.lead(kind, data)
		return wire.Frame{}, nil
	}
	if kind != websocket.TextMessage {
		return wire.Frame{}, wire.ErrMalformed
	}
	frame, err := wire.Decode(data)
	if invalid, ok := errors.AsType[*wire.InvalidError](err); ok {
		c.Send(wire.Head{Re: invalid.ID}, &wire.Error{Code: wire.ErrInvalid, Msg: invalid.Error()}, Normal, "")
		return wire.Frame{}, nil
	}
	if unknown, ok := errors.AsType[*wire.UnknownTypeError](err); ok {
		if c.unknown++; c.unknown >= maxUnknown {
			return wire.Frame{}, wire.ErrMalformed
		}
		c.Send(wire.Head{Re: unknown.ID}, &wire.Error{Code: wire.ErrUnknownType, Msg: unknown.Error()}, Normal, "")
		return wire.Frame{}, nil
	}
	return frame, err
}

// fail closes with the code that the failure deserves and waits until the close frame is out.
func (c *Conn) fail(err error, greeted bool) {
	var timeout net.Error
	switch {
	case errors.Is(err, errTooFast):
		c.Send(wire.Head{}, &wire.Error{Code: wire.ErrRate, RetryAfterMs: 5000}, Critical, "")
		c.Close(wire.CloseRate)
	case errors.Is(err, wire.ErrMalformed):
		c.Close(wire.CloseMalformed)
	case errors.As(err, &timeout) && timeout.Timeout() && !greeted:
		c.Close(wire.CloseTicket)
	case errors.As(err, &timeout) && timeout.Timeout():
		c.Close(1001)
	default: // the client closed, the network failed, or gorilla has answered a broken frame itself
		c.Abort()
		return
	}
	c.discard()
}

// discard reads and forgets until the client closes or linger has passed; the write loop sends the close frame meanwhile.
func (c *Conn) discard() {
	if c.ws.SetReadDeadline(time.Now().Add(linger)) != nil {
		return
	}
	for {
		switch _, _, err := c.ws.NextReader(); {
		case errors.Is(err, errTooFast): // and stays so: what is behind the flood is not told apart any more
			_, _ = io.Copy(io.Discard, c.ws.NetConn())
			return
		case err != nil:
			return
		}
	}
}
