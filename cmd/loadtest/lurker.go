package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"github.com/etradeoffice/portal/signaling/edge"
	"github.com/etradeoffice/portal/signaling/socket/sockettest"
	protocol "github.com/etradeoffice/portal/signaling/wire"
)

// roomful is how many share a room: eight who are in, the others wait.
const roomful = 40

// lurker is a socket with somebody behind it who says nothing. It costs as little as may be: there are thousands in one process.
type lurker struct {
	participant
	side    *stageSide
	reading sync.WaitGroup
	stalls  bool // reads no more than the answer to its hello

	place   *edge.Handshake // of a try that has its turn of the processors
	tries   int             // to come back, since the last look
	resumed bool            // its TLS goes on with a session of before (RFC 8446 §2.2)

	mu   sync.Mutex // guards writing, and conn
	conn *websocket.Conn
}

func newLurker(s *stageSide, n int) *lurker {
	role := protocol.RoleGuest
	if n%roomful < 8 {
		role = protocol.RoleHost
	}
	l := &lurker{side: s, participant: participant{name: fmt.Sprintf("p%d", n%roomful), room: fmt.Sprintf("crowd-%d", n/roomful), role: role, keys: roomKeys(),
		until: time.Now().Add(time.Hour), node: func() string { return s.address }, secure: s.secure}}
	if s.secure != nil && s.resumes {
		l.secure = s.secure.Clone()
		l.secure.ClientSessionCache = tls.NewLRUClientSessionCache(1) // each is a browser of its own
	}
	return l
}

// enter opens the socket and comes in, by a ticket or with the session that it has.
func (l *lurker) enter(ctx context.Context) error {
	if err := l.greet(ctx); err != nil {
		return err
	}
	l.mu.Lock()
	conn := l.conn
	l.mu.Unlock()
	l.reading.Go(func() { discard(conn) }) // ends with the socket
	return nil
}

// greet is participant.greet with a client that costs less.
func (l *lurker) greet(ctx context.Context) error {
	room := 0
	if l.stalls {
		room = stalledRoom
	}
	conn, err := l.dial(ctx, room)
	if err != nil {
		return err
	}
	l.mu.Lock()
	l.conn = conn
	l.mu.Unlock()
	hello := &protocol.Hello{}
	if l.hello != nil {
		hello.Resume = &protocol.Resume{SID: l.hello.SID, Token: l.hello.Resume}
	} else {
		hello.Ticket = l.ticket()
	}
	if err := l.say("h", hello); err != nil {
		return err
	}
	deadline, _ := ctx.Deadline()
	if err := conn.SetReadDeadline(deadline); err != nil {
		return err
	}
	for {
		_, data, err := conn.ReadMessage()
		if err != nil {
			return err
		}
		frame, err := protocol.DecodeToClient(data)
		switch m := frame.Message.(type) {
		case *protocol.HelloOK:
			l.hello = m
			return conn.SetReadDeadline(time.Time{})
		default:
			if err != nil || frame.Re == "h" {
				return errors.Join(&unwelcome{l.name, m}, err)
			}
		}
	}
}

// helloWithin is how long a page waits for its welcome (web/live/signal.ts).
const helloWithin = 8 * time.Second

// comeBack tries as a page does: after a time by chance, longer after each try that failed.
func (l *lurker) comeBack(ctx context.Context) error {
	l.reading.Wait()
	for wait := retryWait; ; wait = min(2*wait, 30*time.Second) {
		if err := pause(ctx, time.Duration(rand.Int64N(int64(wait)))); err != nil {
			return err
		}
		if l.secure != nil {
			l.place = l.side.processors.Begin(nil, nil) // it has a processor of its own: what it waits for one here is not of its 8 s
		}
		attempt, cancel := context.WithTimeout(ctx, helloWithin)
		l.tries++
		err := l.enter(attempt)
		cancel()
		if l.place != nil {
			l.place.End()
			l.place = nil
		}
		if err == nil {
			return nil
		}
		if _, is := errors.AsType[*unwelcome](err); is {
			l.hello = nil // its seat is gone, or it has none: the next try is with a ticket
		}
		l.cut()
	}
}

// say writes one message.
func (l *lurker) say(id string, m protocol.Message) error {
	data, err := protocol.Encode(protocol.Frame{Head: protocol.Head{ID: id}, Message: m})
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.conn == nil {
		return nil // not there yet
	}
	if err := l.conn.SetWriteDeadline(time.Now().Add(10 * time.Second)); err != nil {
		return err
	}
	return l.conn.WriteMessage(websocket.TextMessage, data)
}

// cut ends the socket without a word.
func (l *lurker) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.conn != nil {
		_ = l.conn.NetConn().Close()
	}
}

