package catalog

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// HSEdition is the edition of the Harmonized System that codes are read in.
const HSEdition = "HS2022"

//go:embed hs.csv
var ownHS []byte

// ownHSNames are the chapters and headings of HS 2022 that the office has own words for, by code of 2, 4 or 6 digits.
var ownHSNames = sync.OnceValue(func() map[string]Texts {
	rows, err := csv.NewReader(bytes.NewReader(ownHS)).ReadAll()
	if err != nil {
		panic(fmt.Sprintf("hs.csv, which is part of the program: %v", err))
	}
	names := make(map[string]Texts, len(rows))
	for _, row := range rows[1:] {
		names[row[0]] = Texts{"en": row[1], "ko": row[2]}
	}
	return names
})

// HSName is what a code of HS 2022 stands for, in the office's own words; nil for one that it has no words for.
func HSName(code string) Texts { return ownHSNames()[code] }

// HSNode is a chapter (2 digits), heading (4) or subheading (6) with how many published products are under it.
type HSNode struct {
	Code string
	Name Texts // nil: nobody has given it words
	N    int
}

// Dotted is the code as people write it: 9018.90.
func (n HSNode) Dotted() string { return Dotted(n.Code) }

// HSPage is one place in the tree.
type HSPage struct {
	Node     HSNode   // zero at the root
	Trail    []HSNode // from the chapter to the parent
	Children []HSNode // by code
}

var hsForm = regexp.MustCompile(`^([0-9]{2}|[0-9]{4}|[0-9]{6})$`)

// HS is a place in the tree, "" the root; NotFound for a code that has neither a name nor products. Below a place stand
// the codes that have products, and those that are known.
func (s *Service) HS(ctx context.Context, code string) (HSPage, error) {
	names, counts, err := s.hsKnown(ctx)
	if err != nil {
		return HSPage{}, err
	}
	node := func(code string) HSNode { return HSNode{code, names[code], counts[code]} }
	found := HSPage{}
	if code != "" {
		if !hsForm.MatchString(code) || names[code] == nil && counts[code] == 0 {
			return HSPage{}, problem.New(problem.NotFound, "hs_unknown")
		}
		found.Node = node(code)
		for n := 2; n < len(code); n += 2 {
			found.Trail = append(found.Trail, node(code[:n]))
		}
	}
	below := func(other string) bool { return len(other) == len(code)+2 && strings.HasPrefix(other, code) }
	codes := map[string]bool{}
	for other := range names {
		codes[other] = codes[other] || below(other)
	}
	for other := range counts {
		codes[other] = codes[other] || below(other)
	}
	for _, other := range sortedKeys(codes) {
		if codes[other] {
			found.Children = append(found.Children, node(other))
		}
	}
	return found, nil
}

// hsShown is how many codes a lookup by words shows.
const hsShown = 40

// HSLookup are the codes that begin with what was typed, and those whose words have all of it: as it stands, or by the office's
// synonyms, which say it in the languages of the list and know headings.
func (s *Service) HSLookup(ctx context.Context, text string) ([]HSNode, error) {
	names, counts, err := s.hsKnown(ctx)
	if err != nil {
		return nil, err
	}
	words, err := s.lexicon(ctx)
	if err != nil {
		return nil, err
	}
	asked := words.askHS(text)
	digits := strings.ReplaceAll(text, ".", "")
	var found []HSNode
	for _, code := range sortedKeys(names) {
		if digits != "" && strings.HasPrefix(code, digits) || asked.meets(code, names[code]) {
			found = append(found, HSNode{code, names[code], counts[code]})
		}
	}
	slices.SortStableFunc(found, func(a, b HSNode) int { return b.N - a.N })
	return found[:min(len(found), hsShown)], nil
}

// hsAsked is what a code has to meet: each part in one of its ways.
type hsAsked []hsPart

type hsPart struct {
	ways     [][]word // words that a name has together
	headings []string
}

// askHS reads a typed text as a search does.
func (l *lexicon) askHS(text string) hsAsked {
	var asked hsAsked
	for _, t := range l.ask(text).terms {
		part := hsPart{ways: [][]word{split(t.typed)}}
		for _, group := range t.groups {
			if heading := l.groups[group].HS4; heading != "" {
				part.headings = append(part.headings, heading)
			}
			for _, said := range l.groups[group].Words {
				for _, way := range said {
					part.ways = append(part.ways, split(way))
				}
			}
		}
		asked = append(asked, part)
	}
	return asked
}

func (asked hsAsked) meets(code string, name Texts) bool {
	var has [][]word
	for _, text := range name {
		has = append(has, split(text))
	}
	return len(asked) > 0 && !slices.ContainsFunc(asked, func(part hsPart) bool { return !part.meets(code, has) })
}

