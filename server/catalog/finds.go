package catalog

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"github.com/etradeoffice/portal/server/postgres"
)

const (
	// findsMost is how many products are remembered for all terms together; 5 bytes each.
	findsMost = 8 << 20
	// judgedMost is how many products are judged anew by how many terms; beyond that it costs less to forget the terms.
	judgedMost = 100_000
)

// finds remembers what the terms of searches have found. PostgreSQL's index finds them, and reads the row of every product
// that it finds: of a term that a tenth of the catalog has that is most of what a search costs. People type the same few
// hundred words; each is asked for once. A product that has changed since is judged anew by all of them.
type finds struct {
	mu    sync.Mutex
	terms map[string]*findings
	n     int // products of all terms
	turn  int // counts renewals
	tick  int // counts uses
	lost  int // counts how often all terms were forgotten
}

// findings are the products that a term finds, by place on the shelf, ascending. They never change once made.
type findings struct {
	places []int32
	ranks  []uint8 // in 255ths
	used   int     // tick of the last use
}

func newFinds() *finds { return &finds{terms: map[string]*findings{}} }

// findings are what a term finds on the shelf.
func (s *shelf) findings(ctx context.Context, q postgres.Querier, query string) (*findings, error) {
	known, turn := s.finds.known(query)
	if known != nil {
		return known, nil
	}
	found, err := findNumbered(ctx, q, query)
	if err != nil {
		return nil, err
	}
	f := s.placed(found)
	s.finds.keep(query, f, turn)
	return f, nil
}

// placed leaves out what has come since the shelf was read; it is judged when it is read.
func (s *shelf) placed(found []numbered) *findings {
	ords := make([]int32, len(found))
	for i, one := range found {
		ords[i] = one.Ord
	}
	var all []match
	for i, place := range s.placesOf(ords) {
		if place >= 0 {
			all = append(all, match{place, found[i].Rank})
		}
	}
	return findingsOf(all)
}

func findingsOf(all []match) *findings {
	slices.SortFunc(all, func(a, b match) int { return cmp.Compare(a.place, b.place) })
	f := &findings{places: make([]int32, len(all)), ranks: make([]uint8, len(all))}
	for i, m := range all {
		f.places[i], f.ranks[i] = m.place, uint8(min(m.rank*255, 255))
	}
	return f
}

func (f *finds) known(query string) (known *findings, turn int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.tick++
	if known = f.terms[query]; known != nil {
		known.used = f.tick
	}
	return known, f.turn
}

// keep remembers what a term has found, unless products were judged anew meanwhile and not by it. The terms that were not
// used for longest go when there are too many products.
func (f *finds) keep(query string, found *findings, turn int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if turn != f.turn || f.terms[query] != nil {
		return
	}
	found.used = f.tick
	f.terms[query], f.n = found, f.n+len(found.places)+1
	for f.n > findsMost && len(f.terms) > 1 {
		oldest := ""
		for query, one := range f.terms {
			if oldest == "" || one.used < f.terms[oldest].used {
				oldest = query
			}
		}
		f.n -= len(f.terms[oldest].places) + 1
		delete(f.terms, oldest)
	}
}

// renew judges products that have changed by all remembered terms; places are where they stand, by their numbers.
func (f *finds) renew(ctx context.Context, q postgres.Querier, places map[int32]int32) error {
	if len(places) == 0 {
		return nil
	}
	terms := f.begin()
	if len(terms) == 0 {
		return nil
	}
	if len(terms)*len(places) > judgedMost {
		f.forget()
		return nil
	}
	ords := make([]int32, 0, len(places))
	for ord := range places {
		ords = append(ords, ord)
	}
	found, err := findAmong(ctx, q, terms, ords)
	if err != nil {
		f.forget()
		return err
	}
	byTerm := make([][]match, len(terms))
	for _, one := range found {
		byTerm[one.Term] = append(byTerm[one.Term], match{places[one.Ord], one.Rank})
	}
	changed := make(map[int32]bool, len(places))
	for _, place := range places {
		changed[place] = true
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, query := range terms {
		if old := f.terms[query]; old != nil {
			fresh := old.without(changed, byTerm[i])
			f.terms[query], f.n = fresh, f.n+len(fresh.places)-len(old.places)
		}
	}
	return nil
}

// begin takes a turn: what was asked for before it is not remembered after it. It is the terms that are there.
func (f *finds) begin() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.turn++
	return sortedKeys(f.terms)
}

func (f *finds) forget() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.terms, f.n = map[string]*findings{}, 0
	f.turn++
	f.lost++
}

// forgotten is how often all terms were forgotten.
func (f *finds) forgotten() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.lost
}

// without is the findings with some products taken out and others put in.
func (f *findings) without(out map[int32]bool, in []match) *findings {
	if len(in) == 0 && !slices.ContainsFunc(f.places, func(place int32) bool { return out[place] }) {
		return f
	}
	all := in
	for i, place := range f.places {
		if !out[place] {
			all = append(all, match{place, float32(f.ranks[i]) / 255})
		}
	}
	fresh := findingsOf(all)
	fresh.used = f.used
	return fresh
}

// meet are the products that all of the lists have, with the sum of their ranks.
func meet(lists []*findings) []match {
	shortest := slices.MinFunc(lists, func(a, b *findings) int { return len(a.places) - len(b.places) })
	matches := make([]match, 0, len(shortest.places))
	at := make([]int, len(lists))
	for _, place := range shortest.places {
		rank, all := 0, true
		for n, list := range lists {
			i := at[n] + seek(list.places[at[n]:], place)
			if at[n] = i; i == len(list.places) || list.places[i] != place {
				all = false
				break
			}
			rank += int(list.ranks[i])
		}
		if all {
			matches = append(matches, match{place, float32(rank)})
		}
	}
	return matches
}

// seek is the first place that is not before another; steps double, so that near ones are found soon.
func seek(places []int32, to int32) int {
	end := 1
	for end < len(places) && places[end-1] < to {
		end *= 2
	}
	first := end / 2
	i, _ := slices.BinarySearch(places[min(first, len(places)):min(end, len(places))], to)
	return min(first, len(places)) + i
}
