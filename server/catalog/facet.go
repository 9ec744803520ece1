package catalog

import (
	"slices"
	"strconv"
)

// Facet is one way to narrow a search; its name stands in URLs.
type Facet string

// The facets in the order of the page.
const (
	FreeFacet        Facet = "free"        // week: the maker has a free time within seven days at which the viewer is awake
	DeskFacet        Facet = "desk"        // now: somebody of the maker is at the desk
	CategoryFacet    Facet = "category"    // one of Categories
	ChapterFacet     Facet = "chapter"     // of HS 2022, two digits
	CertificateFacet Facet = "certificate" // a family, see Family, held today
	FitFacet         Facet = "fit"         // ISO 3166-1: it holds what this market asks for, see Asks
	RegionFacet      Facet = "region"      // one of Regions: the maker exports there
	MarketFacet      Facet = "market"      // ISO 3166-1: the maker exports there
	MOQFacet         Facet = "moq"         // a band, see moqBands
	PriceFacet       Facet = "price"       // a band of the first public price in US dollars, see priceBands
	LanguageFacet    Facet = "language"    // BCP 47: spoken at the maker's
	LevelFacet       Facet = "level"       // of makers: the least that a trust mark says, see trustMarks
)

// Facets are those of products.
var Facets = []Facet{FreeFacet, DeskFacet, CategoryFacet, ChapterFacet, CertificateFacet, FitFacet, RegionFacet, MarketFacet, MOQFacet, PriceFacet, LanguageFacet}

// MakerFacets are those of makers. A maker has the categories and certificates of its published products.
var MakerFacets = []Facet{FreeFacet, DeskFacet, LevelFacet, CategoryFacet, CertificateFacet, RegionFacet, MarketFacet, LanguageFacet}

// trustMarks are those of trust.Standing, each of which says what the ones before it say.
var trustMarks = []string{"verified", "one", "both"}

// The bands' values are upper ends: 10 is "up to 10". The last has none.
var (
	moqBands   = []int{10, 100, 1000}
	priceBands = []int{10, 100, 1000, 10_000} // in whole US dollars
)

const (
	bandOver      = "over"    // more than the last end
	bandOther     = "other"   // a public price in a currency without a rate
	bandOnRequest = "request" // no public price
)

// band is the value of a number in bands.
func band(n int, ends []int) string {
	at, _ := slices.BinarySearch(ends, n)
	if at == len(ends) {
		return bandOver
	}
	return strconv.Itoa(ends[at])
}

// bandEnd is the number that a band's sentence names: its end, or the last one for what is more.
func bandEnd(ends []int, value string) int {
	if n, err := strconv.Atoi(value); err == nil {
		return n
	}
	return ends[len(ends)-1]
}

// fixed are the values of facets that have an order of their own; the others are ordered by how many have them.
var fixed = map[Facet][]string{
	FreeFacet:     {"week"},
	DeskFacet:     {"now"},
	CategoryFacet: Categories,
	RegionFacet:   Regions,
	LevelFacet:    trustMarks,
	MOQFacet:      append(bandValues(moqBands), bandOver),
	PriceFacet:    append(bandValues(priceBands), bandOver, bandOther, bandOnRequest),
}

func bandValues(ends []int) []string {
	values := make([]string, len(ends), len(ends)+2)
	for i, end := range ends {
		values[i] = strconv.Itoa(end)
	}
	return values
}

// Count is one value of a facet with how many products, or makers, it has beside the other filters.
type Count struct {
	Value string
	N     int
}

// mostValues of a facet are shown; the chosen one always.
const mostValues = 12

// ordered brings counts into the order in which a page shows them. Empty values are left out but the chosen.
func ordered(f Facet, counts map[string]int, chosen string) []Count {
	if chosen != "" {
		counts[chosen] += 0
	}
	var shown []Count
	if values, ok := fixed[f]; ok {
		for _, value := range values {
			if n, ok := counts[value]; ok && (n > 0 || value == chosen) {
				shown = append(shown, Count{value, n})
			}
		}
		return shown
	}
	for _, value := range sortedKeys(counts) {
		shown = append(shown, Count{value, counts[value]})
	}
	slices.SortStableFunc(shown, func(a, b Count) int { return b.N - a.N })
	if len(shown) > mostValues {
		at := slices.IndexFunc(shown, func(c Count) bool { return c.Value == chosen })
		if at >= mostValues {
			shown[mostValues-1] = shown[at]
		}
		shown = shown[:mostValues]
	}
	return shown
}
