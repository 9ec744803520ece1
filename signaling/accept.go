package signaling

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"net"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/etradeoffice/portal/signaling/registry"
	"github.com/etradeoffice/portal/signaling/room"
	"github.com/etradeoffice/portal/signaling/socket"
	"github.com/etradeoffice/portal/signaling/ticket"
	"github.com/etradeoffice/portal/signaling/wire"
)

// openWithin is how long a hello waits for the registry.
const openWithin = 2 * time.Second

// visit is one connection from its hello to its end.
type visit struct {
	server *Server
	conn   *socket.Conn
	ip     string
	led    bool  // by another node, which thinks that the room is here
	room   *live // nil before the hello, and when the room is at another node
}

// serve reads until the connection ends. Of a panic only this connection dies.
func (v *visit) serve() {
	s := v.server
	defer s.metrics.sockets.Dec()
	defer func() {
		if fault := recover(); fault != nil {
			s.Log.Error("panic at a socket", "fault", fault, "stack", string(debug.Stack()))
			v.conn.Abort()
		}
		v.gone()
		s.metrics.closed(v.conn.Code())
	}()
	v.conn.Serve(socket.Handler{Hello: v.hello, Said: v.said, Silent: v.silent, Heard: v.heard, Now: s.Now})
}

func (v *visit) hello(id string, m *wire.Hello) bool {
	s := v.server
	if wait := s.limits.hello(v.ip, s.Now()); wait > 0 {
		v.refuse(id, &wire.Error{Code: wire.ErrRate, RetryAfterMs: wait.Milliseconds()}, wire.CloseRate)
		return false
	}
	ctx, cancel := context.WithTimeout(s.ctx, openWithin)
	defer cancel()
	var err error
	if m.Resume != nil {
		err = v.resume(ctx, id, m)
	} else {
		err = v.join(ctx, id, m)
	}
	if owner, ok := errors.AsType[*registry.Elsewhere](err); ok && owner.Inner != "" && !v.led {
		if led := v.proxy(owner, id, m); led != nil {
			s.Log.Warn("the room's node does not answer", "node", owner.Inner, "err", led)
			v.refuse(id, &wire.Error{Code: wire.ErrUnavailable, RetryAfterMs: 1000}, wire.CloseDraining)
			return false
		}
		s.metrics.hellos.WithLabelValues("led").Inc()
		return true
	}
	if err == nil {
		s.metrics.hellos.WithLabelValues("taken").Inc()
		return true
	}
	v.turnAway(id, err)
	return false
}

var (
	errSession = errors.New("no such session")
	errBusy    = errors.New("the room's mailbox is full")
)

// turnAway says why the hello was not taken.
func (v *visit) turnAway(id string, err error) {
	s := v.server
	order, isOverruled := errors.AsType[*overruled](err)
	elsewhere, moved := errors.AsType[*registry.Elsewhere](err)
	switch {
	case isOverruled:
		v.refuse(id, &wire.Error{Code: order.code}, order.close)
	case errors.Is(err, ticket.ErrInvalid):
		if !errors.Is(err, ticket.ErrExpired) { // a page that slept; behind its address may be a whole office
			s.limits.failed(v.ip, s.Now())
		}
		v.refuse(id, &wire.Error{Code: wire.ErrTicketInvalid}, wire.CloseTicket)
	case errors.Is(err, errSession):
		v.refuse(id, &wire.Error{Code: wire.ErrSessionUnknown}, wire.CloseTicket)
	case errors.Is(err, errBusy):
		v.refuse(id, &wire.Error{Code: wire.ErrUnavailable, RetryAfterMs: 1000}, wire.CloseSlow)
	case moved && elsewhere.URL != "":
		v.conn.Send(wire.Head{}, &wire.Moved{URL: elsewhere.URL}, socket.Critical, "")
		v.refuse(id, &wire.Error{Code: wire.ErrUnavailable, RetryAfterMs: 500}, wire.CloseDraining)
	default:
		s.Log.Warn("hello not taken", "err", err)
		v.refuse(id, &wire.Error{Code: wire.ErrUnavailable, RetryAfterMs: 2000}, wire.CloseDraining)
	}
}

func (v *visit) refuse(id string, e *wire.Error, code wire.CloseCode) {
	v.server.metrics.hellos.WithLabelValues(string(e.Code)).Inc()
	v.conn.Send(wire.Head{Re: id}, e, socket.Critical, "")
	v.conn.Close(code)
}

