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
	Number   int64  // which of the session's tokens that is; 0: none that this office made
	Next     string // the token for the next time, of the next number
	NewMedia bool
	LastChat int64
	ICE      []wire.ICEServer
}

func (c Resume) apply(t *turn) {
	p := t.bySID(c.SID)
	if p == nil || !p.Session.opens(c.Token, c.Number) {
		t.refuse(c.Conn, c.Re, wire.ErrSessionUnknown, wire.CloseTicket)
		return
	}
	t.close(p, wire.CloseTakenOver) // a half-dead connection of the same tab
	p.Session.Conn, p.Session.Token, p.Session.Before, p.Session.Heard = c.Conn, hash(c.Next), hash(c.Token), false
	p.Session.Number, p.Session.Restored = c.Number+1, false
	p.Session.LostAt, p.Session.Interrupted, p.Session.Silent = 0, false, false
	anew := c.NewMedia || p.Media.Peer == 0
	if anew {
		t.openPeer(p)
	}
	t.count(p)
	t.welcome(p, c.Re, c.Next, true, anew, c.ICE)
	t.fresh[p.PID] = c.LastChat
}

// opens reports whether this token resumes the session: the newest, or the one before while nobody knows that the newest has arrived. After a takeover any
// counts that is not older than the newest saved: the process before may have told it and gone before it was saved.
func (s *Session) opens(token string, number int64) bool {
	if s.Restored && number > 0 && number >= s.Number {
		return true
	}
	given := []byte(hash(token))
	newest := subtle.ConstantTimeCompare([]byte(s.Token), given)
	before := subtle.ConstantTimeCompare([]byte(s.Before), given)
	return newest|before == 1
}

// heard notes that the client has what the hello was answered with.
func (s *Session) heard() { s.Heard, s.Before = true, "" }
