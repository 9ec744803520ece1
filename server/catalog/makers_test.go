package catalog

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/etradeoffice/portal/server/account"
)

// lookedAt is a look at the makers of a drawn shelf.
func lookedAt(t *rapid.T) (*shelf, makersLook) {
	s, l, _, makers := shelved(t)
	m := makersLook{chosen: map[Facet]string{}, roll: l.roll, marks: map[account.CompanyID]string{}, now: today, sort: rapid.SampledFrom(MakerSorts).Draw(t, "order")}
	for id := range makers {
		m.marks[id] = rapid.SampledFrom([]string{"", "verified", "one", "both"}).Draw(t, "mark")
	}
	for f, value := range map[Facet]string{LevelFacet: "one", CategoryFacet: Categories[0], CertificateFacet: "CE", RegionFacet: "europe", MarketFacet: "VN", LanguageFacet: "ko", DeskFacet: "now"} {
		if rapid.IntRange(0, 4).Draw(t, string(f)) == 0 {
			m.chosen[f] = value
		}
	}
	return s, m
}

func TestCountOfMakersSaysWhatChoosingShows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, l := lookedAt(t)
		seen := s.lookMakers(l)
		with := func(f Facet, value string) int {
			other := l
			other.chosen = Query{Chosen: l.chosen}.with(f, value).Chosen
			return len(s.lookMakers(other).ids)
		}
		for _, f := range MakerFacets {
			for value, n := range seen.counts[f] {
				if shown := with(f, value); shown != n {
					t.Fatalf("%s %s counts %d and shows %d", f, value, n, shown)
				}
			}
			if n, told := seen.without[f]; told && with(f, "") != n {
				t.Fatalf("without %s there are said to be %d", f, n)
			}
		}
	})
}

func TestMakerIsFoundByWhatItsPublishedProductsHoldToday(t *testing.T) {
	b := newBench(t)
	medical, draft, old := b.company(t, "medical"), b.company(t, "draft"), b.company(t, "old")
	one := exampleProduct("M-1")
	one.Category = "medical"
	one.Certs = []Certificate{{Scheme: "CE-MDR", State: Held}}
	b.put(t, medical, one)
	hidden := one
	hidden.SKU, hidden.ID, hidden.Publishing = "D-1", ProductID{}, false
	b.put(t, draft, hidden)
	past := today.AddDate(0, 0, -1)
	expired := one
	expired.SKU, expired.ID, expired.Certs = "O-1", ProductID{}, []Certificate{{Scheme: "CE-MDR", State: Held, ExpiresOn: &past}}
	b.put(t, old, expired)
	b.free[draft], b.free[old] = []time.Time{today.Add(2 * time.Hour)}, []time.Time{today.Add(time.Hour)}
	for _, c := range []struct {
		query Query
		want  []account.CompanyID
	}{
		{Query{}, []account.CompanyID{old, draft, medical}},
		{Query{Chosen: map[Facet]string{CertificateFacet: "CE"}}, []account.CompanyID{medical}},
		{Query{Chosen: map[Facet]string{CategoryFacet: "medical"}}, []account.CompanyID{old, medical}},
		{Query{Text: "dra", Chosen: map[Facet]string{CategoryFacet: "medical"}}, nil},
		{Query{Sort: ByNewest, Page: 9}, []account.CompanyID{medical, old, draft}},
		{Query{Chosen: map[Facet]string{LevelFacet: "verified"}}, nil},
	} {
		found, err := b.Makers(t.Context(), c.query)
		if err != nil {
			t.Fatal(err)
		}
		var got []account.CompanyID
		for _, card := range found.Cards {
			got = append(got, card.ID)
		}
		if !slices.Equal(got, c.want) || found.Total != len(c.want) || found.Query.Page != 1 {
			t.Errorf("%+v finds %v, want %v", c.query, got, c.want)
		}
	}
}

func TestMoreThanOneFilterOfMakersIsNotForSearchEngines(t *testing.T) {
	for address, want := range map[string]bool{
		"?":                          false,
		"?level=verified":            false,
		"?sort=soonest":              false,
		"?level=verified&desk=now":   true,
		"?name=laser":                true,
		"?sort=level":                true,
		"?moq=10&price=10&level=one": false, // facets of products are none of makers
	} {
		values, err := url.ParseQuery(strings.TrimPrefix(address, "?"))
		if err != nil {
			t.Fatal(err)
		}
		q := parseQuery(MakerList, values)
		facets := map[Facet][]Count{}
		for f, value := range q.Chosen {
			facets[f] = []Count{{value, 1}}
		}
		if got := companiesViewOf(CompaniesFound{Query: q, Facets: facets}).NoIndex; got != want {
			t.Errorf("%s: noindex %v", address, got)
		}
	}
}
