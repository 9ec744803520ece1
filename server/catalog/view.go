package catalog

import (
	"cmp"
	"slices"

	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/page"
)

// Choice is one value of a facet as a link that sets or removes it.
type Choice struct {
	Facet  Facet
	Value  string
	Name   Texts // of a customs chapter; nil where the value has a sentence of its own
	N      int
	URL    string // query part, with "?"
	Chosen bool
	Mine   bool // it is the viewer's own market or region
}

// Key is the sentence of the value, which may say the end of a band as "N"; empty for countries and where the value speaks for itself.
func (c Choice) Key() string {
	switch c.Facet {
	case FreeFacet:
		return "catalog.free_this_week"
	case DeskFacet:
		return "catalog.desk_now"
	case CategoryFacet:
		return "catalog.category_" + c.Value
	case RegionFacet:
		return "catalog.region_" + c.Value
	case LanguageFacet:
		return "catalog.language_" + c.Value
	case MOQFacet, PriceFacet:
		return bandKey(c.Facet, c.Value)
	}
	return ""
}

// End is the end of a band of quantities.
func (c Choice) End() int { return bandEnd(moqBands, c.Value) }

// Cents is the end of a band of prices, in US cents.
func (c Choice) Cents() int64 { return int64(bandEnd(priceBands, c.Value)) * 100 }

// Said is the value in words, its numbers as people of the language write them.
func (c Choice) Said(texts *locale.Texts, lang string) string {
	switch key := c.Key(); {
	case c.Facet == FitFacet || c.Facet == MarketFacet:
		return texts.Country(lang, c.Value)
	case c.Facet == PriceFacet:
		return texts.T(lang, key, "N", texts.Money(lang, c.Cents(), "USD"))
	case c.Facet == MOQFacet:
		return texts.T(lang, key, "N", texts.Number(lang, int64(c.End())))
	case key != "":
		return texts.T(lang, key)
	}
	return c.Value
}

func bandKey(f Facet, value string) string {
	switch value {
	case bandOver:
		return "catalog." + string(f) + "_over"
	case bandOnRequest:
		return "catalog.price_on_request"
	case bandOther:
		return "catalog.price_other"
	}
	return "catalog." + string(f) + "_up_to"
}

// Choices are one facet's.
type Choices struct {
	Facet  Facet
	Values []Choice
	Open   bool // one of them is chosen, or they are among the first that people look for
}

// Order is one order of the results as a link.
type Order struct {
	Sort   Sort
	URL    string
	Chosen bool
}

// ProductsView is the search page.
type ProductsView struct {
	Found     Found
	Text      string
	Facets    []Choices
	Orders    []Order
	Chosen    []Choice // what narrows the search now, to remove one by one
	Clear     string   // query part without any filter but the text
	NoIndex   bool     // more than one filter: not for search engines
	Drops     []Choice // filters to remove when nothing fits, with how many products there would be
	Markets   []string // that FitFacet can be asked for, by name in the page's language
	Market    string   // the chosen one, or the viewer's own
	Carried   []Carried
	Path      string // of this search below the language, to come back to
	Alert     string // query part that can be followed
	Pager     page.Pager
	Corrected string // query part that asks for the mended text
}

// Carried is one part of the search that a form takes along.
type Carried struct{ Name, Value string }

// firstOpen are the facets that stand open before anything is chosen.
var firstOpen = []Facet{FreeFacet, DeskFacet, CategoryFacet, CertificateFacet, FitFacet}

func viewOf(found Found) ProductsView {
	q := found.Query
	q.Page = 1
	v := ProductsView{Found: found, Text: q.Text, Clear: Query{Text: q.Text}.URL()}
	if found.Corrected != "" {
		mended := q
		mended.Text = found.Corrected
		v.Corrected = mended.URL()
	}
	for _, f := range Facets {
		choices := Choices{Facet: f, Open: q.Chosen[f] != "" || slices.Contains(firstOpen, f)}
		for _, count := range found.Facets[f] {
			choice := Choice{Facet: f, Value: count.Value, N: count.N, Chosen: count.Value == q.Chosen[f]}
			if f == ChapterFacet {
				choice.Name = HSName(count.Value)
			}
			choice.URL = q.with(f, unless(choice.Chosen, count.Value)).URL()
			choice.Mine = q.Home != "" && (f == FitFacet && count.Value == q.Home || f == RegionFacet && count.Value == regionOf[q.Home])
			choices.Values = append(choices.Values, choice)
			if choice.Chosen {
				v.Chosen = append(v.Chosen, choice)
				if n := found.Without[f]; found.Total == 0 && n > 0 {
					choice.N = n
					v.Drops = append(v.Drops, choice)
				}
			}
		}
		if len(choices.Values) > 0 || f == FitFacet {
			v.Facets = append(v.Facets, choices)
		}
	}
	for _, sort := range Sorts {
		next := q
		next.Sort = sort
		v.Orders = append(v.Orders, Order{sort, next.URL(), sort == q.Sort})
	}
	v.NoIndex = len(v.Chosen) > 1 || q.Text != "" || q.Sort != ByRelevance
	v.Market = cmp.Or(q.Chosen[FitFacet], q.Home)
	v.Carried = carried(q.with(FitFacet, ""))
	v.Path = "/products" + found.Query.URL()
	v.Alert = Query{Text: q.Text, Chosen: q.Chosen}.URL()
	v.Pager = pagerOf(found)
	return v
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

func unless(chosen bool, value string) string {
	if chosen {
		return ""
	}
	return value
}

func pagerOf(found Found) page.Pager {
	return page.PagerAt(found.Query.Page, found.Pages, func(at int) string {
		q := found.Query
		q.Page = at
		if q.URL() == "" {
			return "?"
		}
		return q.URL()
	})
}
