package catalog

import "cmp"

// Sort is the order of a list; its name stands in URLs.
type Sort string

// The orders. Equal products are newest first, equal makers by name.
const (
	ByRelevance Sort = ""        // how well the text fits, then makers that can be met this week
	ByNewest    Sort = "newest"  // published last
	BySoonest   Sort = "soonest" // the maker's next free time
	ByLevel     Sort = "level"   // of makers: who is vouched for most
)

// Sorts are those of products.
var Sorts = []Sort{ByRelevance, ByNewest, BySoonest}

// MakerSorts are those of makers.
var MakerSorts = []Sort{BySoonest, ByLevel, ByNewest}

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
