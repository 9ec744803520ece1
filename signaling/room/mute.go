package room

import "github.com/etradeoffice/portal/signaling/wire"

// mute silences a source of somebody; the client cannot lift it.
func (t *turn) mute(by *Person, m *wire.Mute) *wire.Error {
	p := t.Person(m.PID)
	switch {
	case p == nil || !p.In:
		return refusal(wire.ErrNoSuchPerson)
	case !below(by, p):
		return refusal(wire.ErrForbidden)
	}
	s := &p.Media.Sources[indexOf(m.Source)]
	s.Muted, s.MutedBy = true, by.PID
	t.send(p, Critical, &wire.MutedBy{By: by.PID, Source: m.Source})
	return nil
}

// unmuteAsk lifts a mute and asks the person, who alone decides to be heard again.
func (t *turn) unmuteAsk(by *Person, m *wire.UnmuteAsk) *wire.Error {
	p := t.Person(m.PID)
	switch {
	case p == nil || !p.In:
		return refusal(wire.ErrNoSuchPerson)
	case !below(by, p):
		return refusal(wire.ErrForbidden)
	}
	p.Media.Sources[indexOf(m.Source)].MutedBy = ""
	t.send(p, Normal, &wire.UnmuteAsked{By: by.PID, Source: m.Source})
	return nil
}
