package locale

import (
	"fmt"
	"regexp"
	"strings"
)

// pattern is a sentence with places to fill in: text, place, text, place, text. go-i18n would execute a template for it.
type pattern struct {
	texts  []string // one more than places
	places []string
}

var place = regexp.MustCompile(`\{\{\s*\.(\w+)\s*\}\}`)

// patternOf takes a sentence apart; false when a place in it says more than a name.
func patternOf(sentence string) (pattern, bool) {
	var p pattern
	at := 0
	for _, found := range place.FindAllStringSubmatchIndex(sentence, -1) {
		p.texts = append(p.texts, sentence[at:found[0]])
		p.places = append(p.places, sentence[found[2]:found[3]])
		at = found[1]
	}
	p.texts = append(p.texts, sentence[at:])
	return p, !strings.Contains(strings.Join(p.texts, ""), "{{")
}

// fill puts the values of key, value pairs into their places; false when one has none.
func (p pattern) fill(args []any) (string, bool) {
	var b strings.Builder
	for i, name := range p.places {
		value, ok := argument(args, name)
		if !ok {
			return "", false
		}
		b.WriteString(p.texts[i])
		if text, ok := value.(string); ok {
			b.WriteString(text)
		} else {
			fmt.Fprint(&b, value)
		}
	}
	b.WriteString(p.texts[len(p.places)])
	return b.String(), true
}

func argument(args []any, name string) (any, bool) {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == name {
			return args[i+1], args[i+1] != nil
		}
	}
	return nil, false
}
