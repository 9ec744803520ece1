package room

import "github.com/etradeoffice/portal/signaling/wire"

// bye: the person leaves by itself. Its reply goes out before the connection closes.
func (t *turn) bye(p *Person, _ *wire.Bye) *wire.Error {
	t.dismiss(p, wire.CloseCode(1000), wire.EndLeft, "")
	return nil
}
