package catalog

import (
	"slices"
	"strings"

	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/page"
)

// CardLine is one line of a product's card. Text may have several lines; Lang is its language.
type CardLine struct {
	Name string `json:"name"`
	Text string `json:"text"`
	Lang string `json:"lang"`
}

// onCard are the lines of a comparison that a card has, before the specification.
var onCard = []string{"price", "incoterm", "moq", "lead", "certificates", "warranty", "hs", "origin"}

// Card is what a product says of itself in short: terms, then the specification, in the page's language as far as there is a
// text, with the prices that the product was read with and no word of others.
func (p Product) Card(texts *locale.Texts, lang string) []CardLine {
	lines := []CardLine{}
	for _, row := range compareRows(texts, lang, []Product{p}) {
		name := page.Pick(lang, row.Name).Text
		if row.Key != "" {
			if !slices.Contains(onCard, row.Key) {
				continue
			}
			name = texts.T(lang, "catalog.row_"+row.Key)
		}
		if text := strings.TrimSpace(row.Cells[0].Text); text != "" {
			lines = append(lines, CardLine{name, text, row.Cells[0].Lang})
		}
	}
	return lines
}
