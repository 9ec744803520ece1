package catalog

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// HSProposer proposes customs codes by what products are called. It does not change once made.
type HSProposer struct {
	known   []knownHS
	phrases []headed
	counts  map[string]int // published products of a code
}

// knownHS is a code of 4 or 6 digits with its words in one language.
type knownHS struct {
	code  string
	words []word
}

// headed is a phrase of a synonym with the heading that its group belongs to.
type headed struct {
	hs4   string
	words []word
}

// HSProposer is made of the tree, the synonyms and what is published now.
func (s *Service) HSProposer(ctx context.Context) (*HSProposer, error) {
	names, counts, err := s.hsKnown(ctx)
	if err != nil {
		return nil, err
	}
	groups, err := findSynonyms(ctx, s.db)
	if err != nil {
		return nil, err
	}
	return newHSProposer(names, counts, groups), nil
}

func newHSProposer(names map[string]Texts, counts map[string]int, groups []SynonymGroup) *HSProposer {
	p := &HSProposer{counts: counts}
	for _, code := range sortedKeys(names) {
		if len(code) < 4 {
			continue // a chapter is no kind of goods
		}
		for _, lang := range sortedKeys(names[code]) {
			p.known = append(p.known, knownHS{code, split(names[code][lang])})
		}
	}
	for _, code := range sortedKeys(counts) {
		if names[code] == nil && len(code) == 6 {
			p.known = append(p.known, knownHS{code: code})
		}
	}
	for _, group := range groups {
		if group.HS4 == "" {
			continue
		}
		for _, lang := range sortedKeys(group.Words) {
			for _, phrase := range group.Words[lang] {
				p.phrases = append(p.phrases, headed{group.HS4, split(phrase)})
			}
		}
	}
	return p
}

// Propose is a code of 6 digits that may be that of a product of this name, "" when nobody knows. The longest phrase of a synonym,
// or of the tree's own words, that the name says decides the heading; below it the code whose words the name says most of, then the
// one that most products have.
func (p *HSProposer) Propose(name Texts) string {
	var said [][]word
	for _, text := range name {
		said = append(said, split(text))
	}
	heading, longest := "", 0
	consider := func(code string, words []word) {
		if n := letters(words); n > longest && slices.ContainsFunc(said, func(has []word) bool { return hasWords(has, words) }) {
			heading, longest = code, n
		}
	}
	for _, phrase := range p.phrases {
		consider(phrase.hs4, phrase.words)
	}
	for _, known := range p.known {
		consider(known.code, known.words)
	}
	if len(heading) == 6 || heading == "" {
		return heading
	}
	best, most := "", -1
	for _, known := range p.known {
		if len(known.code) != 6 || !strings.HasPrefix(known.code, heading) {
			continue
		}
		n := 0
		for _, w := range known.words {
			if slices.ContainsFunc(said, func(has []word) bool { return hasWords(has, []word{w}) }) {
				n++
			}
		}
		if cmp.Or(cmp.Compare(n, most), cmp.Compare(p.counts[known.code], p.counts[best])) > 0 {
			best, most = known.code, n
		}
	}
	return best
}

// letters is how long a phrase is.
func letters(words []word) (n int) {
	for _, w := range words {
		n += len(w.letters)
	}
	return n
}
