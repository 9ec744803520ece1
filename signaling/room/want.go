package room

import "github.com/etradeoffice/portal/signaling/wire"

// want notes which pictures the person would like; settle binds them. No wish and no lowband takes the wishes back.
func (t *turn) want(p *Person, m *wire.Want) *wire.Error {
	p.Media.Want = m
	if len(m.Slots) == 0 && !m.Lowband {
		p.Media.Want = nil
	}
	return nil
}
