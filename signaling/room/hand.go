package room

import "github.com/etradeoffice/portal/signaling/wire"

// hand raises or lowers the person's hand; a hand that is up keeps its time.
func (t *turn) hand(p *Person, m *wire.HandSet) *wire.Error {
	switch {
	case !m.Up:
		p.Seat.Hand = 0
	case p.Seat.Hand == 0:
		p.Seat.Hand = t.now
	}
	return nil
}
