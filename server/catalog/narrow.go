package catalog

import (
	"cmp"
	"slices"

	"github.com/etradeoffice/portal/server/page"
)

// Narrowing is a list's facets, orders and pages as links, the same for products and for makers.
type Narrowing struct {
	List    *List
	Total   int
	Facets  []Choices
	Orders  []Order
	Chosen  []Choice // what narrows the list now, to remove one by one
	Clear   string   // query part without any filter but the text
	NoIndex bool     // more than one filter: not for search engines
	Drops   []Choice // filters to remove when nothing fits, with how many there would be
	Markets []string // that FitFacet can be asked for, by name in the page's language
	Market  string   // the chosen one, or the viewer's own
	Carried []Carried
	Pager   page.Pager
}

// Carried is one part of the search that a form takes along.
type Carried struct{ Name, Value string }

// firstOpen are the facets that stand open before anything is chosen.
var firstOpen = []Facet{FreeFacet, DeskFacet, LevelFacet, CategoryFacet, CertificateFacet, FitFacet}

// narrowing is what was asked for as links, with what each facet counts and how many there would be without each of the chosen.
func narrowing(asked Query, facets map[Facet][]Count, without map[Facet]int, total, pages int) Narrowing {
	q, list := asked, asked.of()
	q.Page = 1
	v := Narrowing{List: list, Total: total, Clear: Query{list: q.list, Text: q.Text, Sort: list.Sorts[0]}.URL()}
	for _, f := range list.Facets {
		choices := Choices{Facet: f, Open: q.Chosen[f] != "" || slices.Contains(firstOpen, f)}
		for _, count := range facets[f] {
			choice := q.choice(f, count)
			choices.Values = append(choices.Values, choice)
			if choice.Chosen {
				v.Chosen = append(v.Chosen, choice)
				if n := without[f]; total == 0 && n > 0 {
					choice.N = n
					v.Drops = append(v.Drops, choice)
				}
			}
		}
		if len(choices.Values) > 0 || f == FitFacet {
			v.Facets = append(v.Facets, choices)
		}
	}
	for _, sort := range list.Sorts {
		next := q
		next.Sort = sort
		v.Orders = append(v.Orders, Order{sort, next.URL(), sort == q.Sort})
	}
	v.NoIndex = len(v.Chosen) > 1 || q.Text != "" || q.Sort != list.Sorts[0]
	v.Market = cmp.Or(q.Chosen[FitFacet], q.Home)
	v.Carried = carried(q.with(FitFacet, ""))
	v.Pager = page.PagerAt(asked.Page, pages, func(at int) string {
		next := asked
		next.Page = at
		return cmp.Or(next.URL(), "?")
	})
	return v
}

// choice is a value of a facet as a link from this search.
func (q Query) choice(f Facet, count Count) Choice {
	c := Choice{Path: q.of().Path, Facet: f, Value: count.Value, N: count.N, Chosen: count.Value == q.Chosen[f]}
	if f == ChapterFacet {
		c.Name = HSName(count.Value)
	}
	value := count.Value
	if c.Chosen {
		value = ""
	}
	c.URL = q.with(f, value).URL()
	c.Mine = q.Home != "" && (f == FitFacet && count.Value == q.Home || f == RegionFacet && count.Value == regionOf[q.Home])
	return c
}

// carried are the parts of a query's address, by name.
func carried(q Query) []Carried {
	values := q.values()
	var all []Carried
	for _, name := range sortedKeys(values) {
		all = append(all, Carried{name, values.Get(name)})
	}
	return all
}
