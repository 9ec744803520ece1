package catalog

import "github.com/etradeoffice/portal/server/locale"

// Choice is one value of a facet as a link that sets or removes it.
type Choice struct {
	Path   string // of the list, below the language
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
	case LevelFacet:
		return "trust.mark_" + c.Value
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
	Narrowing
	Found     Found
	Text      string
	Path      string // of this search below the language, to come back to
	Alert     string // query part that can be followed
	Corrected string // query part that asks for the mended text
}

func viewOf(found Found) ProductsView {
	q := found.Query
	v := ProductsView{
		Narrowing: narrowing(q, found.Facets, found.Without, found.Total, found.Pages), Found: found, Text: q.Text,
		Path: "/products" + q.URL(), Alert: Query{Text: q.Text, Chosen: q.Chosen}.URL(),
	}
	if found.Corrected != "" {
		q.Text, q.Page = found.Corrected, 1
		v.Corrected = q.URL()
	}
	return v
}
