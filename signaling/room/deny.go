package room

import "github.com/etradeoffice/portal/signaling/wire"

// lobbyDeny sends a waiting person away; the person may come again with another ticket.
func (t *turn) lobbyDeny(_ *Person, m *wire.LobbyDeny) *wire.Error {
	p := t.Person(m.PID)
	if p == nil || p.In {
		return refusal(wire.ErrNoSuchPerson)
	}
	t.dismiss(p, wire.CloseForbidden, wire.EndDenied, m.Reason)
	return nil
}
