package room

import (
	"crypto/subtle"

	"github.com/etradeoffice/portal/signaling/wire"
)

// Resume is a hello that goes on with a session.
type Resume struct {
	Conn     int64
	Re       string
	SID      string
	Token    string // as the client gave it
	Next     string // the token for the next time
	NewMedia bool
	LastChat int64
	ICE      []wire.ICEServer
}

func (c Resume) apply(t *turn) {
	p := t.bySID(c.SID)
	if p == nil || subtle.ConstantTimeCompare([]byte(p.Session.Token), []byte(hash(c.Token))) != 1 {
		t.refuse(c.Conn, c.Re, wire.ErrSessionUnknown, wire.CloseTicket)
		return
	}
	t.close(p, wire.CloseTakenOver) // a half-dead connection of the same tab
	p.Session.Conn, p.Session.Token = c.Conn, hash(c.Next)
	p.Session.LostAt, p.Session.Interrupted, p.Session.Silent = 0, false, false
	anew := c.NewMedia || p.Media.Peer == 0
	if anew {
		t.openPeer(p)
	}
	t.count(p)
	t.welcome(p, c.Re, c.Next, true, anew, c.ICE)
	t.fresh[p.PID] = c.LastChat
}
