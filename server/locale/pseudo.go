package locale

import (
	"regexp"
	"strings"
)

// Two languages that nobody speaks, made of the English sentences for looking at pages: one shows what does not grow with
// its text and what is no sentence of web/locale, the other what does not turn round. Their names are Android's and CLDR's.
const (
	accented = "en-XA" // "[Śéåŕçĥ one two]": letters with accents, 40 % longer
	mirrored = "ar-XB" // written from right to left
)

// Pseudo are the languages that AddPseudo adds.
var Pseudo = []string{accented, mirrored}

// AddPseudo makes the pseudo-languages. It comes before the first question.
func (t *Texts) AddPseudo() {
	for _, lang := range Pseudo {
		t.langs[lang] = t.langs[Langs[0]].through(disguises[lang])
	}
}

// Speaks reports whether pages can be drawn in a language: one of Langs, or a pseudo-language that was added.
func (t *Texts) Speaks(lang string) bool { return t.langs[lang] != nil }

var disguises = map[string]disguise{accented: {accent, lengthen}, mirrored: {mirror, func(s string) string { return s }}}

// disguise changes the words of a sentence and then the sentence.
type disguise struct {
	words    func(string) string
	sentence func(whole string) string
}

// through is every sentence in a disguise; the places in it stay.
func (s *sentences) through(d disguise) *sentences {
	made := newSentences()
	for key, text := range s.plain {
		made.plain[key] = d.sentence(d.around(text))
	}
	for key, p := range s.patterns {
		made.patterns[key] = d.pattern(p)
	}
	for key, forms := range s.plurals {
		made.plurals[key] = map[string]pattern{}
		for form, p := range forms {
			made.plurals[key][form] = d.pattern(p)
		}
	}
	return made
}

func (d disguise) pattern(p pattern) pattern {
	made := pattern{texts: make([]string, len(p.texts)), places: p.places}
	for i, text := range p.texts {
		made.texts[i] = d.around(text)
	}
	whole := d.sentence(strings.Join(made.texts, ""))
	if before, after, found := strings.Cut(whole, strings.Join(made.texts, "")); found {
		last := len(made.texts) - 1
		made.texts[0] = before + made.texts[0]
		made.texts[last] += after
	}
	return made
}

// fixed is what a program reads: {places} of scripts, addresses, and language tags.
var fixed = regexp.MustCompile(`\{\w+\}|\S+@\S+|https?://\S+|^[a-z]{2}$`)

// around changes all but what is fixed.
func (d disguise) around(text string) string {
	var b strings.Builder
	at := 0
	for _, found := range fixed.FindAllStringIndex(text, -1) {
		b.WriteString(d.words(text[at:found[0]]) + text[found[0]:found[1]])
		at = found[1]
	}
	return b.String() + d.words(text[at:])
}

var accents = strings.NewReplacer(
	"a", "å", "b", "ƀ", "c", "ç", "d", "đ", "e", "é", "f", "ƒ", "g", "ĝ", "h", "ĥ", "i", "î", "j", "ĵ", "k", "ķ", "l", "ļ", "m", "ɱ",
	"n", "ñ", "o", "ö", "p", "þ", "q", "ʠ", "r", "ŕ", "s", "š", "t", "ţ", "u", "û", "v", "ṽ", "w", "ŵ", "x", "ẋ", "y", "ý", "z", "ž",
	"A", "Å", "B", "Ɓ", "C", "Ç", "D", "Đ", "E", "É", "F", "Ƒ", "G", "Ĝ", "H", "Ĥ", "I", "Î", "J", "Ĵ", "K", "Ķ", "L", "Ļ", "M", "Ṁ",
	"N", "Ñ", "O", "Ö", "P", "Þ", "Q", "Ǫ", "R", "Ŕ", "S", "Š", "T", "Ţ", "U", "Û", "V", "Ṽ", "W", "Ŵ", "X", "Ẋ", "Y", "Ý", "Z", "Ž",
)

func accent(text string) string { return accents.Replace(text) }

// padding is what makes a sentence longer, in words as they are in longer languages.
var padding = strings.Fields("one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty")

// lengthen adds 40 % and marks where the sentence begins and ends.
func lengthen(text string) string {
	letters := len([]rune(text))
	if letters < 3 {
		return text
	}
	longer := text
	for i := 0; len([]rune(longer))*10 < letters*14; i++ {
		longer += " " + padding[i%len(padding)]
	}
	return "[" + longer + "]"
}

const (
	rightToLeftMark     = "\u200f"
	rightToLeftOverride = "\u202e"
	popDirection        = "\u202c"
)

var letters = regexp.MustCompile(`\pL+`)

// mirror makes every word one that is written from right to left.
func mirror(text string) string {
	return letters.ReplaceAllString(text, rightToLeftMark+rightToLeftOverride+"$0"+popDirection+rightToLeftMark)
}