func (v *visit) join(ctx context.Context, id string, m *wire.Hello) error {
	s := v.server
	now := s.Now()
	claims, err := ticket.Verify(s.Keys, m.Ticket, now)
	if err != nil {
		return err
	}
	made := claims.Exp.Add(-ticket.Life)
	if err := s.orders.against(claims.Room, claims.Participant, made); err != nil {
		return err
	}
	terms := room.Terms{
		Room: claims.Room, Number: claims.Number, StartsAt: claims.StartsAt.UnixMilli(), EndsAt: claims.EndsAt.UnixMilli(), As: made.UnixMilli(),
	}
	copy(terms.Interpreters[:], claims.Interpreters)
	who := room.Who{
		PID: claims.Participant, Name: wire.CleanName(claims.Name), Role: wire.Role(claims.Role), Side: wire.Side(claims.Side),
		Company: wire.CleanName(claims.Company), CompanyNames: wire.CleanNames(claims.CompanyNames), CompanyID: claims.CompanyID,
	}
	if who.Check() != nil || !isRoomID(claims.Room) {
		return ticket.ErrInvalid
	}
	session := claims.Room + "." + secret(9)
	return v.enter(ctx, claims.Room, &terms, room.Join{
		Conn: v.conn.ID(), Re: id, Who: who, Lang: claims.Lang, Terms: terms, TicketID: claims.ID,
		TicketExp: claims.Exp.Add(2 * ticket.Leeway).UnixMilli(), SID: session, Token: ticket.Token(s.Keys, session, 1),
		Takeover: m.Takeover, LastChat: m.LastChat, ICE: s.ice(claims.Room, claims.Participant, now),
	})
}

func (v *visit) resume(ctx context.Context, id string, m *wire.Hello) error {
	name, _, ok := strings.Cut(m.Resume.SID, ".")
	if !ok || !isRoomID(name) {
		return errSession
	}
	keys, session := v.server.Keys, m.Resume.SID
	number := ticket.TokenNumber(keys, session, m.Resume.Token)
	return v.enter(ctx, name, nil, room.Resume{
		Conn: v.conn.ID(), Re: id, SID: session, Token: m.Resume.Token, Number: number, Next: ticket.Token(keys, session, number+1), NewMedia: m.NewMedia,
		LastChat: m.LastChat,
	})
}

// enter gives the hello to the room, which answers it. Without terms only a room counts that is open or was saved.
func (v *visit) enter(ctx context.Context, name string, terms *room.Terms, c room.Command) error {
	for range 3 {
		l, err := v.server.room(ctx, name, terms)
		if errors.Is(err, errSession) && terms != nil {
			continue // somebody without a ticket has just tried to open it
		}
		if err != nil {
			return err
		}
		if r, ok := c.(room.Resume); ok {
			r.ICE = v.server.iceFor(l, r.SID)
			c = r
		}
		l.add(v.conn)
		if l.room.Send(c) {
			v.room = l
			return nil
		}
		l.remove(v.conn)
		select {
		case <-l.room.Done(): // over just now: the next one answers
		default:
			return errBusy
		}
		select {
		case <-l.gone:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return errBusy
}

func (v *visit) said(id string, m wire.Message) {
	if stats, ok := m.(*wire.Stats); ok {
		v.server.metrics.told(stats)
	}
	if !v.room.room.Send(room.Said{Conn: v.conn.ID(), ID: id, Message: m}) {
		v.conn.Close(wire.CloseSlow)
	}
}

func (v *visit) silent() { v.room.room.Must(room.Silent{Conn: v.conn.ID()}) }
func (v *visit) heard()  { v.room.room.Must(room.Heard{Conn: v.conn.ID()}) }

func (v *visit) gone() {
	if v.room != nil {
		v.room.remove(v.conn)
		v.room.room.Must(room.Lost{Conn: v.conn.ID()})
	}
}

func (s *Server) clientIP(r *http.Request) string {
	if s.ClientIP != nil {
		return s.ClientIP(r)
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// secret is n random bytes as text.
func secret(n int) string {
	b := make([]byte, n)
	rand.Read(b) // never fails
	return base64.RawURLEncoding.EncodeToString(b)
}

// isRoomID accepts the shape of a consultation id; it becomes part of keys and file names.
func isRoomID(s string) bool {
	if len(s) < 1 || len(s) > 64 {
		return false
	}
	for _, c := range []byte(s) {
		switch {
		case c >= '0' && c <= '9', c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '-':
		default:
			return false
		}
	}
	return true
}
