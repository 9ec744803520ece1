package signaling

import (
	"context"
	"sync"
	"time"

	"github.com/etradeoffice/portal/signaling/room"
	"github.com/etradeoffice/portal/signaling/ticket"
	"github.com/etradeoffice/portal/signaling/wire"
)

// orders remembers what the portal said about rooms that were not open, for as long as a ticket from before may still come.
type orders struct {
	mu sync.Mutex
	at map[order]time.Time
}

// portalOrder is what the portal asks for: the end of a room, with a participant the end of that seat, with an extension another end or none, who comes late, or a
// word to all.
type portalOrder struct {
	Room        string           `json:"room"`
	Participant string           `json:"participant,omitempty"`
	By          string           `json:"by,omitempty"` // of an end: "officer", "cancelled"
	Extend      *room.Extend     `json:"extend,omitempty"`
	Late        *room.Late       `json:"late,omitempty"`
	Says        *room.OfficeSays `json:"says,omitempty"`
}

// obey carries out an order if the room is here, or nowhere but saved; an end holds against tickets from before either way. *registry.Elsewhere when another
// node has the room.
func (s *Server) obey(ctx context.Context, o portalOrder) error {
	if o.Extend == nil && o.Late == nil && o.Says == nil {
		s.orders.give(order{o.Room, o.Participant}, s.Now())
	}
	l, err := s.find(ctx, o.Room)
	if err != nil || l == nil {
		return err
	}
	switch {
	case o.Extend != nil:
		l.room.Must(*o.Extend)
	case o.Late != nil:
		l.room.Must(*o.Late)
	case o.Says != nil:
		l.room.Must(*o.Says)
	case o.Participant != "":
		l.room.Must(room.Revoke{PID: o.Participant})
	case o.By == "cancelled":
		l.room.Must(room.End{Reason: wire.EndCancelled})
	default:
		l.room.Must(room.End{Reason: wire.EndByHost})
	}
	return nil
}

// order is the end of a room, or with a participant the end of that seat.
type order struct{ room, participant string }

const orderLife = ticket.Life + 2*ticket.Leeway

func (o *orders) give(of order, now time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.at == nil {
		o.at = map[order]time.Time{}
	}
	for old, at := range o.at {
		if now.Sub(at) > orderLife {
			delete(o.at, old)
		}
	}
	o.at[of] = now
}

// overruled is a ticket from before an order.
type overruled struct {
	code  wire.ErrorCode
	close wire.CloseCode
}

func (e *overruled) Error() string { return "the portal has overruled the ticket: " + string(e.code) }

// against is *overruled when a ticket that was made then does not count.
func (o *orders) against(room, participant string, made time.Time) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if at, ok := o.at[order{room, ""}]; ok && !made.After(at) {
		return &overruled{wire.ErrEnded, wire.CloseEnded}
	}
	if at, ok := o.at[order{room, participant}]; ok && !made.After(at) {
		return &overruled{wire.ErrBanned, wire.CloseForbidden}
	}
	return nil
}
