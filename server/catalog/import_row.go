package catalog

import (
	"cmp"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// CellError is what is wrong in one cell, or with a field that no cell fills.
type CellError struct {
	Row    int    // from 0, the header
	Column int    // -1: no column fills the field
	Field  string // of importFields
	Code   string // problem.<code>
	Typed  string
	Idea   string // what may be meant, "" when nobody knows
}

// productOfRow is the product that a row of cells says; columns tells each column's field. What the row does not say
// stays as it is in base, which is nil for a new product.
func productOfRow(row int, cells, columns []string, base *Product) (Product, []CellError) {
	r := rowReader{row: row, cells: cells, columns: columns}
	p := Product{HSEdition: HSEdition, HSStatus: "self", Origin: "KR", Terms: Terms{Unit: "H87", Currency: "USD", Incoterm: "FOB"}}
	if base != nil {
		p = *base
	} else {
		for _, f := range importFields {
			if f.Required && r.text(f.Name) == "" {
				r.fail(f.Name, "cell_missing", "")
			}
		}
	}
	upper := func(field string, into *string) {
		if text := r.text(field); text != "" {
			*into = strings.ToUpper(strings.ReplaceAll(text, " ", ""))
		}
	}
	upper("sku", &p.SKU)
	upper("gtin", &p.GTIN)
	upper("origin", &p.Origin)
	upper("unit", &p.Terms.Unit)
	upper("currency", &p.Terms.Currency)
	upper("incoterm", &p.Terms.Incoterm)
	upper("port", &p.Terms.Port)
	r.category(&p.Category)
	r.hs6(&p.HS6)
	p.Name, p.Short, p.Keywords = r.texts("name", p.Name), r.texts("short", p.Short), r.words(p.Keywords)
	if place := r.text("place"); place != "" && !slices.Contains(values(p.Terms.Place), place) {
		p.Terms.Place = Texts{"en": place}
	}
	r.number("moq", &p.Terms.MOQ)
	r.number("lead_first", &p.Terms.LeadFirst)
	r.number("lead_sample", &p.Terms.LeadSample)
	p.Terms.LeadRepeat = cmp.Or(p.Terms.LeadRepeat, p.Terms.LeadFirst)
	r.number("lead_repeat", &p.Terms.LeadRepeat)
	p.Terms.Capacity = cmp.Or(p.Terms.Capacity, p.Terms.MOQ)
	r.number("capacity", &p.Terms.Capacity)
	r.tiers(&p)
	if len(r.errors) == 0 {
		for _, wrong := range p.wrong() {
			r.fail(importFieldFor(wrong.Name), wrong.Code, "")
		}
	}
	return p, r.errors
}

// importFieldFor is the column that fills a field of Product.wrong.
func importFieldFor(name string) string {
	switch name {
	case "name", "short":
		return name + "_en"
	case "lead":
		return "lead_first"
	case "tiers":
		return "price"
	}
	return name
}

type rowReader struct {
	row     int
	cells   []string
	columns []string
	errors  []CellError
}

func (r *rowReader) column(field string) int {
	for i, name := range r.columns {
		if name == field {
			return i
		}
	}
	return -1
}

func (r *rowReader) text(field string) string {
	if at := r.column(field); at >= 0 {
		return r.cells[at]
	}
	return ""
}

func (r *rowReader) fail(field, code, idea string) {
	r.errors = append(r.errors, CellError{r.row, r.column(field), field, code, r.text(field), idea})
}

func (r *rowReader) texts(field string, had Texts) Texts {
	texts := maps.Clone(had)
	if texts == nil {
		texts = Texts{}
	}
	for _, lang := range []string{"ko", "en"} {
		if text := r.text(field + "_" + lang); text != "" {
			texts[lang] = text
		}
	}
	return texts
}

func (r *rowReader) words(had map[string][]string) map[string][]string {
	words := maps.Clone(had)
	if words == nil {
		words = map[string][]string{}
	}
	for _, lang := range []string{"ko", "en"} {
		if said := listed(r.text("keywords_" + lang)); len(said) > 0 {
			words[lang] = said
		}
	}
	return words
}

// number reads a whole number; "1,000", "10 days" and "10개" are understood.
func (r *rowReader) number(field string, into *int) {
	typed := r.text(field)
	if typed == "" {
		return
	}
	digits := strings.TrimRightFunc(strings.ReplaceAll(typed, ",", ""), func(c rune) bool { return unicode.IsLetter(c) || unicode.IsSpace(c) })
	n, err := strconv.Atoi(strings.TrimSuffix(digits, ".0"))
	if err != nil || n <= 0 || n > 1_000_000_000 {
		r.fail(field, "cell_number", "")
		return
	}
	*into = n
}

// hs6 reads the code's first six digits, however it is dotted; the national rest is left off.
func (r *rowReader) hs6(into *string) {
	typed := r.text("hs6")
	if typed == "" {
		return
	}
	digits := strings.NewReplacer(".", "", " ", "", "-", "").Replace(typed)
	switch {
	case len(digits) == 5 && hs6Form.MatchString("0"+digits): // a spreadsheet took the zero at the front
		r.fail("hs6", "hs_form", "0"+digits)
	case len(digits) < 6 || !hs6Form.MatchString(digits[:6]):
		r.fail("hs6", "hs_form", "")
	default:
		*into = digits[:6]
	}
}

// category reads one of Categories; for another a near spelling is proposed.
func (r *rowReader) category(into *string) {
	typed := strings.ToLower(r.text("category"))
	switch {
	case typed == "":
	case slices.Contains(Categories, typed):
		*into = typed
	default:
		count := map[string]int{}
		for _, category := range Categories {
			count[category] = 1
		}
		r.fail("category", "category_unknown", newVocabulary(count).nearest(typed))
	}
}

// tiers reads the first two prices. Those that a row does not say, or says as they are, stay; a changed one keeps the
// level that sees it.
func (r *rowReader) tiers(p *Product) {
	from := 0
	r.number("from_2", &from)
	tiers := slices.Clone(p.Tiers)
	for i, at := range []struct {
		price string
		from  int
	}{{"price", p.Terms.MOQ}, {"price_2", from}} {
		typed := r.text(at.price)
		if typed == "" || i < len(tiers) && typed == p.price(i) && (i == 0 || from == tiers[i].From) {
			continue
		}
		minor, ok := minorUnits(typed, p.Terms.Currency)
		if !ok {
			r.fail(at.price, "cell_money", "")
			continue
		}
		if i < len(tiers) {
			tiers[i].From, tiers[i].Minor = cmp.Or(at.from, tiers[i].From), minor
		} else {
			tiers = append(tiers, Tier{From: at.from, Minor: minor})
		}
	}
	p.Tiers = tiers
}

// minorUnits reads an amount: "1,280.50", "$ 420". Korean won and Japanese yen have no minor unit (ISO 4217).
func minorUnits(typed, currency string) (int64, bool) {
	amount, ok := new(big.Rat).SetString(strings.Trim(strings.ReplaceAll(typed, ",", ""), "$€₩¥ CDEJKNPRSUWY원"))
	if !ok || amount.Sign() <= 0 {
		return 0, false
	}
	if minorDigits(currency) > 0 {
		amount.Mul(amount, big.NewRat(100, 1))
	}
	if !amount.IsInt() || !amount.Num().IsInt64() {
		return 0, false
	}
	return amount.Num().Int64(), true
}
