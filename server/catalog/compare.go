package catalog

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// MostCompared is how many products stand side by side.
const MostCompared = 4

// Compare are published products side by side in the order asked for, each once, with who vouches for their makers and the
// prices that the viewer of the context may see; gone are the SKUs that are not offered any more.
func (s *Service) Compare(ctx context.Context, skus []string) (products []Product, gone []string, err error) {
	for _, sku := range chosenOnce(skus) {
		p, err := s.Product(ctx, sku)
		switch {
		case problem.Is(err, problem.NotFound):
			gone = append(gone, sku)
		case err != nil:
			return nil, nil, err
		default:
			products = append(products, p)
		}
	}
	makers := make([]*Maker, len(products))
	for i := range products {
		makers[i] = &products[i].Maker
	}
	return products, gone, s.vouch(ctx, makers)
}

// chosenOnce are the first MostCompared SKUs that can be ones.
func chosenOnce(skus []string) []string {
	var once []string
	for _, sku := range skus {
		if skuForm.MatchString(sku) && !slices.Contains(once, sku) && len(once) < MostCompared {
			once = append(once, sku)
		}
	}
	return once
}

// CompareURL is the query part of the page that compares these; it can be passed on.
func CompareURL(skus []string, differing bool) string {
	values := url.Values{}
	for _, sku := range skus {
		values.Add("p", sku)
	}
	if differing {
		values.Set("only", "differing")
	}
	if len(values) == 0 {
		return ""
	}
	return "?" + values.Encode()
}

// CompareRow is one line of the table.
type CompareRow struct {
	Key     string // sentence "catalog.row_<key>"; empty for a line of the specification
	Name    Texts  // of a line of the specification
	Cells   []CompareCell
	Differs bool // not all say the same
}

// CompareCell is what one product says; empty: nothing.
type CompareCell struct {
	Text, Lang string
	Note       string // see Product.Beside
}

// trustRow is the line that says who vouches; the page draws it by part/trust-beside.
const trustRow = "trust"

// compareRows are the lines in the order of the page. A hidden price is no text in any of them.
func compareRows(texts *locale.Texts, lang string, products []Product) []CompareRow {
	t := func(key string, args ...any) string { return texts.T(lang, key, args...) }
	number := func(n int) string { return texts.Number(lang, int64(n)) }
	days := func(key string, n int) string {
		if n == 0 {
			return ""
		}
		return t(key, "Count", n)
	}
	var rows []CompareRow
	add := func(key string, say func(Product) string) {
		rows = append(rows, rowOf(key, nil, products, said(lang, say)))
	}
	pick := func(key string, of func(Product) Texts) {
		rows = append(rows, rowOf(key, nil, products, func(p Product) CompareCell { return cellOf(lang, of(p)) }))
	}
	note := func(text string) { // beside the last row, which shows this text
		cells := rows[len(rows)-1].Cells
		for i, p := range products {
			cells[i].Note = p.Beside(lang, text)
		}
	}
	pick("maker", func(p Product) Texts { return p.Maker.Name })
	add(trustRow, func(p Product) string { return t("trust.mark_" + cmp.Or(p.Maker.Trust.Mark(), "none")) })
	add("price", func(p Product) string {
		parts := make([]string, len(p.Tiers))
		for i, tier := range p.Tiers {
			parts[i] = t("catalog.from_quantity", "N", number(tier.From)) + " " + texts.Money(lang, tier.Minor, p.Terms.Currency)
		}
		if len(parts) == 0 {
			return t("catalog.price_on_request")
		}
		return strings.Join(parts, "\n")
	})
	add("incoterm", func(p Product) string { return p.Terms.Incoterm + " " + page.Pick(lang, p.Terms.Place).Text })
	note("place")
	add("moq", func(p Product) string { return quantity(t, number(p.Terms.MOQ), p.Terms.MOQ, p.Terms.Unit) })
	add("lead", func(p Product) string {
		return days("catalog.lead_first", p.Terms.LeadFirst) + "\n" + days("catalog.lead_repeat", p.Terms.LeadRepeat)
	})
	add("sample", func(p Product) string {
		return strings.TrimSpace(page.Pick(lang, p.Terms.Sample).Text + "\n" + days("catalog.lead_sample", p.Terms.LeadSample))
	})
	note("sample")
	add("capacity", func(p Product) string { return t("catalog.a_month", "N", number(p.Terms.Capacity)) })
	add("certificates", func(p Product) string {
		var held []string
		for _, c := range p.Certs {
			if family := Family(c.Scheme); c.State == Held && !slices.Contains(held, family) && c.Standing(p.Today).Counts() {
				held = append(held, family)
			}
		}
		slices.Sort(held)
		return strings.Join(held, ", ")
	})
	pick("payment", func(p Product) Texts { return p.Terms.Payment })
	note("payment")
	add("port", func(p Product) string {
		return strings.TrimSpace(page.Pick(lang, p.Terms.PortName).Text + " " + p.Terms.Port)
	})
	add("warranty", func(p Product) string { return days("catalog.months", p.Terms.Warranty) })
	add("hs", func(p Product) string { return p.HSCode() })
	add("origin", func(p Product) string { return texts.Country(lang, p.Origin) })
	add("languages", func(p Product) string {
		spoken := make([]string, len(p.Maker.Languages))
		for i, language := range p.Maker.Languages {
			spoken[i] = t("catalog.language_" + language)
		}
		return strings.Join(spoken, ", ")
	})
	return append(rows, comparedSpecs(lang, products)...)
}

func said(lang string, say func(Product) string) func(Product) CompareCell {
	return func(p Product) CompareCell { return CompareCell{Text: say(p), Lang: lang} }
}

func cellOf(lang string, of Texts) CompareCell {
	picked := page.Pick(lang, of)
	return CompareCell{Text: picked.Text, Lang: picked.Lang}
}

func rowOf(key string, name Texts, products []Product, say func(Product) CompareCell) CompareRow {
	row := CompareRow{Key: key, Name: name}
	for _, p := range products {
		row.Cells = append(row.Cells, say(p))
	}
	row.Differs = slices.ContainsFunc(row.Cells, func(c CompareCell) bool { return c.Text != row.Cells[0].Text })
	return row
}

// comparedSpecs are the lines of all specifications; those of the same name, in whatever language, are one.
func comparedSpecs(lang string, products []Product) []CompareRow {
	var names []Texts
	for _, p := range products {
		for _, spec := range p.Specs {
			if !slices.ContainsFunc(names, func(n Texts) bool { return sameName(n, spec.Name) }) {
				names = append(names, spec.Name)
			}
		}
	}
	rows := make([]CompareRow, len(names))
	for i, name := range names {
		rows[i] = rowOf("", name, products, func(p Product) CompareCell {
			at := slices.IndexFunc(p.Specs, func(s Spec) bool { return sameName(s.Name, name) })
			if at < 0 {
				return CompareCell{}
			}
			cell := cellOf(lang, p.Specs[at].Value)
			cell.Note = p.Specs[at].Beside(lang)
			return cell
		})
	}
	return rows
}

func sameName(a, b Texts) bool {
	for lang, text := range a {
		if text != "" && strings.EqualFold(text, b[lang]) {
			return true
		}
	}
	return false
}

func quantity(t func(string, ...any) string, number string, n int, unit string) string {
	if unit == "SET" {
		return t("catalog.unit_SET", "Count", n, "N", number)
	}
	return t("catalog.unit_H87", "Count", n, "N", number)
}

// cityOf puts the maker's city into the page's language.
func cityOf(texts *locale.Texts, lang string, m *Maker) {
	m.City = account.CityName(texts, lang, m.City)
}
