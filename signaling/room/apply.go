package room

import (
	"slices"
	"time"

	"github.com/etradeoffice/portal/signaling/wire"
)

// Command is something that happens to a room: a client's word, a lost socket, news of media, an order of the portal, time.
type Command interface{ apply(t *turn) }

// turn is the work of one command.
type turn struct {
	*State
	now   int64
	out   []Effect
	fresh map[string]int64 // pids that get everything anew (new connection, just come in or sent back), with the last chat number they hold
	lossy bool             // nothing that the next process needs has changed
}

// Apply is the room after a command, and what is to be done. It reads no clock, knows no randomness and touches nothing outside; the
// same commands give the same room again. The time must not run backwards; if it does, it stands.
func Apply(before State, now time.Time, c Command) (State, []Effect) {
	after := before.clone()
	t := &turn{State: &after, now: max(now.UnixMilli(), before.Clock.At), fresh: map[string]int64{}}
	t.passTime()
	if after.Ended == "" {
		c.apply(t)
	} else {
		t.afterEnd(c)
	}
	t.phase()
	t.settle(&before)
	return after, t.out
}

func (t *turn) do(e Effect) { t.out = append(t.out, e) }

// send sends to a person if there is a connection.
func (t *turn) send(p *Person, class Class, m wire.Message) {
	if p.Session.Conn != 0 {
		t.do(Send{Conn: p.Session.Conn, Class: class, Message: m})
	}
}

func (t *turn) fact(kind string, p *Person, reason string) {
	t.FactN++
	f := Fact{N: t.FactN, At: t.now, Kind: kind, Reason: reason, OverlapMS: t.Clock.Overlap}
	if p != nil {
		f.Participant, f.Role, f.Side = p.PID, p.Role, p.Side
	}
	if kind == FactQuality {
		f.Score, f.Link = p.Media.Quality.Score, p.Link
	}
	t.do(f)
}

// The kinds of facts; control.Fact explains them.
const (
	FactOpened  = "opened"
	FactJoined  = "joined"
	FactLeft    = "left"
	FactLive    = "live"
	FactTick    = "tick"
	FactQuality = "quality"
	FactWithout = "without"
	FactExtend  = "extend"
	FactEnded   = "ended"
)

// passTime does what became due since the last command.
func (t *turn) passTime() {
	if t.Clock.Both {
		t.Clock.Overlap += t.now - t.Clock.At
	}
	t.sumLinks(t.now - t.Clock.At)
	t.Clock.At = t.now
	for id, until := range t.Used {
		if until < t.now {
			delete(t.Used, id)
		}
	}
	for _, p := range slices.Clone(t.People) {
		if lost := p.Session.LostAt; lost != 0 {
			p.Session.Interrupted = p.Session.Interrupted || t.now >= lost+interruptAfter
			if t.now >= lost+leaveAfter {
				t.close(p, wire.CloseTicket)
				t.leave(p, "gone")
			}
		}
	}
	t.handedOver()
	if t.Clock.Tick != 0 && t.now >= t.Clock.Tick+tickEvery && t.seated() > 0 && t.Ended == "" {
		t.Clock.Tick = t.now
		t.fact(FactTick, nil, "")
		t.tellLinks()
	}
}

// phase moves the room through its life.
func (t *turn) phase() {
	if t.Ended == "" {
		t.measure()
		over := t.now >= t.Terms.EndsAt
		switch {
		case t.now >= t.Terms.EndsAt+grace:
			t.end(wire.EndTimeOver)
		case over && len(t.People) == 0:
			t.end(wire.EndEmpty)
		}
	}
	switch {
	case t.Ended != "":
		t.Phase = wire.PhaseEnding
		if t.now >= t.Clock.EndedAt+forgetAfter {
			t.do(Done{})
		}
	case t.now >= t.Terms.EndsAt:
		t.Phase = wire.PhaseOvertime
	case !t.Clock.Opened:
		t.Phase = wire.PhaseLobby
	case t.Clock.AloneFrom != 0 && t.now >= t.Clock.AloneFrom+unattendedAfter:
		t.Phase = wire.PhaseUnattended
	default:
		t.Phase = wire.PhaseLive
	}
}

