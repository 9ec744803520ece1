package room

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/etradeoffice/portal/signaling/wire"
)

// Join is a hello with a ticket that was verified.
type Join struct {
	Conn      int64
	Re        string // id of the hello
	Who       Who
	Lang      string
	Terms     Terms // As is when the ticket was made
	TicketID  string
	TicketExp int64  // until when the ticket could be used again, leeway included
	SID       string // for the new session
	Token     string // the first resume token for it
	Takeover  bool
	LastChat  int64
	ICE       []wire.ICEServer
}

// madeLeeway is how far the portal's clock may be behind, ms.
const madeLeeway = 5_000

func (c Join) apply(t *turn) {
	if code, end := t.refuses(c); code != "" {
		t.refuse(c.Conn, c.Re, code, end)
		return
	}
	t.Used[c.TicketID] = c.TicketExp
	if c.Terms.As > t.Terms.As {
		t.Terms = c.Terms
	}
	p := t.Person(c.Who.PID)
	record := t.Known[c.Who.PID]
	kept := p != nil
	if p == nil {
		p = &Person{}
		t.People = append(t.People, p)
	} else {
		if p.Session.Conn != 0 {
			record.NotAfter = t.now
			t.send(p, Critical, &wire.Farewell{Code: wire.CloseTakenOver, Reason: wire.EndTakenOver})
			t.close(p, wire.CloseTakenOver)
		}
	}
	record.Gen++
	t.Known[c.Who.PID] = record
	if p.Role != c.Who.Role {
		p.Voice = Voice{}
	}
	p.Who = c.Who
	if !kept {
		p.Lang = c.Lang
	}
	p.Session = Session{SID: c.SID, Gen: record.Gen, Conn: c.Conn, Token: hash(c.Token), Number: 1}
	t.openPeer(p)
	if !p.In && p.mayAdmit() {
		t.seat(p)
	}
	t.count(p)
	t.welcome(p, c.Re, c.Token, kept, true, c.ICE)
	t.fresh[p.PID] = c.LastChat
}

// refuses is why a hello with a good ticket does not count; "" when it does.
func (t *turn) refuses(c Join) (wire.ErrorCode, wire.CloseCode) {
	p, record := t.Person(c.Who.PID), t.Known[c.Who.PID]
	_, used := t.Used[c.TicketID]
	entitled := record.Admitted || c.Who.Role == wire.RoleHost || c.Who.Role == wire.RoleOfficer
	switch {
	case used || c.Terms.As+madeLeeway < record.NotAfter:
		return wire.ErrTicketInvalid, wire.CloseTicket
	case record.Banned:
		return wire.ErrBanned, wire.CloseForbidden
	case p != nil && p.here() && p.Session.Heard && !c.Takeover:
		return wire.ErrAlreadyHere, wire.CloseTakenOver
	case p != nil:
		return "", 0
	case entitled && t.seated() >= Seats, !entitled && len(t.People)-t.seated() >= Waiters:
		return wire.ErrFull, wire.CloseForbidden
	case t.Locked && !entitled:
		return wire.ErrLocked, wire.CloseForbidden
	}
	return "", 0
}

func (t *turn) refuse(conn int64, re string, code wire.ErrorCode, end wire.CloseCode) {
	t.do(Send{Conn: conn, Re: re, Class: Critical, Message: &wire.Error{Code: code}})
	t.do(Close{Conn: conn, Code: end})
}

// welcome answers a hello; settle sends what follows it.
func (t *turn) welcome(p *Person, re, token string, resumed, newMedia bool, ice []wire.ICEServer) {
	standing := wire.StandingWaiting
	if p.In {
		standing = wire.StandingIn
	}
	if ice == nil {
		ice = []wire.ICEServer{}
	}
	t.do(Send{Conn: p.Session.Conn, Re: re, Class: Critical, Message: &wire.HelloOK{
		SID: p.Session.SID, Resume: token, PID: p.PID, Gen: p.Session.Gen, Role: p.Role, Side: p.Side, Standing: standing,
		Resumed: resumed, NewMedia: newMedia, ICE: ice, Features: []string{}, ServerTime: t.now,
	}})
}

func hash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
