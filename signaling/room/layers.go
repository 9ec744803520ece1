package room

import "github.com/etradeoffice/portal/signaling/wire"

// Layers says which layers of a picture are of use to somebody, q, h, f in turn.
type Layers struct {
	PID    string
	Peer   int64
	Source wire.Source
	On     [3]bool
}

func (c Layers) apply(t *turn) {
	t.lossy = true
	p := t.peer(c.PID, c.Peer)
	if p == nil || c.Source != wire.SourceCamera && c.Source != wire.SourceScreen {
		return
	}
	s := &p.Media.Sources[indexOf(c.Source)]
	for i, on := range c.On {
		s.Stopped[i] = !on
	}
	t.send(p, Normal, layersWant(c.Source, *s))
}

// layers repeats on a new connection what the client may have missed.
func (t *turn) layers(p *Person) {
	for i, s := range p.Media.Sources {
		if s.Stopped != [3]bool{} {
			t.send(p, Normal, layersWant(sources[i], s))
		}
	}
}

func layersWant(source wire.Source, s Source) *wire.LayersWant {
	m := &wire.LayersWant{Source: source, Layers: []wire.Layer{}}
	for i, layer := range [...]wire.Layer{wire.LayerQuarter, wire.LayerHalf, wire.LayerFull} {
		if !s.Stopped[i] {
			m.Layers = append(m.Layers, layer)
		}
	}
	return m
}
