package locale

import (
	"fmt"
	"regexp"
	"strings"
)

// pattern is a sentence with places to fill in: text, place, text, place, text. go-i18n would execute a template for it.
type pattern struct {
	texts  []string // one more than places
	places []ending
}

// ending is a place with what goes by the sound of its value: a Korean particle, after what closes the place.
type ending struct {
	name, closing string
	particle
}

var place = regexp.MustCompile(`\{\{\s*\.(\w+)\s*\}\}`)

// patternOf takes a sentence apart; it refuses a place that says more than a name.
func patternOf(sentence string) (pattern, error) {
	var p pattern
	at := 0
	for _, found := range place.FindAllStringSubmatchIndex(sentence, -1) {
		p.texts = append(p.texts, sentence[at:found[0]])
		e := ending{name: sentence[found[2]:found[3]]}
		var rest string
		e.closing, e.particle, rest = particleOf(sentence[found[1]:])
		p.places = append(p.places, e)
		at = len(sentence) - len(rest)
	}
	p.texts = append(p.texts, sentence[at:])
	if strings.Contains(strings.Join(p.texts, ""), "{{") {
		return pattern{}, fmt.Errorf("a place of %q is more than a name", sentence)
	}
	return p, nil
}

// fill puts the values of key, value pairs into their places. One without a value reads as html/template writes it,
// which the page test refuses.
func (p pattern) fill(args []any) string {
	if len(p.places) == 0 {
		return p.texts[0]
	}
	var b strings.Builder
	for i, at := range p.places {
		b.WriteString(p.texts[i])
		from := b.Len()
		value, ok := argument(args, at.name)
		if text, isText := value.(string); isText {
			b.WriteString(text)
		} else if ok {
			fmt.Fprint(&b, value)
		} else {
			b.WriteString("<no value>")
		}
		if at.written != "" {
			word := b.String()[from:]
			b.WriteString(at.closing + at.after(word))
		}
	}
	b.WriteString(p.texts[len(p.places)])
	return b.String()
}

func argument(args []any, name string) (any, bool) {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == name {
			return args[i+1], args[i+1] != nil
		}
	}
	return nil, false
}
