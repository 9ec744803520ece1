package room

import "github.com/etradeoffice/portal/signaling/wire"

// knock puts the person into the queue; a second knock keeps the place. Who was let in before comes in by it at once, and not by the hello alone: a page
// connects while its reader still looks at their picture, and nobody is shown to others before they have asked to come in.
func (t *turn) knock(p *Person, m *wire.Knock) *wire.Error {
	if wait := pace(&p.Pace.Knocks, t.now, 60_000, 3); wait > 0 {
		return tooSoon(wait)
	}
	admitted := t.Known[p.PID].Admitted
	if t.Locked && !admitted && p.Seat.Knocked == 0 {
		return refusal(wire.ErrLocked)
	}
	if m.Lang != "" {
		p.Lang = m.Lang
	}
	if admitted {
		if t.seated() >= Seats {
			return refusal(wire.ErrFull)
		}
		t.seat(p)
		return nil
	}
	p.Seat.Note = m.Note
	if p.Seat.Knocked != 0 {
		return nil
	}
	p.Seat.Knocked = t.now
	for _, q := range t.People {
		if q.In && q.mayAdmit() {
			t.send(q, Normal, &wire.Knocked{PID: p.PID, Name: p.Name})
		}
	}
	return nil
}

// knockCancel takes the person out of the queue.
func (t *turn) knockCancel(p *Person, _ *wire.KnockCancel) *wire.Error {
	p.Seat.Knocked = 0
	return nil
}
