package catalog

import (
	"time"

	"github.com/etradeoffice/portal/server/page"
)

// What the pages of the catalog draw over and over, in pieces that are drawn once; see page.Piece.

// Pieces are the facet's values as links: the search that each leads to, and how many products there are, differ from page to page.
func (c Choices) Pieces() []page.Piece {
	pieces := make([]page.Piece, len(c.Values))
	for i, choice := range c.Values {
		key := string(choice.Facet) + " " + choice.Value
		if choice.Chosen {
			key += " chosen"
		}
		if choice.Mine {
			key += " mine"
		}
		pieces[i] = page.Piece{Key: key, Blanks: []any{choice.URL, choice.N}, Part: func(blanks []string) any {
			return struct {
				Choice
				URL, N string
			}{choice, blanks[0], blanks[1]}
		}}
	}
	return pieces
}

// Hits are products as cards.
type Hits []Hit

// Cards are they as somebody in a zone and a city sees them. The pictures of the first few are loaded at once; cards to pick have what
// they can be picked for.
func (hits Hits) Cards(zone *time.Location, city string, now time.Time, eager int, pick bool) []page.Piece {
	pieces := make([]page.Piece, len(hits))
	for i := range hits {
		pieces[i] = page.Piece{Key: hits[i].CardKey(zone, city, now, i < eager, pick), Part: func([]string) any {
			return struct {
				Hit         Hit
				Now         time.Time
				Eager, Pick bool
			}{hits[i], now, i < eager, pick}
		}}
	}
	return pieces
}
