package studio

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
)

// Item is a product in the maker's list or the office's queue.
type Item struct {
	SKU     string
	Name    catalog.Texts
	HS6     string
	State   string
	Percent int
	Note    string    // of the officer who gave it back
	Back    int       // fields that came back
	At      time.Time // changed, or in the queue asked
	Company account.CompanyID
	Changes int // in the queue, fields to look at
	New     bool
	Hidden  bool // nobody sees it before its maker's profile is accepted
}

// HSCode is the code as people write it: 9018.90.
func (i Item) HSCode() string { return catalog.Product{HS6: i.HS6}.HSCode() }

func (s *Service) item(sheet Sheet) Item {
	return Item{
		SKU: sheet.SKU, Name: sheet.Next.Name, HS6: sheet.Next.HS6, State: sheet.State(), Percent: MeterOf(sheet.Next, s.now()).Percent,
		Note: sheet.Stand.ReviewNote, Back: len(sheet.Returned), At: sheet.touched(), Company: sheet.CompanyID, New: !sheet.shown(), Hidden: sheet.Unlisted(),
	}
}

// touched is when the product or what is typed over it was last changed.
func (s Sheet) touched() time.Time {
	if s.Stand.UpdatedAt.After(s.UpdatedAt) {
		return s.Stand.UpdatedAt
	}
	return s.UpdatedAt
}

// States are all in which a product can be, as Sheet.State calls them, in the order of its life.
var States = []string{"draft", "review", "edited", "changing", "published", "unlisted", "paused", "archived"}

// The orders of a list.
const (
	ByChange = ""     // changed last first
	BySKU    = "sku"  // by article number
	ByName   = "name" // by the name in English, or the Korean one
)

// Sorts are the orders of a list.
var Sorts = []string{ByChange, BySKU, ByName}

// Look is what a maker asks of its list.
type Look struct {
	Text  string // part of the article number, or of the name in any language
	State string // one of States, "" for all
	Sort  string // one of Sorts
	Page  int    // from 1
}

// has reports a product of the text.
func (l Look) has(sheet Sheet) bool {
	text := strings.ToLower(l.Text)
	if strings.Contains(strings.ToLower(sheet.SKU), text) {
		return true
	}
	for _, name := range sheet.Next.Name {
		if strings.Contains(strings.ToLower(name), text) {
			return true
		}
	}
	return false
}

// compare is the order of two products.
func (l Look) compare(a, b Sheet) int {
	first := 0
	switch l.Sort {
	case ByChange:
		first = b.touched().Compare(a.touched())
	case ByName:
		name := func(s Sheet) string { return strings.ToLower(cmp.Or(s.Next.Name["en"], s.Next.Name["ko"])) }
		first = strings.Compare(name(a), name(b))
	}
	return cmp.Or(first, strings.Compare(a.SKU, b.SKU))
}

// find are the products that the look is for, in its order, and how many of each state have its text.
func (l Look) find(sheets map[string]Sheet) (found []Sheet, states map[string]int) {
	states = map[string]int{}
	for _, sheet := range sheets {
		if !l.has(sheet) {
			continue
		}
		state := sheet.State()
		states[state]++
		if l.State == "" || l.State == state {
			found = append(found, sheet)
		}
	}
	slices.SortFunc(found, l.compare)
	return found, states
}

// aPage is how many products a page of a list shows.
const aPage = 100

// pageOf is the page of all that is there to the one asked for, and how many there are.
func pageOf(asked, all int) (page, pages int) {
	pages = max(1, (all+aPage-1)/aPage)
	return min(max(1, asked), pages), pages
}

// Listing is one page of a maker's products.
type Listing struct {
	Look   Look // with a page that is there
	Pages  int
	Items  []Item
	Found  int            // on all pages
	All    int            // that the company has
	States map[string]int // how many of each have the text
	Hidden bool           // nobody sees the products before the company's profile is accepted
}

// List is a page of a company's products, drafts too.
func (s *Service) List(ctx context.Context, v account.Viewer, company account.CompanyID, look Look) (Listing, error) {
	if err := account.May(v, account.EditProduct, account.Object{Supplier: company}); err != nil {
		return Listing{}, err
	}
	outlines, err := s.outlines(ctx, s.db, company, nil, false)
	if err != nil {
		return Listing{}, err
	}
	found, states := look.find(outlines)
	l := Listing{Look: look, Found: len(found), All: len(outlines), States: states}
	l.Look.Page, l.Pages = pageOf(look.Page, len(found))
	for _, outline := range outlines {
		l.Hidden = l.Hidden || outline.Unlisted()
	}
	shown := skusOfSheets(found[(l.Look.Page-1)*aPage : min(l.Look.Page*aPage, len(found))])
	sheets, err := s.sheets(ctx, s.db, company, shown, false)
	if err != nil {
		return Listing{}, err
	}
	for _, sku := range shown {
		if sheet, there := sheets[sku]; there {
			l.Items = append(l.Items, s.item(sheet))
		}
	}
	return l, nil
}

func skusOfSheets(sheets []Sheet) []string {
	skus := make([]string, len(sheets))
	for i, sheet := range sheets {
		skus[i] = sheet.SKU
	}
	return skus
}
