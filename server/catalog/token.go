package catalog

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Weight classes of a token in a document; a tsvector keeps the class on the position, so each class has its own.
const (
	inName  = "1A"
	inClass = "2B" // category, HS code, keywords, company
	inText  = "3C"
)

// A document collects the tokens of one product.
type document map[string][]string // token: positions

func (d document) add(position string, texts ...string) {
	for _, text := range texts {
		for _, token := range tokens(text) {
			if !slices.Contains(d[token], position) {
				d[token] = append(d[token], position)
			}
		}
	}
}

// vector is the document as the text form of a tsvector: 'laser':1A,3C '레이':1A.
func (d document) vector() string {
	parts := make([]string, 0, len(d))
	for token, positions := range d {
		slices.Sort(positions)
		parts = append(parts, quote(token)+":"+strings.Join(positions, ","))
	}
	slices.Sort(parts)
	return strings.Join(parts, " ")
}

// only is what of the document stands at one position.
func (d document) only(position string) document {
	part := document{}
	for token, positions := range d {
		if slices.Contains(positions, position) {
			part[token] = []string{position}
		}
	}
	return part
}

// tokens are what a text is found by: words of Latin, Cyrillic and other letters with spaces between them, folded, and
// for Hangul, Han and Kana every character and every pair of neighbours. A word joined from parts (LV-Q1600, 9018.90)
// is there whole and in parts.
func tokens(text string) []string {
	var found []string
	for _, word := range split(text) {
		if word.script == bigrams {
			found = append(found, word.singles()...)
			found = append(found, word.pairs()...)
			continue
		}
		found = append(found, string(word.letters))
	}
	return append(found, joined(text)...)
}

// quoting makes a token one of the text form of a tsvector or a tsquery.
var quoting = strings.NewReplacer(`'`, `''`, `\`, `\\`)

func quote(token string) string { return "'" + quoting.Replace(token) + "'" }

// longestWord is in characters; the rest of a longer one is not looked for.
const longestWord = 64

type script int

const (
	none script = iota
	spaced
	bigrams
)

type word struct {
	script  script
	letters []rune
}

func (w word) singles() []string {
	found := make([]string, len(w.letters))
	for i, r := range w.letters {
		found[i] = string(r)
	}
	return found
}

func (w word) pairs() []string {
	var found []string
	for i := 0; i+1 < len(w.letters); i++ {
		found = append(found, string(w.letters[i:i+2]))
	}
	return found
}

// split cuts a text into runs of one script, folded: NFKC, lower case, marks off Latin letters.
func split(text string) []word {
	var words []word
	last := none
	for _, r := range norm.NFKC.String(text) {
		r = fold(r)
		kind := scriptOf(r)
		if kind == none {
			last = none
			continue
		}
		if kind != last {
			words = append(words, word{script: kind})
			last = kind
		}
		end := &words[len(words)-1]
		if len(end.letters) < longestWord {
			end.letters = append(end.letters, r)
		}
	}
	return words
}

// joined are the codes of a text, written as one word: LV-Q1600 is lvq1600, 9018.90 is 901890. Only words with a digit
// are codes.
func joined(text string) []string {
	var found []string
	for _, field := range strings.Fields(norm.NFKC.String(text)) {
		parts := split(field)
		whole, digit := strings.Builder{}, false
		for _, part := range parts {
			if part.script != spaced {
				whole.Reset()
				break
			}
			whole.WriteString(string(part.letters))
			digit = digit || slices.ContainsFunc(part.letters, unicode.IsDigit)
		}
		if len(parts) > 1 && digit && whole.Len() > 0 {
			found = append(found, whole.String())
		}
	}
	return found
}

// plain are Latin letters that no decomposition reduces to a letter without its mark.
var plain = map[rune]rune{'đ': 'd', 'ø': 'o', 'ł': 'l', 'ı': 'i', 'ß': 's', 'æ': 'a', 'œ': 'o'}

func fold(r rune) rune {
	r = unicode.ToLower(r)
	if bare, ok := plain[r]; ok {
		return bare
	}
	if r < 0x80 || !unicode.Is(unicode.Latin, r) {
		return r
	}
	if parts := []rune(norm.NFD.String(string(r))); len(parts) > 1 {
		return parts[0]
	}
	return r
}

func scriptOf(r rune) script {
	switch {
	case unicode.In(r, unicode.Hangul, unicode.Han, unicode.Hiragana, unicode.Katakana):
		return bigrams
	case unicode.IsLetter(r), unicode.IsDigit(r):
		return spaced
	}
	return none
}

// asDocument is everything that a product is found by.
func asDocument(p Product, maker Maker) document {
	d := document{}
	d.add(inName, values(p.Name)...)
	d.add(inName, p.SKU)
	d.add(inClass, p.Category, p.HS6, p.HSCode(), p.GTIN)
	d.add(inClass, values(maker.Name)...)
	d.add(inClass, values(maker.Line)...)
	for _, words := range p.Keywords {
		d.add(inClass, words...)
	}
	d.add(inText, values(p.Short)...)
	d.add(inText, values(p.Long)...)
	for _, spec := range p.Specs {
		d.add(inText, values(spec.Value)...)
	}
	for _, c := range p.Certs {
		d.add(inText, c.Scheme)
	}
	return d
}

func values(of Texts) []string {
	found := make([]string, 0, len(of))
	for _, text := range of {
		found = append(found, text)
	}
	return found
}
