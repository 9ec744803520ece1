package catalog

import "cmp"

// Sort is the order of what a search finds; its name stands in URLs.
type Sort string

// The orders. Equal ones are newest first.
const (
	ByRelevance Sort = ""        // how well the text fits, then makers that can be met this week
	ByNewest    Sort = "newest"  // published last
	BySoonest   Sort = "soonest" // the maker's next free time
)

// Sorts are all of them.
var Sorts = []Sort{ByRelevance, ByNewest, BySoonest}

func (s Sort) compare(a, b passed) int {
	switch s {
	case ByNewest:
		return 0
	case BySoonest:
		return cmp.Compare(a.free, b.free)
	default:
		return cmp.Or(cmp.Compare(b.rank, a.rank), compareBool(a.free != never, b.free != never))
	}
}

// compareBool puts true first.
func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}
