package room

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/etradeoffice/portal/signaling/wire"
)

// house drives one room in a test: each person has one connection at a time, and what was sent to a connection is kept.
type house struct {
	t     tester
	state State
	now   time.Time
	conns int64
	conn  map[string]int64 // by pid
	token map[string]string
	nth   map[string]int64 // which of the session's tokens that is
	got   map[int64][]Send
	shut  map[int64]wire.CloseCode
	facts []Fact
	gates map[string]bool
	binds map[string][]Bound
	peers map[string]int64
	out   []Effect // of the last command
}

// tester is what *testing.T and *rapid.T have in common.
type tester interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	Fatal(args ...any)
}

var start = time.Date(2026, 1, 1, 2, 0, 0, 0, time.UTC)

func newHouse(t tester) *house {
	terms := Terms{Room: "room", Number: "SW-2026-0042", StartsAt: start.UnixMilli(), EndsAt: start.Add(30 * time.Minute).UnixMilli(), As: 1}
	return &house{
		t: t, state: New(terms, 7), now: start, conn: map[string]int64{}, token: map[string]string{}, nth: map[string]int64{}, got: map[int64][]Send{},
		shut: map[int64]wire.CloseCode{}, gates: map[string]bool{}, binds: map[string][]Bound{}, peers: map[string]int64{},
	}
}

// do applies a command, checks the invariants and keeps the effects.
func (h *house) do(c Command) []Effect {
	h.t.Helper()
	before, err := json.Marshal(h.state)
	if err != nil {
		h.t.Fatal(err)
	}
	was := h.state
	after, effects := Apply(h.state, h.now, c)
	if now, _ := json.Marshal(was); string(now) != string(before) {
		h.t.Fatalf("%T changed the state it was given", c)
	}
	h.state, h.out = after, effects
	for _, e := range effects {
		h.note(e)
		h.checkChannels(&was, e)
	}
	h.check(was)
	return effects
}

func (h *house) note(e Effect) {
	switch e := e.(type) {
	case Send:
		if h.shut[e.Conn] != 0 {
			h.t.Errorf("%s sent to a closed connection", e.Message.Type())
		}
		if err := e.Message.Validate(); err != nil {
			h.t.Errorf("sent an invalid %s: %v", e.Message.Type(), err)
		}
		text, err := wire.Encode(wire.Frame{Message: e.Message})
		if err != nil || strings.Contains(string(text), ":null") {
			h.t.Errorf("sent %s (%v)", text, err)
		}
		if p := h.state.byConn(e.Conn); strings.HasPrefix(e.Message.Type(), "doc") && (p == nil || !p.In) {
			h.t.Errorf("%s sent to somebody who is not in", e.Message.Type())
		}
		h.got[e.Conn] = append(h.got[e.Conn], e)
	case Close:
		h.shut[e.Conn] = e.Code
	case Fact:
		h.facts = append(h.facts, e)
	case OpenPeer:
		h.peers[e.PID] = e.Peer
		for _, s := range sources {
			delete(h.gates, e.PID+string(s))
		}
		delete(h.binds, e.PID)
	case ClosePeer:
		if h.peers[e.PID] == e.Peer {
			delete(h.peers, e.PID)
			delete(h.binds, e.PID)
		}
	case Gate:
		h.gates[e.PID+string(e.Source)] = e.Open
	case Bind:
		h.binds[e.PID] = e.Slots
	}
}

// check is what must be true after every command.
func (h *house) check(was State) {
	h.t.Helper()
	s := h.state
	if d := s.Rev - was.Rev; d != 0 && d != 1 {
		h.t.Errorf("rev went from %d to %d", was.Rev, s.Rev)
	}
	if s.seated() > Seats {
		h.t.Errorf("%d are in", s.seated())
	}
	pids, conns := map[string]bool{}, map[int64]bool{}
	for _, p := range s.People {
		if pids[p.PID] || p.Session.Conn != 0 && conns[p.Session.Conn] {
			h.t.Errorf("%s is there twice", p.PID)
		}
		pids[p.PID], conns[p.Session.Conn] = true, true
		if s.Known[p.PID].Banned {
			h.t.Errorf("%s is banned and there", p.PID)
		}
		if h.peers[p.PID] != p.Media.Peer {
			h.t.Errorf("%s has peer %d, outside %d", p.PID, p.Media.Peer, h.peers[p.PID])
		}
		h.checkMedia(p)
	}
	if s.Ended != "" && len(s.People) > 0 {
		h.t.Errorf("people are in an ended room")
	}
}

// checkMedia compares what the SFU was told with what the rules say.
func (h *house) checkMedia(p *Person) {
	h.t.Helper()
	bound := h.binds[p.PID]
	if p.Media.Peer == 0 {
		return
	}
	if want := p.Media.bindings(); !slices.Equal(bound, want) && len(bound)+len(want) > 0 {
		h.t.Errorf("%s is bound to %v, should be %v", p.PID, bound, want)
	}
	seen := map[string]bool{}
	for _, slot := range bound {
		from := h.state.Person(slot.PID)
		switch key := slot.PID + string(slot.Source); {
		case !p.In:
			h.t.Errorf("%s waits and receives %s", p.PID, key)
		case from == nil || !from.In || from == p:
			h.t.Errorf("%s receives %s, who is not another one in", p.PID, key)
		case !sounds(indexOf(slot.Source)) && !p.takes(from):
			h.t.Errorf("%s receives %s and cannot show it", p.PID, key)
		case seen[key]:
			h.t.Errorf("%s receives %s twice", p.PID, key)
		default:
			seen[key] = true
		}
	}
	for i, source := range sources {
		open := h.gates[p.PID+string(source)]
		if s := p.Media.Sources[i]; open && (!p.In || s.Muted || s.MutedBy != "" || !s.Active) || open != h.state.forwarded(p, i) {
			h.t.Errorf("%s's %s is forwarded %v: in %v, %+v", p.PID, source, open, p.In, s)
		}
	}
}

