package room

import (
	"slices"

	"github.com/etradeoffice/portal/signaling/wire"
)

// Late is the portal's word on who comes later: the whole list, in place of what it said before.
type Late struct{ People []wire.Latecomer }

func (c Late) apply(t *turn) { t.Late = slices.Clone(c.People) }

// latecomers are those who have not been in and do not stand at the door.
func (s *State) latecomers() []wire.Latecomer {
	awaited := []wire.Latecomer{}
	for _, one := range s.Late {
		p := s.Person(one.PID)
		here := p != nil && (p.In || p.Seat.Knocked != 0)
		if !here && !s.Known[one.PID].Admitted {
			awaited = append(awaited, one)
		}
	}
	return awaited
}

// tellLate tells everybody who is late when that has changed, and whoever is fresh when somebody is.
func (t *turn) tellLate(before *State, p *Person) {
	_, fresh := t.fresh[p.PID]
	if awaited := t.latecomers(); fresh && len(awaited) > 0 || !slices.Equal(awaited, before.latecomers()) {
		t.send(p, Normal, &wire.Late{People: awaited})
	}
}
