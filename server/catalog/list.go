package catalog

// A List is what people narrow by facets: where it stands, the name that typed words have in its addresses, and its facets and
// orders as its page has them. The first order is the usual one.
type List struct {
	Path   string // below the language
	Text   string
	Facets []Facet
	Sorts  []Sort
}

// The lists: of products, which a search is about when nothing is said, and of makers.
var (
	ProductList = &List{"/products", "q", Facets, Sorts}
	MakerList   = &List{"/companies", "name", MakerFacets, MakerSorts}
)

// of is the list that a query is about.
func (q Query) of() *List {
	if q.list == nil {
		return ProductList
	}
	return q.list
}
