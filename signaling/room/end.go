package room

import (
	"slices"

	"github.com/etradeoffice/portal/signaling/wire"
)

// endForAll is an officer's or host's end. The reply is sent before the connection closes.
func (t *turn) endForAll(by *Person, _ *wire.End) *wire.Error {
	t.end(wire.EndByHost)
	return nil
}

// End is the portal's end.
type End struct{ Reason wire.EndReason }

func (c End) apply(t *turn) { t.end(c.Reason) }

// Open is the first command of an epoch: this process has the room now.
type Open struct{}

func (Open) apply(t *turn) {
	t.fact(FactOpened, nil, "")
	t.askAgain()
}

// end tells all, closes media and sockets, and tells the portal.
func (t *turn) end(reason wire.EndReason) {
	for _, p := range slices.Clone(t.People) {
		t.dismiss(p, wire.CloseEnded, reason, "")
	}
	t.Ended, t.Clock.EndedAt, t.Clock.Both = reason, t.now, false
	t.fact(FactEnded, nil, string(reason))
}

// afterEnd answers who comes to a room that is over.
func (t *turn) afterEnd(c Command) {
	switch c := c.(type) {
	case Join:
		t.refuse(c.Conn, c.Re, wire.ErrEnded, wire.CloseEnded)
	case Resume:
		t.refuse(c.Conn, c.Re, wire.ErrEnded, wire.CloseEnded)
	}
}
