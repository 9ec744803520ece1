package room

import "github.com/etradeoffice/portal/signaling/wire"

// lobbyReturn sends somebody who is in back to the lobby; only an admission lets the person in again.
func (t *turn) lobbyReturn(by *Person, m *wire.LobbyReturn) *wire.Error {
	p := t.Person(m.PID)
	switch {
	case p == nil || !p.In:
		return refusal(wire.ErrNoSuchPerson)
	case p.mayAdmit() || !below(by, p):
		return refusal(wire.ErrForbidden)
	}
	t.unseat(p, "lobby")
	p.Seat.Returned = true
	record := t.Known[p.PID]
	record.Admitted = false
	t.Known[p.PID] = record
	t.fresh[p.PID] = 0
	return nil
}