// measure notes who is there: for the overlap of both principals and for rooms without anybody who may admit.
func (t *turn) measure() {
	var supplier, buyer, admitter bool
	for _, p := range t.People {
		if p.In && p.here() {
			supplier = supplier || p.Side == wire.SideSupplier
			buyer = buyer || p.Side == wire.SideBuyer
			admitter = admitter || p.mayAdmit()
		}
	}
	t.Clock.Both = supplier && buyer && t.hold() == wire.HoldNone
	t.Clock.Begun = t.Clock.Begun || t.Clock.Both
	if t.Clock.Both && !t.Clock.Live {
		t.Clock.Live = true
		t.fact(FactLive, nil, "")
	}
	if admitter {
		t.Clock.AloneFrom = 0
	} else if t.Clock.AloneFrom == 0 {
		t.Clock.AloneFrom = t.now
	}
}

// seat lets a person in.
func (t *turn) seat(p *Person) {
	p.In = true
	p.Seat, p.Link = Seat{Since: t.now}, Link{Since: t.now}
	t.count(p)
	t.fresh[p.PID] = 0
	record := t.Known[p.PID]
	record.Admitted = true
	t.Known[p.PID] = record
	for i, by := range record.MutedBy {
		if by != "" {
			p.Media.Sources[i].Muted, p.Media.Sources[i].MutedBy = true, by
		}
	}
	if !p.mayAdmit() {
		t.Clock.Opened = true
	}
	if t.Clock.Since == 0 {
		t.Clock.Since = t.now
	}
	if t.Clock.Tick == 0 {
		t.Clock.Tick = t.now
	}
}

// count tells the portal once an epoch that the person is in.
func (t *turn) count(p *Person) {
	if p.In && !p.Seat.Counted && p.Session.Conn != 0 {
		p.Seat.Counted = true
		t.fact(FactJoined, p, "")
	}
}

// unseat takes the person's seat, not the connection.
func (t *turn) unseat(p *Person, reason string) {
	if !p.In {
		return
	}
	if p.Seat.Counted {
		t.tellLink(p)
		t.fact(FactLeft, p, reason)
	}
	record := t.Known[p.PID]
	for i, s := range p.Media.Sources {
		record.MutedBy[i] = s.MutedBy
	}
	t.Known[p.PID] = record
	p.In = false
	p.Seat = Seat{}
	if t.Speaks == p.PID {
		t.Speaks = ""
	}
}

// leave forgets the person but for its record. The connection is the caller's.
func (t *turn) leave(p *Person, reason string) {
	t.unseat(p, reason)
	t.closePeer(p)
	t.do(CutRelay{PID: p.PID})
	t.People = slices.DeleteFunc(slices.Clone(t.People), func(q *Person) bool { return q == p })
}

// close closes the person's connection.
func (t *turn) close(p *Person, code wire.CloseCode) {
	if p.Session.Conn != 0 {
		t.do(Close{Conn: p.Session.Conn, Code: code})
		p.Session.Conn = 0
	}
}

// dismiss says farewell, closes and forgets.
func (t *turn) dismiss(p *Person, code wire.CloseCode, reason wire.EndReason, deny wire.DenyReason) {
	t.send(p, Critical, &wire.Farewell{Code: code, Reason: reason, Deny: deny})
	t.close(p, code)
	t.leave(p, string(reason))
}

func (t *turn) openPeer(p *Person) {
	t.closePeer(p)
	t.PeerN++
	p.Media.Peer, p.Media.Neg, p.Media.OfferAt, p.Media.Rung = t.PeerN, 0, 0, wire.RungNone
	p.Media.Sends, p.Media.Takes = "", nil
	for i := range p.Media.Sources {
		p.Media.Sources[i].Stopped = [3]bool{}
	}
	t.do(OpenPeer{PID: p.PID, Peer: t.PeerN})
}

func (t *turn) closePeer(p *Person) {
	if p.Media.Peer != 0 {
		t.do(ClosePeer{PID: p.PID, Peer: p.Media.Peer})
		p.Media.Peer, p.Media.Audible, p.Media.Loud = 0, false, false
	}
}
