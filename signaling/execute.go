package signaling

import (
	"time"

	"github.com/etradeoffice/portal/signaling/control"
	"github.com/etradeoffice/portal/signaling/room"
	"github.com/etradeoffice/portal/signaling/socket"
	"github.com/etradeoffice/portal/signaling/wire"
)

// execute carries out what the room has decided, on the room's goroutine. Nothing here waits.
func (l *live) execute(effects []room.Effect) {
	for _, e := range effects {
		switch e := e.(type) {
		case room.Send:
			if c := l.conn(e.Conn); c != nil {
				c.Send(wire.Head{Re: e.Re, Epoch: l.epoch}, e.Message, classOf[e.Class], keyOf(e.Message))
			}
		case room.Close:
			if c := l.conn(e.Conn); c != nil {
				c.Close(e.Code)
			}
		case room.Fact:
			l.server.facts.add(l.fact(e))
		case room.Save:
			l.soil()
		case room.Done: // watch does the rest when the goroutine has ended
		default:
			l.steer(e)
		}
	}
}

var classOf = map[room.Class]socket.Class{room.Normal: socket.Normal, room.Lossy: socket.Lossy, room.Critical: socket.Critical}

// keyOf names which lossy message a later one replaces.
func keyOf(m wire.Message) string {
	if q, ok := m.(*wire.Quality); ok {
		return "quality " + q.PID
	}
	return m.Type()
}

func (l *live) fact(f room.Fact) control.Fact {
	return control.Fact{
		Room: l.id, Epoch: l.epoch, N: f.N, At: time.UnixMilli(f.At).UTC(), Kind: f.Kind, Participant: f.Participant,
		Role: string(f.Role), Side: string(f.Side), Reason: f.Reason, Score: f.Score, Link: linkOf(f.Link), OverlapMS: f.OverlapMS,
	}
}

// steer does what concerns media.
func (l *live) steer(e room.Effect) {
	switch e := e.(type) {
	case room.OpenPeer:
		l.openPeer(e.PID, e.Peer)
	case room.ClosePeer:
		l.closePeer(e.PID, e.Peer)
	case room.CutRelay:
		if l.server.Turn != nil {
			l.server.Turn.Revoke(l.id, e.PID)
		}
	case room.GiveOffer:
		if p := l.peer(e.PID, e.Peer); p != nil {
			p.do(task{neg: e.Neg, sdpz: e.SDPZ})
		}
	case room.GiveCandidate:
		if p := l.peer(e.PID, e.Peer); p != nil {
			p.do(task{candidate: e.Candidate})
		}
	case room.Bind:
		if p := l.peer(e.PID, e.Peer); p != nil {
			p.bind(e.Slots)
		}
	case room.Gate:
		if p := l.peer(e.PID, e.Peer); p != nil {
			p.gate(e.Source, e.Open)
		}
	}
}
