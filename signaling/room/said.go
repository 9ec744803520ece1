package room

import (
	"slices"

	"github.com/etradeoffice/portal/signaling/wire"
)

// Said is a valid message of a client after its hello.
type Said struct {
	Conn    int64
	ID      string // of the request; "" when no reply is wanted
	Message wire.Message
}

// rememberFor is how long a request with the same id counts once, ms; rememberMost is how many a session.
const (
	rememberFor  = 60_000
	rememberMost = 64
)

func (c Said) apply(t *turn) {
	p := t.byConn(c.Conn)
	if p == nil {
		return // an old connection's last words
	}
	p.Session.heard()
	if c.ID != "" {
		if i := slices.IndexFunc(p.Session.Answered, func(r Reply) bool { return r.ID == c.ID && t.now < r.At+rememberFor }); i >= 0 {
			t.do(reply(c.Conn, c.ID, p.Session.Answered[i].Error))
			return
		}
	}
	before := len(t.out)
	refusal := t.hear(p, c.Message)
	if c.ID == "" {
		return
	}
	kept := p.Session.Answered
	if len(kept) >= rememberMost {
		kept = kept[1:]
	}
	p.Session.Answered = append(slices.Clip(kept), Reply{ID: c.ID, At: t.now, Error: refusal})
	// The reply goes first: what was heard may have closed the connection.
	t.out = slices.Insert(t.out, before, reply(c.Conn, c.ID, refusal))
}

func reply(conn int64, re string, refusal *wire.Error) Effect {
	if refusal != nil {
		return Send{Conn: conn, Re: re, Message: refusal}
	}
	return Send{Conn: conn, Re: re, Message: &wire.OK{}}
}

func refusal(code wire.ErrorCode) *wire.Error { return &wire.Error{Code: code} }

// place and rank say from where and from whom a message counts.
type place int

const (
	anywhere place = iota
	inLobby
	inRoom
)

type rank int

const (
	anyone     rank = iota
	presenters      // all but interpreters
	interpreters
	admitters
	officers
)

// has reports whether the person is of the rank.
func (r rank) has(p *Person) bool {
	switch r {
	case presenters:
		return p.Role != wire.RoleInterpreter
	case interpreters:
		return p.Role == wire.RoleInterpreter
	case admitters:
		return p.mayAdmit()
	case officers:
		return p.Role == wire.RoleOfficer
	}
	return true
}

type rule struct {
	where place
	who   rank
	do    func(t *turn, p *Person, m wire.Message) *wire.Error
}

// on ties a message to its handler, each in the file named after it.
func on[M wire.Message](where place, who rank, do func(t *turn, p *Person, m M) *wire.Error) rule {
	return rule{where, who, func(t *turn, p *Person, m wire.Message) *wire.Error {
		typed, ok := m.(M)
		if !ok {
			return refusal(wire.ErrUnknownType)
		}
		return do(t, p, typed)
	}}
}

// rules is the one table of who may say what, by the message's type.
var rules = map[string]rule{
	"bye":             on(anywhere, anyone, (*turn).bye),
	"knock":           on(inLobby, anyone, (*turn).knock),
	"knock.cancel":    on(inLobby, anyone, (*turn).knockCancel),
	"lobby.message":   on(anywhere, anyone, (*turn).lobbyMessage),
	"lobby.admit":     on(inRoom, admitters, (*turn).lobbyAdmit),
	"lobby.admit_all": on(inRoom, admitters, (*turn).lobbyAdmitAll),
	"lobby.deny":      on(inRoom, admitters, (*turn).lobbyDeny),
	"lobby.return":    on(inRoom, admitters, (*turn).lobbyReturn),
	"offer":           on(anywhere, anyone, (*turn).offer),
	"cand":            on(anywhere, anyone, (*turn).candidate),
	"publish.set":     on(anywhere, anyone, (*turn).publishSet),
	"want":            on(inRoom, anyone, (*turn).want),
	"hand":            on(inRoom, anyone, (*turn).hand),
	"lang.speak":      on(anywhere, anyone, (*turn).langSpeak),
	"chat.send":       on(inRoom, anyone, (*turn).chatSend),
	"start.without":   on(inRoom, anyone, (*turn).startWithout),
	"extend":          on(inRoom, anyone, (*turn).extend),
	"stats":           on(inRoom, anyone, (*turn).stats),
	"doc.present":     on(inRoom, presenters, (*turn).docPresent),
	"doc.page":        on(inRoom, presenters, (*turn).docPage),
	"doc.close":       on(inRoom, presenters, (*turn).docClose),
	"doc.pointer":     on(inRoom, presenters, (*turn).docPointer),
	"mute":            on(inRoom, admitters, (*turn).mute),
	"unmute.ask":      on(inRoom, admitters, (*turn).unmuteAsk),
	"remove":          on(inRoom, officers, (*turn).remove),
	"lock":            on(inRoom, admitters, (*turn).lock),
	"end":             on(inRoom, admitters, (*turn).endForAll),

	"listen.set":       on(inRoom, anyone, (*turn).listenSet),
	"interp.direction": on(inRoom, interpreters, (*turn).interpDirection),
	"interp.take":      on(inRoom, interpreters, (*turn).interpTake),
	"interp.slower":    on(inRoom, interpreters, (*turn).interpSlower),
}

func (t *turn) hear(p *Person, m wire.Message) *wire.Error {
	rule, ok := rules[m.Type()]
	switch {
	case !ok:
		return refusal(wire.ErrUnknownType)
	case rule.where == inRoom && !p.In:
		return refusal(wire.ErrNotIn)
	case rule.where == inLobby && p.In:
		return refusal(wire.ErrForbidden)
	case !rule.who.has(p):
		return refusal(wire.ErrForbidden)
	}
	return rule.do(t, p, m)
}

// below reports whether a may act on b: a host has no power over officers.
func below(a, b *Person) bool { return a.Role == wire.RoleOfficer || b.Role != wire.RoleOfficer }

// pace notes an instant and reports whether there were fewer than most within the span; kept is oldest first.
func pace(kept *[]int64, now, span int64, most int) (wait int64) {
	recent := slices.DeleteFunc(slices.Clone(*kept), func(at int64) bool { return at+span <= now })
	if len(recent) >= most {
		*kept = recent
		return recent[0] + span - now
	}
	*kept = append(recent, now)
	return 0
}

func tooSoon(wait int64) *wire.Error { return &wire.Error{Code: wire.ErrRate, RetryAfterMs: wait} }