func person(pid string, role wire.Role) Who {
	side := map[wire.Role]wire.Side{
		wire.RoleHost: wire.SideSupplier, wire.RoleGuest: wire.SideBuyer, wire.RoleInterpreter: wire.SideOffice, wire.RoleOfficer: wire.SideOffice,
	}[role]
	return Who{PID: pid, Name: "Name of " + pid, Role: role, Side: side, Company: "Company"}
}

func (h *house) ticket(pid string, role wire.Role) Join {
	h.conns++
	return Join{
		Conn: h.conns, Re: "1", Who: person(pid, role), Lang: "en", Terms: Terms{
			Room: "room", Number: "SW-2026-0042", StartsAt: h.state.Terms.StartsAt, EndsAt: h.state.Terms.EndsAt, As: h.now.UnixMilli(),
		},
		TicketID: fmt.Sprint("ticket", h.conns), TicketExp: h.now.Add(40 * time.Second).UnixMilli(),
		SID: fmt.Sprint("room.", h.conns), Token: fmt.Sprint("token", h.conns),
	}
}

// join brings a person to the door and keeps its connection if it was not refused.
func (h *house) join(pid string, role wire.Role, change ...func(*Join)) int64 {
	h.t.Helper()
	j := h.ticket(pid, role)
	for _, c := range change {
		c(&j)
	}
	h.do(j)
	if h.shut[j.Conn] == 0 {
		h.conn[pid], h.token[pid], h.nth[pid] = j.Conn, j.Token, 1
	}
	return j.Conn
}

func (h *house) resume(pid string) int64 {
	h.t.Helper()
	h.conns++
	next := fmt.Sprint("token", h.conns)
	h.do(Resume{Conn: h.conns, Re: "1", SID: h.sid(pid), Token: h.token[pid], Number: h.nth[pid], Next: next})
	if h.shut[h.conns] == 0 {
		h.conn[pid], h.token[pid] = h.conns, next
		h.nth[pid]++
	}
	return h.conns
}

func (h *house) sid(pid string) string {
	if p := h.state.Person(pid); p != nil {
		return p.Session.SID
	}
	return "room.gone"
}

// takeOver has the next process, of epoch 8, open the room from its snapshot; nobody is connected to it yet, and it has reported nothing.
func (h *house) takeOver() {
	h.t.Helper()
	data, err := h.state.Snapshot()
	if err != nil {
		h.t.Fatal(err)
	}
	if h.state, err = Restore(data, 8, h.now); err != nil {
		h.t.Fatal(err)
	}
	h.facts, h.peers, h.gates, h.binds = nil, map[string]int64{}, map[string]bool{}, map[string][]Bound{}
	h.do(Open{})
}

func (h *house) lose(pid string) { h.do(Lost{Conn: h.conn[pid]}) }

// say sends a request and is the code of its refusal, "" for ok.
func (h *house) say(pid string, m wire.Message) wire.ErrorCode {
	h.t.Helper()
	return h.sayAs(pid, fmt.Sprint("r", len(h.got[h.conn[pid]])), m)
}

func (h *house) sayAs(pid, id string, m wire.Message) wire.ErrorCode {
	h.t.Helper()
	if err := m.Validate(); err != nil {
		h.t.Fatalf("%s: %v", m.Type(), err)
	}
	conn := h.conn[pid]
	seen := len(h.got[conn])
	h.do(Said{Conn: conn, ID: id, Message: m})
	for _, s := range h.got[conn][seen:] {
		if s.Re != id {
			continue
		}
		if e, ok := s.Message.(*wire.Error); ok {
			return e.Code
		}
		return ""
	}
	return "no reply"
}

func (h *house) pass(d time.Duration) {
	h.now = h.now.Add(d)
	h.do(Tick{})
}

// last is the newest message of a type that a connection got, nil when there is none.
func last[M wire.Message](h *house, conn int64) M {
	for _, s := range slices.Backward(h.got[conn]) {
		if m, ok := s.Message.(M); ok {
			return m
		}
	}
	var none M
	return none
}

func count[M wire.Message](h *house, conn int64) int {
	n := 0
	for _, s := range h.got[conn] {
		if _, ok := s.Message.(M); ok {
			n++
		}
	}
	return n
}

// live is a room with a host and a guest who was admitted.
func live(t tester) *house {
	h := newHouse(t)
	h.join("host", wire.RoleHost)
	h.join("guest", wire.RoleGuest)
	h.say("guest", &wire.Knock{})
	h.say("host", &wire.LobbyAdmit{PID: "guest"})
	return h
}

func (h *house) standing(pid string) string {
	p := h.state.Person(pid)
	switch {
	case p == nil:
		return "gone"
	case !p.In:
		return "waiting"
	case p.Session.Interrupted:
		return "interrupted"
	}
	return "in"
}

func (h *house) kinds() string {
	var kinds []string
	for _, f := range h.facts {
		kinds = append(kinds, f.Kind)
	}
	return strings.Join(kinds, " ")
}
