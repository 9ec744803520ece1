package page

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"time"
)

// A Piece is one of many things that a part draws nearly alike, such as the values of a facet and the cards of a list. The part is
// drawn once for each key and language with marks for the blanks, which are filled in each time: a page has a hundred pieces, and
// drawing one by a template is a dozen calls by reflection.
type Piece struct {
	Key    string                    // names all that the part shows but the blanks; empty: it is drawn each time
	Blanks []any                     // what it shows besides: a text, a number (int) or a calendar day (time.Time); in a link only what stands there for itself
	Part   func(blanks []string) any // what the part gets, with these texts for its blanks; an empty one is empty there too
}

// A form is a part that has been drawn for a key: what stands between its blanks, and which of them follows.
type form struct {
	between []string // one more than blanks
	blanks  []int
}

// markOf stands for a blank. No escaper changes it, and none is the beginning of another.
func markOf(n int) string { return "0blank" + strconv.Itoa(n) + "x" }

// formOf finds the marks of so many blanks in what was drawn with them.
func formOf(drawn string, blanks int) form {
	var f form
	for {
		at, first := len(drawn), -1
		for n := range blanks {
			if found := strings.Index(drawn, markOf(n)); found >= 0 && found < at {
				at, first = found, n
			}
		}
		f.between = append(f.between, drawn[:at])
		if first < 0 {
			return f
		}
		f.blanks = append(f.blanks, first)
		drawn = drawn[at+len(markOf(first)):]
	}
}

// inBlank writes a text as html/template does in elements and in quoted attributes.
var inBlank = strings.NewReplacer("\x00", "\uFFFD", `"`, "&#34;", "&", "&amp;", "'", "&#39;", "+", "&#43;", "<", "&lt;", ">", "&gt;")

func (f form) fill(into *strings.Builder, blanks []string) {
	for i, text := range f.between {
		into.WriteString(text)
		if i < len(f.blanks) {
			_, _ = inBlank.WriteString(into, blanks[f.blanks[i]]) // a builder takes everything
		}
	}
}

// each draws the pieces one after another.
func (p *Pages) each(by *pen, lang, name string, pieces []Piece) (template.HTML, error) {
	var b strings.Builder
	var blanks []string
	for _, piece := range pieces {
		var err error
		if blanks, err = p.written(blanks[:0], lang, piece.Blanks); err != nil {
			return "", fmt.Errorf("draw %s: %w", name, err)
		}
		if piece.Key == "" {
			if err := by.tmpl.ExecuteTemplate(&b, name, piece.Part(blanks)); err != nil {
				return "", fmt.Errorf("draw %s: %w", name, err)
			}
			continue
		}
		at := partKey{lang, name, piece.Key + emptyOf(blanks)}
		drawn, ok := p.forms.find(at)
		if !ok {
			var still strings.Builder
			if err := by.tmpl.ExecuteTemplate(&still, name, piece.Part(marksFor(blanks))); err != nil {
				return "", fmt.Errorf("draw %s: %w", name, err)
			}
			drawn = formOf(still.String(), len(blanks))
			p.forms.keep(at, drawn)
		}
		drawn.fill(&b, blanks)
	}
	return template.HTML(b.String()), nil
}

// written are blanks as texts in a language.
func (p *Pages) written(into []string, lang string, blanks []any) ([]string, error) {
	for _, blank := range blanks {
		switch blank := blank.(type) {
		case string:
			into = append(into, blank)
		case int:
			into = append(into, p.texts.Number(lang, int64(blank)))
		case time.Time:
			into = append(into, p.texts.Day(lang, blank))
		default:
			return nil, fmt.Errorf("a blank of a %T", blank)
		}
	}
	return into, nil
}

// emptyOf tells which blanks are empty, as a part may show something else then.
func emptyOf(blanks []string) string {
	var empty string
	for n, blank := range blanks {
		if blank == "" {
			empty += " no" + strconv.Itoa(n)
		}
	}
	return empty
}

func marksFor(blanks []string) []string {
	marks := make([]string, len(blanks))
	for n, blank := range blanks {
		if blank != "" {
			marks[n] = markOf(n)
		}
	}
	return marks
}
