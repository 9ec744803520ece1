package room

import "github.com/etradeoffice/portal/signaling/wire"

// lobbyMessage carries a text between who waits and who may admit, and nobody else.
func (t *turn) lobbyMessage(p *Person, m *wire.LobbyMessage) *wire.Error {
	if wait := pace(&p.Pace.Chats, t.now, 10_000, 5); wait > 0 {
		return tooSoon(wait)
	}
	if p.In {
		return t.tellWaiting(p, m)
	}
	p.Seat.Said = m.Text
	for _, q := range t.People {
		if q.In && q.mayAdmit() {
			t.send(q, Normal, &wire.LobbySaid{PID: p.PID, Name: p.Name, Text: m.Text, At: t.now})
		}
	}
	return nil
}

func (t *turn) tellWaiting(p *Person, m *wire.LobbyMessage) *wire.Error {
	if !p.mayAdmit() {
		return refusal(wire.ErrForbidden)
	}
	to := t.Person(m.PID)
	if to == nil || to.In {
		return refusal(wire.ErrNoSuchPerson)
	}
	to.Seat.Told = m.Text
	return nil
}