func (part hsPart) meets(code string, names [][]word) bool {
	if slices.ContainsFunc(part.headings, func(heading string) bool { return strings.HasPrefix(code, heading) }) {
		return true
	}
	return slices.ContainsFunc(part.ways, func(way []word) bool {
		return slices.ContainsFunc(names, func(name []word) bool { return hasWords(name, way) })
	})
}

// hasWords reports whether every one of the words is, or begins, a word of a name.
func hasWords(has, words []word) bool {
	if len(words) == 0 {
		return false
	}
	return !slices.ContainsFunc(words, func(w word) bool {
		return !slices.ContainsFunc(has, func(h word) bool {
			if w.script == bigrams {
				return strings.Contains(string(h.letters), string(w.letters))
			}
			return strings.HasPrefix(string(h.letters), stem(string(w.letters)))
		})
	})
}

// keptHS is the imported list, as it was last read.
type keptHS struct {
	mu    sync.Mutex
	names map[string]Texts
	until time.Time
}

// hsKnown are the names of all codes, own words first, and how many products each has.
func (s *Service) hsKnown(ctx context.Context) (map[string]Texts, map[string]int, error) {
	if err := s.shelf.readAlong(ctx, s.db, s.now()); err != nil {
		return nil, nil, err
	}
	s.hs.mu.Lock()
	defer s.hs.mu.Unlock()
	if now := s.now(); s.hs.names == nil || !now.Before(s.hs.until) {
		names, err := findHS(ctx, s.db, HSEdition)
		if err != nil {
			return nil, nil, err
		}
		maps.Copy(names, ownHSNames())
		s.hs.names, s.hs.until = names, now.Add(wordsKept)
	}
	return s.hs.names, s.shelf.hsCounts(), nil
}

// hsLongest bounds a list that is imported, in bytes: all of HS 2022 in one language is 0.85 MB.
const hsLongest = 16 << 20

// ImportHS replaces the list of an edition by a CSV with the columns hscode, description (English) and, where it has
// them, descriptions in other languages of the pages (description_ko, description_de) and level; other columns are ignored. Sums (TOTAL) and the chapter 99 of national use are left out. A row
// that cannot be read refuses the whole list, with its line.
func (s *Service) ImportHS(ctx context.Context, edition string, list io.Reader) (int, error) {
	codes, err := readHS(io.LimitReader(list, hsLongest+1))
	if err != nil {
		return 0, err
	}
	err = s.db.Tx(ctx, func(tx postgres.Tx) error { return replaceHS(ctx, tx, edition, codes) })
	s.hs.mu.Lock()
	defer s.hs.mu.Unlock()
	s.hs.until = time.Time{}
	return len(codes), err
}

func readHS(list io.Reader) (map[string]Texts, error) {
	raw, err := io.ReadAll(list)
	if err != nil {
		return nil, fmt.Errorf("read the list: %w", err)
	}
	if len(raw) > hsLongest {
		return nil, fmt.Errorf("the list is longer than %d MB; HS 2022 has one", hsLongest>>20)
	}
	rows := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))))
	header, err := rows.Read()
	if err != nil {
		return nil, fmt.Errorf("the list has no header: %w", err)
	}
	at := map[string]int{}
	for i, name := range header {
		at[strings.ToLower(strings.TrimSpace(name))] = i
	}
	code, hasCode := at["hscode"]
	english, hasEnglish := at["description"]
	if !hasCode || !hasEnglish {
		return nil, errors.New("the header must name the columns hscode and description")
	}
	codes := map[string]Texts{}
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return codes, nil
		}
		if err != nil {
			return nil, fmt.Errorf("the list cannot be read: %w", err)
		}
		line, _ := rows.FieldPos(code)
		if row[code] == "TOTAL" || strings.HasPrefix(row[code], "99") {
			continue
		}
		if !hsForm.MatchString(row[code]) {
			return nil, fmt.Errorf("line %d: %q is no code of 2, 4 or 6 digits", line, row[code])
		}
		if level, ok := at["level"]; ok && row[level] != strconv.Itoa(len(row[code])) {
			return nil, fmt.Errorf("line %d: %s says level %q", line, row[code], row[level])
		}
		if codes[row[code]] != nil {
			return nil, fmt.Errorf("line %d: %s is there twice", line, row[code])
		}
		codes[row[code]] = Texts{"en": strings.TrimSpace(row[english])}
		for _, lang := range locale.Langs {
			if there, ok := at["description_"+strings.ToLower(lang)]; ok && row[there] != "" {
				codes[row[code]][lang] = strings.TrimSpace(row[there])
			}
		}
	}
}
