package room

import "github.com/etradeoffice/portal/signaling/wire"

// lobbyAdmit lets one waiting person in, knocked or not.
func (t *turn) lobbyAdmit(_ *Person, m *wire.LobbyAdmit) *wire.Error {
	p := t.Person(m.PID)
	switch {
	case p == nil || p.In:
		return refusal(wire.ErrNoSuchPerson)
	case t.seated() >= Seats:
		return refusal(wire.ErrFull)
	}
	t.seat(p)
	return nil
}

// lobbyAdmitAll lets everyone in who has knocked, in the order of the queue, as far as there are seats.
func (t *turn) lobbyAdmitAll(_ *Person, _ *wire.LobbyAdmitAll) *wire.Error {
	for _, p := range t.queue() {
		if t.seated() >= Seats {
			return refusal(wire.ErrFull)
		}
		t.seat(p)
	}
	return nil
}
