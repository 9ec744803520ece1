package catalog

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// question is what somebody typed, as terms that must each be found. A term is part of a tsquery.
type question struct {
	terms []term
}

type term struct {
	query string
	typed string // as folded words, for the sentence about what was not found
	known bool   // a phrase of the lexicon

	groups []int // of the lexicon that it is in
}

// mostTerms of a search that a person types; more only costs time.
const mostTerms = 24

// codeForm is a customs code with its dot, alone or behind the name of the list: 9018.90, hs9018.90. Without it, it is one word.
var codeForm = regexp.MustCompile(`(?i)\b(?:hs)?([0-9]{4})\.([0-9]{2})(?:\b|\.)`)

// ask reads a typed text: phrases of the lexicon become any of their synonyms, other words their beginnings, and
// Hangul, Han and Kana pairs of neighbours.
func (l *lexicon) ask(text string) question {
	var a question
	text = codeForm.ReplaceAllString(text, "$1$2")
	for words := split(text); len(words) > 0 && len(a.terms) < mostTerms; {
		if n, groups := l.longestPhrase(words); n > 0 {
			a.add(term{query: either([]string{l.anyOf(groups), beginning(words[:n])}), typed: spelt(words[:n]), known: true, groups: groups})
			words = words[n:]
			continue
		}
		w := words[0]
		words = words[1:]
		switch {
		case w.script == bigrams:
			a.terms = append(a.terms, l.parts(w)...)
		case !isSmall(string(w.letters)) || (len(words) == 0 && len(a.terms) == 0):
			a.addWord(string(w.letters), l)
		}
	}
	if len(a.terms) > mostTerms {
		a.terms = a.terms[:mostTerms]
	}
	return a
}

func (a *question) add(t term) { a.terms = append(a.terms, t) }

// addWord asks for a word. A name with a number behind it, iso13485, is also looked for as two, since that is how most write it:
// (whole or name) and (whole or number) is the whole, or both.
func (a *question) addWord(typed string, l *lexicon) {
	name, number := nameAndNumber(typed)
	if number == "" {
		a.add(term{query: forms(typed), typed: typed, known: l.words.has(typed)})
		return
	}
	whole := forms(typed)
	if !isSmall(name) {
		a.add(term{query: either([]string{whole, quote(name)}), typed: name, known: l.words.has(name)})
	}
	a.add(term{query: either([]string{whole, forms(number)}), typed: number})
}

// nameAndNumber cuts a word before its first digit; the number is empty where none follows on two letters or more.
func nameAndNumber(word string) (name, number string) {
	at := strings.IndexFunc(word, unicode.IsDigit)
	if at < 0 || utf8.RuneCountInString(word[:at]) < 2 {
		return word, ""
	}
	return word[:at], word[at:]
}

// parts cuts a word without spaces into known words and the rest between them. A particle at its end is no part.
func (l *lexicon) parts(w word) []term {
	var terms []term
	var rest []rune
	flush := func() {
		if len(rest) > 1 || (len(rest) == 1 && len(terms) == 0) {
			whole := word{bigrams, rest}
			terms = append(terms, term{query: either([]string{exactly([]word{whole}), exactly([]word{{bigrams, []rune(bare(string(rest)))}})}), typed: string(rest)})
		}
		rest = nil
	}
	letters := w.letters
	for len(letters) > 0 {
		n, groups := l.longestStart(letters)
		if n == 0 {
			rest = append(rest, letters[0])
			letters = letters[1:]
			continue
		}
		flush()
		part := word{bigrams, letters[:n]}
		terms = append(terms, term{query: either([]string{l.anyOf(groups), exactly([]word{part})}), typed: string(part.letters), known: true, groups: groups})
		letters = letters[n:]
	}
	if len(terms) > 0 && slices.Contains(koreanEndings, string(rest)) {
		return terms
	}
	flush()
	return terms
}

// all is the tsquery that asks for all of the terms.
func all(terms []term) string {
	queries := make([]string, len(terms))
	for i, t := range terms {
		queries[i] = t.query
	}
	return strings.Join(queries, " & ")
}

// forms asks for the beginning of a word, and for the word without its ending. Of a customs code with national digits
// the first six count.
func forms(typed string) string {
	ways := []string{quote(typed) + ":*"}
	if short := stem(typed); short != typed {
		ways = append(ways, quote(short)+":*")
	}
	const national = 7
	if len(typed) >= national && strings.IndexFunc(typed, func(r rune) bool { return !unicode.IsDigit(r) }) < 0 {
		ways = append(ways, quote(typed[:6]))
	}
	return either(ways)
}

// exactly asks for all of the words as they are.
func exactly(words []word) string {
	var needed []string
	for _, w := range words {
		switch {
		case w.script == spaced:
			if !isSmall(string(w.letters)) || len(words) == 1 {
				needed = append(needed, quote(string(w.letters)))
			}
		case len(w.letters) == 1:
			needed = append(needed, quote(string(w.letters)))
		default:
			for _, pair := range w.pairs() {
				needed = append(needed, quote(pair))
			}
		}
	}
	if len(needed) == 1 {
		return needed[0]
	}
	return "(" + strings.Join(needed, " & ") + ")"
}

// beginning is exactly, with letters of the last word still missing.
func beginning(words []word) string {
	last := words[len(words)-1]
	if last.script != spaced {
		return exactly(words)
	}
	ending := forms(string(last.letters))
	if len(words) == 1 {
		return ending
	}
	return "(" + exactly(words[:len(words)-1]) + " & " + ending + ")"
}

func either(ways []string) string {
	ways = slices.Compact(slices.DeleteFunc(ways, func(way string) bool { return way == "" || way == "()" }))
	if len(ways) == 1 {
		return ways[0]
	}
	return "(" + strings.Join(ways, " | ") + ")"
}

func spelt(words []word) string {
	parts := make([]string, len(words))
	for i, w := range words {
		parts[i] = string(w.letters)
	}
	return strings.Join(parts, " ")
}
