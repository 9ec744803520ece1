package room

import "github.com/etradeoffice/portal/signaling/wire"

// stats adds what a client saw of its own call. Nobody's picture stands still for longer than the person is in.
func (t *turn) stats(p *Person, m *wire.Stats) *wire.Error {
	t.lossy = true
	p.Link.Detour = m.Detour
	p.Link.Freezes += m.Freezes
	p.Link.FrozenMS = min(p.Link.FrozenMS+m.FrozenMs, t.now-p.Link.Since)
	return nil
}
