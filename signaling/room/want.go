package room

import "github.com/etradeoffice/portal/signaling/wire"

// want notes which pictures the person would like; settle binds them.
func (t *turn) want(p *Person, m *wire.Want) *wire.Error {
	p.Media.Want = m
	return nil
}
