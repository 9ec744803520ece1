package catalog

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// vocabulary is the words that products are named by, with how often.
type vocabulary struct {
	count   map[string]int
	order   []string // sorted
	letters [][]rune // of each in order, as nearest compares them
}

func newVocabulary(count map[string]int) vocabulary {
	v := vocabulary{count: count, order: sortedKeys(count)}
	v.letters = make([][]rune, len(v.order))
	for i, word := range v.order {
		v.letters[i] = []rune(norm.NFD.String(word))
	}
	return v
}

// Nearest is the one of some words that was probably meant by what is typed, "" when none is near.
func Nearest(typed string, words []string) string {
	count := map[string]int{}
	for _, word := range words {
		count[word] = 1
	}
	return newVocabulary(count).nearest(typed)
}

// most are the n words that are there most often.
func (v vocabulary) most(n int) []string {
	words := slices.Clone(v.order)
	slices.SortStableFunc(words, func(a, b string) int { return cmp.Compare(v.count[b], v.count[a]) })
	return words[:min(n, len(words))]
}

// has reports a word or the beginning of one.
func (v vocabulary) has(word string) bool {
	at, exact := slices.BinarySearch(v.order, word)
	return exact || (len([]rune(word)) >= 3 && at < len(v.order) && strings.HasPrefix(v.order[at], word))
}

// nearest is the word that was probably meant, "" when none is near: one slip in a word of four letters, two in one of
// seven. Hangul is compared by its letters (jamo), so that 레이져 is one slip from 레이저. The more frequent word wins.
func (v vocabulary) nearest(typed string) string {
	letters := []rune(norm.NFD.String(typed))
	var slips int
	switch {
	case len(letters) >= 7:
		slips = 2
	case len(letters) >= 4:
		slips = 1
	default:
		return ""
	}
	best, bestSlips := "", slips+1
	for i, known := range v.order {
		candidate := v.letters[i]
		if diff := len(candidate) - len(letters); diff > slips || -diff > slips {
			continue
		}
		if n := distance(letters, candidate, bestSlips); n < bestSlips || (n == bestSlips && best != "" && v.count[known] > v.count[best]) {
			best, bestSlips = known, n
		}
	}
	return best
}

// distance is the number of letters to insert, drop, change or swap with their neighbour (Damerau 1964, restricted);
// at least limit when it is not below it.
func distance(a, b []rune, limit int) int {
	before, above, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range above {
		above[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(above[j]+1, row[j-1]+1, above[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		if slices.Min(row) > limit {
			return limit + 1
		}
		before, above, row = above, row, before
	}
	return above[len(b)]
}

// corrected is the typed text with words that nothing is named by replaced by the nearest known ones; "" when there is
// nothing to replace.
func (l *lexicon) corrected(text string) string {
	var words []string
	changed := false
	for _, w := range split(text) {
		typed := string(w.letters)
		if l.words.count[typed] > 0 || isSmall(typed) || hasDigit(typed) {
			words = append(words, typed)
			continue
		}
		plainForm := typed
		if w.script == bigrams {
			plainForm = bare(typed)
		}
		near := l.words.nearest(plainForm)
		if near == "" || near == typed {
			words = append(words, typed)
			continue
		}
		changed = true
		words = append(words, near)
	}
	if !changed {
		return ""
	}
	return strings.Join(words, " ")
}

func hasDigit(word string) bool { return strings.ContainsAny(word, "0123456789") }
