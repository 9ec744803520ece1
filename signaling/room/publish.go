package room

import "github.com/etradeoffice/portal/signaling/wire"

// publishSet notes what the person sends. Who waits may say it too: it counts from the admission.
func (t *turn) publishSet(p *Person, m *wire.PublishSet) *wire.Error {
	s := &p.Media.Sources[indexOf(m.Source)]
	if s.MutedBy != "" && !m.Muted && m.Active {
		s.Active, s.Muted = true, true
		return refusal(wire.ErrHostMuted)
	}
	s.Active, s.Muted = m.Active, m.Muted
	return nil
}
