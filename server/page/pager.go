package page

// Pager is what part/pager draws: which page of a list this is, and what leads to its neighbours.
type Pager struct {
	Page, Pages int
	Prev, Next  string // empty at the ends
}

// PagerAt is page of pages, where at says what leads to another one.
func PagerAt(page, pages int, at func(page int) string) Pager {
	pager := Pager{Page: page, Pages: pages}
	if page > 1 {
		pager.Prev = at(page - 1)
	}
	if page < pages {
		pager.Next = at(page + 1)
	}
	return pager
}
