package room

import "github.com/etradeoffice/portal/signaling/wire"

// langSpeak notes which language the person speaks.
func (t *turn) langSpeak(p *Person, m *wire.LangSpeak) *wire.Error {
	p.Lang = m.Lang
	return nil
}
