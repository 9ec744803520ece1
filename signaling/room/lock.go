package room

import "github.com/etradeoffice/portal/signaling/wire"

// lock closes the room to people who have not been in; who waits already goes on waiting.
func (t *turn) lock(_ *Person, m *wire.Lock) *wire.Error {
	t.Locked = m.On
	return nil
}
