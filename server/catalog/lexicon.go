package catalog

import (
	"maps"
	"slices"
	"strings"
)

// SynonymGroup is one meaning with the words for it in all languages.
type SynonymGroup struct {
	Name  string              // of the group, for officers: skin-laser
	HS4   string              // heading of HS 2022 that it belongs to; may be empty
	Words map[string][]string // language (BCP 47): words and short phrases
}

// lexicon finds the groups that a typed phrase belongs to. It does not change once made.
type lexicon struct {
	phrases map[string][]int // key of a phrase: groups
	asked   []string         // group: the part of a tsquery that asks for any of its words
	spoken  [][]Word         // group: its first word in each language
	groups  []SynonymGroup   // as they were given
	longest int              // words in the longest phrase
	hangul  map[string][]int // phrases of Hangul, Han and Kana without spaces: groups
	widest  int              // characters in the longest of those
	words   vocabulary       // all single words, to tell misspelt ones
}

// newLexicon makes it; named are the words of products' names with how often they are there.
func newLexicon(groups []SynonymGroup, named map[string]int) *lexicon {
	l := &lexicon{groups: groups, phrases: map[string][]int{}, hangul: map[string][]int{}}
	count := maps.Clone(named)
	if count == nil {
		count = map[string]int{}
	}
	for _, group := range groups {
		at := len(l.asked)
		var ways []string
		for _, lang := range sortedKeys(group.Words) {
			for _, text := range group.Words[lang] {
				words := split(text)
				if len(words) == 0 {
					continue
				}
				l.add(at, words)
				for _, w := range words {
					count[string(w.letters)]++
				}
				ways = append(ways, exactly(words))
			}
		}
		slices.Sort(ways)
		l.asked = append(l.asked, either(ways))
		l.spoken = append(l.spoken, firstWords(group))
	}
	l.words = newVocabulary(count)
	return l
}

func (l *lexicon) add(group int, words []word) {
	l.longest = max(l.longest, len(words))
	into := func(index map[string][]int, key string) {
		if !slices.Contains(index[key], group) {
			index[key] = append(index[key], group)
		}
	}
	into(l.phrases, phraseKey(words))
	if joined, ok := together(words); ok {
		into(l.hangul, joined)
		l.widest = max(l.widest, len([]rune(joined)))
	}
}

// phraseKey names a phrase in whatever grammatical form its words are.
func phraseKey(words []word) string {
	parts := make([]string, len(words))
	for i, w := range words {
		parts[i] = string(w.letters)
		if w.script == spaced {
			parts[i] = stem(parts[i])
		}
	}
	return strings.Join(parts, " ")
}

// together is a phrase of Hangul, Han and Kana without its spaces.
func together(words []word) (string, bool) {
	var joined strings.Builder
	for _, w := range words {
		if w.script != bigrams {
			return "", false
		}
		joined.WriteString(string(w.letters))
	}
	return joined.String(), true
}

// longestPhrase is the number of words from the first on that together are a phrase of the lexicon, and its groups.
func (l *lexicon) longestPhrase(words []word) (n int, groups []int) {
	for n := min(l.longest, len(words)); n > 0; n-- {
		if groups, ok := l.phrases[phraseKey(words[:n])]; ok {
			return n, groups
		}
		if joined, ok := together(words[:n]); ok {
			if groups, ok := l.hangul[joined]; ok {
				return n, groups
			}
		}
	}
	return 0, nil
}

// longestStart is the longest phrase without spaces at the beginning of letters, in characters, and its groups. One
// character alone is a word only where it is all there is.
func (l *lexicon) longestStart(letters []rune) (n int, groups []int) {
	for n := min(l.widest, len(letters)); n > 1; n-- {
		if groups, ok := l.hangul[string(letters[:n])]; ok {
			return n, groups
		}
	}
	return 0, nil
}

// anyOf asks for any word of any of the groups.
func (l *lexicon) anyOf(groups []int) string {
	ways := make([]string, len(groups))
	for i, group := range groups {
		ways[i] = l.asked[group]
	}
	return either(ways)
}

// Word is one word in its language (BCP 47).
type Word struct{ Lang, Text string }

func firstWords(group SynonymGroup) []Word {
	var first []Word
	for _, lang := range SynonymLanguages {
		if words := group.Words[lang]; len(words) > 0 {
			first = append(first, Word{lang, words[0]})
		}
	}
	return first
}

// also are the words that a question asks for beside those that were typed, each once.
func (l *lexicon) also(q question) []Word {
	var words []Word
	for _, t := range q.terms {
		for _, group := range t.groups {
			for _, word := range l.spoken[group] {
				same := func(w Word) bool { return w.Text == word.Text }
				if phraseKey(split(word.Text)) != phraseKey(split(t.typed)) && !slices.ContainsFunc(words, same) {
					words = append(words, word)
				}
			}
		}
	}
	return words
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
