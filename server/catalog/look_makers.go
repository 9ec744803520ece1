package catalog

import (
	"cmp"
	"math/bits"
	"slices"
	"time"

	"github.com/etradeoffice/portal/server/account"
)

// makersLook is what the list of makers asks of the shelf.
type makersLook struct {
	named  map[account.CompanyID]bool // whose names have the text; nil: all
	chosen map[Facet]string
	roll   *roll
	marks  map[account.CompanyID]string // trust marks of those who have one
	sort   Sort
	now    time.Time
}

// makersLooked is what the shelf found: makers in order, counts by facet and value, and of each chosen facet how many there would
// be without it.
type makersLooked struct {
	ids     []account.CompanyID
	counts  map[Facet]map[string]int
	without map[Facet]int
}

// makerSeen is a maker with what it is ordered by.
type makerSeen struct {
	id     account.CompanyID
	name   string
	free   int64
	mark   int   // place among trustMarks, from 1; 0: none
	newest int64 // when it last published a product
}

// lookMakers counts and orders makers. Each facet counts under all filters but its own. There are some thousands of makers, and their
// products are gone through each time, since what counts of their certificates depends on the day.
func (s *shelf) lookMakers(l makersLook) makersLooked {
	s.mu.RLock()
	defer s.mu.RUnlock()
	looked := makersLooked{counts: map[Facet]map[string]int{}, without: map[Facet]int{}}
	for _, f := range MakerFacets {
		looked.counts[f] = map[string]int{}
	}
	var passed []makerSeen
	without := make([]int, len(MakerFacets))
	for at, now := range l.roll.of(s.makers) {
		maker := &s.makers[at]
		if maker.hidden || l.named != nil && !l.named[maker.id] {
			continue
		}
		seen := makerSeen{id: maker.id, name: maker.name, free: now.free, mark: slices.Index(trustMarks, l.marks[maker.id]) + 1}
		values, fails := s.makerValues(at, now, l.now, &seen), 0
		for i, f := range MakerFacets {
			if chosen := l.chosen[f]; chosen != "" && !slices.Contains(values[f], chosen) {
				fails |= 1 << i
			}
		}
		for i, f := range MakerFacets {
			if fails&^(1<<i) == 0 {
				for _, value := range values[f] {
					looked.counts[f][value]++
				}
			}
		}
		switch {
		case fails == 0:
			passed = append(passed, seen)
		case bits.OnesCount(uint(fails)) == 1:
			without[bits.TrailingZeros(uint(fails))]++
		}
	}
	for i, n := range without {
		if n > 0 {
			looked.without[MakerFacets[i]] = len(passed) + n
		}
	}
	slices.SortFunc(passed, l.sort.compareMakers)
	for _, seen := range passed {
		looked.ids = append(looked.ids, seen.id)
	}
	return looked
}

// makerValues are a maker's values, each once. It says in seen when the maker has last published.
func (s *shelf) makerValues(at int, here makerNow, now time.Time, seen *makerSeen) map[Facet][]string {
	maker := &s.makers[at]
	halls, families := make([]bool, len(s.values[CategoryFacet].value)), make([]bool, len(s.values[CertificateFacet].value))
	for _, place := range s.made[at] {
		a := &s.articles[place]
		if a.published == 0 {
			continue
		}
		seen.newest, halls[a.fixed[categoryAt]] = max(seen.newest, a.published), true
		for _, cert := range a.certs {
			families[cert.family] = families[cert.family] || cert.counts(now.Unix())
		}
	}
	values := map[Facet][]string{
		LevelFacet: trustMarks[:seen.mark], CategoryFacet: s.values[CategoryFacet].those(halls), CertificateFacet: s.values[CertificateFacet].those(families),
		RegionFacet: s.values[RegionFacet].names(maker.regions), MarketFacet: s.values[MarketFacet].names(maker.markets), LanguageFacet: s.values[LanguageFacet].names(maker.languages),
	}
	if here.suits {
		values[FreeFacet] = fixed[FreeFacet]
	}
	if here.desk {
		values[DeskFacet] = fixed[DeskFacet]
	}
	return values
}

func (d *dictionary) names(numbers []uint16) []string {
	names := make([]string, len(numbers))
	for i, n := range numbers {
		names[i] = d.value[n]
	}
	return names
}

func (d *dictionary) those(has []bool) []string {
	var names []string
	for n, has := range has {
		if has {
			names = append(names, d.value[n])
		}
	}
	return names
}

func (s Sort) compareMakers(a, b makerSeen) int {
	order := cmp.Compare(a.free, b.free)
	switch s {
	case ByLevel:
		order = cmp.Or(cmp.Compare(b.mark, a.mark), order)
	case ByNewest:
		order = cmp.Compare(b.newest, a.newest)
	}
	return cmp.Or(order, cmp.Compare(a.name, b.name))
}
