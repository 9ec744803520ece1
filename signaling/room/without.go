package room

import "github.com/etradeoffice/portal/signaling/wire"

// Without is which sides have said that they start without their interpreter.
type Without struct{ Supplier, Buyer bool }

// startWithout notes a side's word. The portal hears whose it was.
func (t *turn) startWithout(p *Person, _ *wire.StartWithout) *wire.Error {
	said := &t.Alone.Buyer
	switch p.Side {
	case wire.SideBuyer:
	case wire.SideSupplier:
		said = &t.Alone.Supplier
	default:
		return refusal(wire.ErrForbidden)
	}
	if !*said && t.hold() != wire.HoldNone {
		*said = true
		t.fact(FactWithout, p, "")
	}
	return nil
}

// hold is whose word the room waits for while an interpreter without whom it does not start is not in.
func (s *State) hold() wire.Hold {
	if s.Clock.Begun || s.interpreted() {
		return wire.HoldNone
	}
	switch s.Alone {
	case Without{Supplier: true, Buyer: true}:
		return wire.HoldNone
	case Without{Supplier: true}:
		return wire.HoldBuyer
	case Without{Buyer: true}:
		return wire.HoldSupplier
	}
	return wire.HoldBoth
}

// Waits reports whether the start waits for an interpreter.
func (s State) Waits() bool { return s.hold() != wire.HoldNone }

// interpreted reports whether everybody who has to interpret is in.
func (s *State) interpreted() bool {
	for _, pid := range s.Terms.Interpreters {
		if p := s.Person(pid); pid != "" && (p == nil || !p.In) {
			return false
		}
	}
	return true
}