// discard reads and forgets.
func discard(conn *websocket.Conn) {
	for {
		if _, _, err := conn.NextReader(); err != nil {
			return
		}
	}
}

// keepAlive has everybody say something every four seconds, until ctx ends.
func keepAlive(ctx context.Context, all []*lurker) {
	for {
		began := time.Now()
		for n, l := range all {
			_ = l.say("", &protocol.Ping{T: 1}) // one that was cut is noticed by who waits for it
			if n%100 == 99 && pause(ctx, time.Until(began.Add(time.Duration(n)*4*time.Second/time.Duration(len(all))))) != nil {
				return
			}
		}
		if pause(ctx, time.Until(began.Add(4*time.Second))) != nil {
			return
		}
	}
}

var lurkerBuffers sync.Pool

// dial opens a socket. room is the kernel's for what is not read yet, bytes; 0 = as usual.
func (l *lurker) dial(ctx context.Context, room int) (*websocket.Conn, error) {
	tcp := func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
		if tcp, is := conn.(*net.TCPConn); is && room > 0 {
			err = tcp.SetReadBuffer(room)
		}
		return conn, err
	}
	d := websocket.Dialer{
		Subprotocols: []string{protocol.Subprotocol}, ReadBufferSize: 256, WriteBufferSize: 256, WriteBufferPool: &lurkerBuffers, HandshakeTimeout: 30 * time.Second,
		NetDialContext: tcp,
		NetDialTLSContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			under := l.place
			if under == nil {
				under = l.side.processors.Begin(nil, nil)
			}
			defer under.End()
			conn, err := tcp(ctx, network, address)
			if err != nil {
				return nil, err
			}
			under.Conn = conn
			secure := tls.Client(under, l.secure)
			if err := secure.HandshakeContext(ctx); err != nil {
				return nil, errors.Join(err, conn.Close())
			}
			l.resumed = secure.ConnectionState().DidResume
			return secure, nil
		},
	}
	conn, response, err := d.DialContext(ctx, "ws"+strings.TrimPrefix(l.side.address, "http")+"/live/ws", http.Header{"Origin": {l.side.address}})
	if response != nil {
		_ = response.Body.Close()
	}
	return conn, err
}

// others are people of rooms of their own, who ask something all the time and notice when the server is late.
type others struct {
	all    []*sockettest.Client
	asking sync.WaitGroup
	end    context.CancelFunc

	mu   sync.Mutex
	took []float64 // ms, since the last look
	err  error
}

const fewOthers = 8

func openOthers(ctx context.Context, s *stageSide) (*others, error) {
	ctx, end := context.WithCancel(ctx)
	o := &others{end: end}
	for n := range fewOthers {
		p := &participant{name: "other", room: fmt.Sprintf("other-%d", n), role: protocol.RoleHost, keys: roomKeys(), until: time.Now().Add(time.Hour),
			node: func() string { return s.address }, secure: s.secure}
		limit, cancel := context.WithTimeout(ctx, patience)
		err := p.greet(limit)
		cancel()
		if err != nil {
			o.close()
			return nil, err
		}
		p.socket.Quiet() // of two pongs that wait, only the later one is sent
		o.all = append(o.all, p.socket)
		o.asking.Go(func() { o.ask(ctx, p.socket) }) // ends with close
	}
	return o, nil
}

func (o *others) ask(ctx context.Context, s *sockettest.Client) {
	for pause(ctx, 50*time.Millisecond) == nil {
		limit, cancel := context.WithTimeout(ctx, patience)
		asked := time.Now()
		_, err := s.Ask(limit, &protocol.Ping{T: asked.UnixMilli()})
		cancel()
		o.mu.Lock()
		switch {
		case err == nil:
			o.took = append(o.took, milliseconds(time.Since(asked)))
		case ctx.Err() == nil && o.err == nil:
			o.err = fmt.Errorf("somebody else's ping: %w", err)
		}
		o.mu.Unlock()
	}
}

// during is p99 of how long an answer takes, ms, in that time.
func (o *others) during(ctx context.Context, long time.Duration) (float64, error) {
	limit, cancel := context.WithTimeout(ctx, long)
	defer cancel()
	return o.until(ctx, limit.Done())
}

// until is the same until done is closed.
func (o *others) until(ctx context.Context, done <-chan struct{}) (float64, error) {
	o.mu.Lock()
	o.took = nil
	o.mu.Unlock()
	select {
	case <-done:
	case <-ctx.Done():
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	return quantile(o.took, 0.99), errors.Join(o.err, ctx.Err())
}

func (o *others) close() {
	o.end()
	for _, s := range o.all {
		s.Cut()
	}
	o.asking.Wait()
}
