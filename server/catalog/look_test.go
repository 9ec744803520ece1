package catalog

import (
	"cmp"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/etradeoffice/portal/server/account"
)

// shelved is a shelf of drawn products with what is asked of it.
func shelved(t *rapid.T) (*shelf, look, []changedRow, map[account.CompanyID]changedMaker) {
	s, makers := newShelf(onlyDollars), map[account.CompanyID]changedMaker{}
	some := func(name string, of ...string) []string {
		return rapid.SliceOfNDistinct(rapid.SampledFrom(of), 0, len(of), rapid.ID[string]).Draw(t, name)
	}
	for i := range 3 {
		m := changedMaker{
			ID: account.CompanyID{UUID: uuid.UUID{1, byte(i)}}, Hidden: rapid.Bool().Draw(t, "hidden"), Markets: some("markets", "DE", "VN"), Languages: some("languages", "ko", "en"),
		}
		makers[m.ID] = m
		s.putMaker(m)
	}
	yesterday := today.AddDate(0, 0, -2)
	var rows []changedRow
	for i := range rapid.IntRange(0, 300).Draw(t, "products") {
		row := changedRow{
			ID: ProductID{uuid.UUID{2, byte(i), byte(i >> 8)}}, Ord: int32(i * 2), CompanyID: account.CompanyID{UUID: uuid.UUID{1, byte(rapid.IntRange(0, 2).Draw(t, "maker"))}},
			Category: rapid.SampledFrom(Categories[:2]).Draw(t, "category"), HS6: "901890", MOQ: rapid.SampledFrom([]int{1, 50}).Draw(t, "moq"),
		}
		if rapid.Bool().Draw(t, "certified") {
			row.Families, row.Until = []string{"CE", "CE"}, []*time.Time{nil, &yesterday}
		} else {
			row.Families, row.Until = []string{"KC"}, []*time.Time{&yesterday}
		}
		if rapid.IntRange(0, 5).Draw(t, "published") > 0 {
			at := today.Add(-time.Duration(rapid.IntRange(0, 4).Draw(t, "age")) * time.Hour)
			row.PublishedAt = &at
		}
		rows = append(rows, row)
		s.put(row)
	}
	l := look{all: true, chosen: map[Facet]string{}, roll: &roll{suits: map[account.CompanyID]bool{}, desk: map[account.CompanyID]bool{}}, now: today, n: 5}
	l.first = 5 * rapid.IntRange(0, 3).Draw(t, "page")
	l.sort = rapid.SampledFrom(Sorts).Draw(t, "sort")
	for f, value := range map[Facet]string{CategoryFacet: Categories[0], MOQFacet: "100", CertificateFacet: "CE", FitFacet: "DE", RegionFacet: "europe", MarketFacet: "DE", LanguageFacet: "en", FreeFacet: "week", DeskFacet: "now"} {
		if rapid.IntRange(0, 3).Draw(t, string(f)) == 0 {
			l.chosen[f] = value
		}
	}
	l.home = rapid.SampledFrom([]string{"", "KR", "DE"}).Draw(t, "home")
	if rapid.Bool().Draw(t, "recent") {
		l.since, l.until = today.Add(-3*time.Hour), today.Add(-time.Hour)
	}
	one, two := account.CompanyID{UUID: uuid.UUID{1, 0}}, account.CompanyID{UUID: uuid.UUID{1, 1}}
	l.roll.free = map[account.CompanyID]freeWeek{one: {first: today.Add(time.Hour)}, two: {first: today}}
	l.roll.suits[one], l.roll.desk[two] = true, true
	return s, l, rows, makers
}

// values are a product's, by facet, the slow way.
func (r changedRow) values(m changedMaker, l look) map[Facet][]string {
	v := map[Facet][]string{
		CategoryFacet: {r.Category}, ChapterFacet: {r.HS6[:2]}, MOQFacet: {band(r.MOQ, moqBands)}, PriceFacet: {r.priceBand(onlyDollars)},
		MarketFacet: m.Markets, LanguageFacet: m.Languages, RegionFacet: regionsOf(m.Markets),
	}
	for i, family := range r.Families {
		if r.Until[i] == nil && !slices.Contains(v[CertificateFacet], family) {
			v[CertificateFacet] = append(v[CertificateFacet], family)
		}
	}
	market := cmp.Or(l.chosen[FitFacet], l.home)
	fits := len(Asks(market, r.HS6)) > 0
	for _, ask := range Asks(market, r.HS6) {
		fits = fits && slices.ContainsFunc(ask.Families, func(family string) bool { return slices.Contains(v[CertificateFacet], family) })
	}
	if fits {
		v[FitFacet] = []string{market}
	}
	if l.roll.suits[r.CompanyID] {
		v[FreeFacet] = []string{"week"}
	}
	if l.roll.desk[r.CompanyID] {
		v[DeskFacet] = []string{"now"}
	}
	return v
}

func TestLookCountsAndOrdersAsOneByOneWould(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, l, rows, makers := shelved(t)
		got := s.look(l)
		counts := map[Facet]map[string]int{}
		for _, f := range Facets {
			counts[f] = map[string]int{}
		}
		without := map[Facet]int{}
		var passing []changedRow
		for _, row := range rows {
			if row.PublishedAt == nil || makers[row.CompanyID].Hidden || !l.since.IsZero() && (row.PublishedAt.Before(l.since) || !row.PublishedAt.Before(l.until)) {
				continue
			}
			values := row.values(makers[row.CompanyID], l)
			under := func(but Facet) bool {
				for f, value := range l.chosen {
					if f != but && !slices.Contains(values[f], value) {
						return false
					}
				}
				return true
			}
			for _, f := range Facets {
				if under(f) {
					for _, value := range values[f] {
						counts[f][value]++
					}
				}
			}
			if under("") {
				passing = append(passing, row)
			}
			for f := range l.chosen {
				if under(f) {
					without[f]++
				}
			}
		}
		if got.total != len(passing) {
			t.Fatalf("total %d, want %d", got.total, len(passing))
		}
		for _, f := range Facets {
			for value, n := range counts[f] {
				if got.counts[f][value] != n {
					t.Fatalf("%s %s: %d, want %d", f, value, got.counts[f][value], n)
				}
			}
		}
		for f, n := range without {
			if n > len(passing) && got.without[f] != n {
				t.Fatalf("without %s: %d, want %d", f, got.without[f], n)
			}
		}
		free := func(r changedRow) int64 {
			if f, ok := l.roll.free[r.CompanyID]; ok {
				return f.first.Unix()
			}
			return never
		}
		slices.SortFunc(passing, func(a, b changedRow) int {
			order := 0
			switch l.sort {
			case BySoonest:
				order = cmp.Compare(free(a), free(b))
			case ByRelevance:
				order = compareBool(free(a) != never, free(b) != never)
			}
			return cmp.Or(order, b.PublishedAt.Compare(*a.PublishedAt), cmp.Compare(a.ID.String(), b.ID.String()))
		})
		passing = passing[min(l.first, len(passing)):]
		passing = passing[:min(l.n, len(passing))]
		if len(got.page) != len(passing) {
			t.Fatalf("%d on the page, want %d", len(got.page), len(passing))
		}
		for i, row := range passing {
			if got.page[i] != row.ID {
				t.Fatalf("place %d: %v, want %v", i, got.page[i], row.ID)
			}
		}
	})
}
