package page

import (
	"fmt"
	"html/template"
	"strings"
	"sync"
)

// partsKept is how many drawn parts are remembered since the older half was let go.
const partsKept = 8192

// keptParts are parts as they were drawn (whole, or with blanks), by all that they depend on.
type keptParts[T any] struct {
	mu         sync.Mutex
	young, old map[partKey]T
}

func newKeptParts[T any]() *keptParts[T] { return &keptParts[T]{young: map[partKey]T{}} }

type partKey struct{ lang, name, key string }

func (k *keptParts[T]) find(key partKey) (T, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	drawn, ok := k.young[key]
	if !ok {
		if drawn, ok = k.old[key]; ok {
			k.put(key, drawn)
		}
	}
	return drawn, ok
}

func (k *keptParts[T]) keep(key partKey, drawn T) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.put(key, drawn)
}

func (k *keptParts[T]) put(key partKey, drawn T) {
	if len(k.young) >= partsKept {
		k.young, k.old = map[partKey]T{}, k.young
	}
	k.young[key] = drawn
}

// once draws a part by the pen that draws the page, or gives what it has drawn for the same key in the same language. Without
// a key it always draws.
func (p *Pages) once(by *pen, lang, name, key string, data any) (template.HTML, error) {
	at := partKey{lang, name, key}
	if key != "" {
		if drawn, ok := p.drawn.find(at); ok {
			return drawn, nil
		}
	}
	var b strings.Builder
	if err := by.tmpl.ExecuteTemplate(&b, name, data); err != nil {
		return "", fmt.Errorf("draw %s: %w", name, err)
	}
	drawn := template.HTML(b.String())
	if key != "" {
		p.drawn.keep(at, drawn)
	}
	return drawn, nil
}
