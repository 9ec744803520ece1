package catalog

import (
	"strconv"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/page"
)

// What the pages of the catalog draw over and over, in pieces that are drawn once; see page.Piece.

// Pieces are the facet's values as links: the search that each leads to, and how many products there are, differ from page to page.
func (c Choices) Pieces() []page.Piece {
	pieces := make([]page.Piece, len(c.Values))
	for i, choice := range c.Values {
		key := choice.Path + " " + string(choice.Facet) + " " + choice.Value
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

// Section is a maker's free times and the way to book one, for a product of the maker or, without a SKU, for any. For visitors it is
// drawn once for all of the maker's products.
func (h Hours) Section(maker Maker, sku string, frame page.Frame) []page.Piece {
	var key strings.Builder
	if frame.Person.Name == "" {
		for _, part := range []string{maker.Slug, string(h.Presence), string(h.Talk), frame.Zone.String(), frame.City, maker.Zone, maker.City} {
			key.WriteString(part + "\n")
		}
		for _, at := range h.Next {
			key.WriteString(" " + strconv.FormatInt(at.Unix(), 36))
		}
	}
	return []page.Piece{{Key: key.String(), Blanks: []any{sku}, Part: func(blanks []string) any {
		query := ""
		if blanks[0] != "" {
			query = "?product=" + blanks[0]
		}
		return struct {
			Hours              Hours
			Maker              Maker
			Query, SKU, Signed string
			Token              string
			Talks              bool
		}{h, maker, query, blanks[0], frame.Person.Name, frame.Token, frame.Person.Is(string(account.Buyer))}
	}}}
}

// Image is the picture as an element, with its text in a language or the one that there is. Sizes are how wide it is shown.
func (p Picture) Image(lang, sizes string, lazy bool) []page.Piece {
	alt := page.Pick(lang, p.Alt)
	key := sizes
	if alt.Foreign && alt.Text != "" {
		key += " in " + alt.Lang
	} else {
		alt.Lang = ""
	}
	if lazy {
		key += " lazy"
	}
	blanks := []any{p.Small(), p.Set(), strconv.Itoa(p.Width), strconv.Itoa(p.Height), alt.Text}
	return []page.Piece{{Key: key, Blanks: blanks, Part: func(blanks []string) any {
		return struct {
			Small, Set, Width, Height, Alt, Lang, Sizes string
			Lazy                                        bool
		}{blanks[0], blanks[1], blanks[2], blanks[3], blanks[4], alt.Lang, sizes, lazy}
	}}}
}

// SpecLines are the lines of the specification in a language, each text in the one that there is.
func (p Product) SpecLines(lang string) []page.Piece {
	pieces := make([]page.Piece, len(p.Specs))
	for i, spec := range p.Specs {
		name, value := page.Pick(lang, spec.Name), page.Pick(lang, spec.Value)
		in := func(text page.Picked) string {
			if text.Foreign {
				return text.Lang
			}
			return ""
		}
		standing := spec.Beside(lang)
		pieces[i] = page.Piece{Key: "in " + in(name) + " " + in(value) + " " + standing, Blanks: []any{name.Text, value.Text}, Part: func(blanks []string) any {
			return struct{ Name, NameLang, Value, ValueLang, Standing string }{blanks[0], in(name), blanks[1], in(value), standing}
		}}
	}
	return pieces
}

// CertificateLines are the product's certificates as they stand at an instant.
func (p Product) CertificateLines(now time.Time) []page.Piece {
	pieces := make([]page.Piece, len(p.Certs))
	for i, c := range p.Certs {
		standing := string(c.Standing(now))
		key := standing + " " + string(c.VerifiedHow) + " " + c.Source + keyOf(c.Scope)
		blanks := []any{c.Scheme, c.Number, c.Body, "", "", "", "", ""}
		if c.File != "" {
			blanks[3] = c.ID.String()
		}
		if c.ExpiresOn != nil {
			blanks[4], blanks[5] = c.ExpiresOn.Format(time.DateOnly), *c.ExpiresOn
		}
		if c.VerifiedOn != nil {
			blanks[6], blanks[7] = c.VerifiedOn.Format(time.DateOnly), *c.VerifiedOn
		}
		pieces[i] = page.Piece{Key: key, Blanks: blanks, Part: func(blanks []string) any {
			return struct {
				Standing, How                                                          string
				Scope                                                                  Texts
				Beside                                                                 func(lang string) string
				Scheme, Number, Body, File, Expires, ExpiresDay, Verified, VerifiedDay string
			}{standing, string(c.VerifiedHow), c.Scope, c.Beside, blanks[0], blanks[1], blanks[2], blanks[3], blanks[4], blanks[5], blanks[6], blanks[7]}
		}}
	}
	return pieces
}

// Pieces are the maker in short, beside its products: drawn once for all of them.
func (m Maker) Pieces() []page.Piece {
	key := strings.Join([]string{m.Slug, m.Mark, strconv.Itoa(int(m.Trust.Level)), m.Trust.Mark(), strings.Join(m.Languages, " ")}, "\n") + keyOf(m.Name) + keyOf(m.Line)
	return []page.Piece{{Key: key, Part: func([]string) any { return m }}}
}

// keyOf names a text in all its languages.
func keyOf(t Texts) string {
	var key strings.Builder
	for _, lang := range sortedKeys(t) {
		key.WriteString("\n" + lang + " " + t[lang])
	}
	return key.String()
}
