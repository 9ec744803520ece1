package room

import "github.com/etradeoffice/portal/signaling/wire"

// remove puts somebody out of room or lobby, for good with ban.
func (t *turn) remove(by *Person, m *wire.Remove) *wire.Error {
	p := t.Person(m.PID)
	switch p {
	case nil:
		return refusal(wire.ErrNoSuchPerson)
	case by:
		return refusal(wire.ErrForbidden)
	}
	t.send(p, Critical, &wire.Removed{By: by.PID, Ban: m.Ban})
	t.expel(p, m.Ban, wire.EndRemoved)
	return nil
}

func (t *turn) expel(p *Person, ban bool, reason wire.EndReason) {
	t.dismiss(p, wire.CloseForbidden, reason, "")
	record := t.Known[p.PID]
	record.Admitted, record.Banned = false, ban
	t.Known[p.PID] = record
}

// Revoke is the portal's word that a person has no seat any more.
type Revoke struct{ PID string }

func (c Revoke) apply(t *turn) {
	if p := t.Person(c.PID); p != nil {
		t.expel(p, true, wire.EndRevoked)
		return
	}
	record := t.Known[c.PID]
	record.Admitted, record.Banned = false, true
	t.Known[c.PID] = record
}
