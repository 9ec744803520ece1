package room

import "github.com/etradeoffice/portal/signaling/wire"

// extendFrom is how long before the agreed end more time may be asked for, in ms.
const extendFrom = 600_000

// Extension is how far the sides are with more time; the zero value is that nobody has asked.
type Extension struct {
	State wire.ExtensionState
	By    wire.Side
}

// extend notes a side's word on more time. When both have said yes, the portal is told: it knows whose time is free.
func (t *turn) extend(p *Person, m *wire.Extend) *wire.Error {
	if p.Side != wire.SideBuyer && p.Side != wire.SideSupplier {
		return refusal(wire.ErrForbidden)
	}
	asked := t.Extension.State == wire.ExtensionAsked
	switch {
	case !asked && !m.Yes:
	case !t.Clock.Begun || t.now < t.Terms.EndsAt-extendFrom:
		return refusal(wire.ErrUnavailable)
	case !asked && t.Extension.State != "" && t.Extension.State != wire.ExtensionDeclined:
		return refusal(wire.ErrUnavailable)
	case asked && m.Yes && p.Side != t.Extension.By:
		t.Extension.State = wire.ExtensionAgreed
		t.fact(FactExtend, p, "")
	case m.Yes:
		t.Extension = Extension{wire.ExtensionAsked, p.Side}
	case asked && p.Side == t.Extension.By:
		t.Extension = Extension{}
	case asked:
		t.Extension = Extension{wire.ExtensionDeclined, p.Side}
	}
	return nil
}

// Extend is the portal's answer to both sides' wish for more time: the new end in ms since 1970 UTC, or 0 when somebody is booked right after. The
// meeting is extended once; what is said again changes nothing.
type Extend struct{ EndsAt int64 }

func (c Extend) apply(t *turn) {
	switch {
	case t.Extension.State == wire.ExtensionGiven:
	case c.EndsAt == 0:
		t.Extension.State = wire.ExtensionRefused
	default:
		t.Extension.State = wire.ExtensionGiven
		t.Terms.EndsAt, t.Terms.As = max(c.EndsAt, t.Terms.EndsAt), t.now
	}
}

// askAgain tells the portal once more what both sides have agreed on: the process before may have ended without having its answer.
func (t *turn) askAgain() {
	if t.Extension.State == wire.ExtensionAgreed {
		t.fact(FactExtend, nil, "")
	}
}

// extension is what all who are in are told, nil as long as nobody has asked.
func (s *State) extension() *wire.Extension {
	if s.Extension == (Extension{}) {
		return nil
	}
	return &wire.Extension{State: s.Extension.State, By: s.Extension.By}
}
