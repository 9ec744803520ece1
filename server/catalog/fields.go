package catalog

import (
	"cmp"
	"maps"
	"slices"

	"github.com/etradeoffice/portal/server/problem"
)

// FieldKind says how the value of a field is typed.
type FieldKind string

// The kinds. A value is always text: what a form sends, a draft keeps, a table's cell holds and a reviewer compares.
const (
	Line    FieldKind = "line"
	Prose   FieldKind = "prose"
	Number  FieldKind = "number"  // a whole number
	Decimal FieldKind = "decimal" // with a point
	OneOf   FieldKind = "choice"  // one of Choices
	Codes   FieldKind = "codes"   // several codes between commas
	Day     FieldKind = "day"     // 2026-11-24
	Yes     FieldKind = "yes"     // "yes" or nothing
	Rows    FieldKind = "rows"    // a line a row, cells between " | "
)

// Field is one thing that is known of a product. The editor, the drafts, the comparison for the reviewing officer, the
// completeness and the tables for import and export all follow from Fields.
type Field struct {
	Name     string // stable; of a text with its language: name_en
	Section  string // one of Sections
	Kind     FieldKind
	Text     string // of a text, its name without the language; "" for another
	Lang     string // of a text (BCP 47)
	Required bool   // to publish (trade reference, section 4)
	Wanted   bool   // a buyer misses it: it counts for completeness
	Choices  []string
	Columns  []string // of Rows, the names of the cells
	Most     int      // characters
	Confirms bool     // "yes" says that a translation has been read again and is right; a product never says it by itself

	get func(Product) string
	set func(*Product, string) (code string) // what the value cannot be, as "problem.<code>"; "" when it is taken
}

// Sections are the parts of the editor in order.
var Sections = []string{"identity", "texts", "terms", "prices", "freight", "compliance", "cooperation", "media"}

// TextLangs are the languages that texts of products can be written in, the two of the office first.
var TextLangs = []string{"ko", "en", "de", "ro", "es", "vi", "ru", "zh-Hans", "ja"}

// Fields are all of them, in the order of the editor.
var Fields = slices.Concat(identityFields(), textFields(), termFields(), priceFields(), freightFields(), complianceFields(), cooperationFields(), mediaFields(), pageFields())

// Reviewed are the fields that the office decides about: those of Fields, and what no table holds.
var Reviewed = append(slices.Clip(Fields), brochuresField(), rightSpecsField())

var fieldAt = func() map[string]int {
	at := make(map[string]int, len(Reviewed))
	for i, f := range Reviewed {
		at[f.Name] = i
	}
	return at
}()

// FieldOf is the field of a name.
func FieldOf(name string) (Field, bool) {
	at, ok := fieldAt[name]
	if !ok {
		return Field{}, false
	}
	return Reviewed[at], true
}

// Value is what a product says in a field, as it would be typed.
func (f Field) Value(p Product) string { return f.get(p) }

// With is the product with what was typed over it, and what is wrong with that: a value that cannot be taken leaves the
// product as it was there. Names that are no field are ignored.
func (p Product) With(typed map[string]string) (Product, []problem.Field) {
	p.Details = maps.Clone(p.Details)
	var wrong []problem.Field
	for _, f := range Reviewed {
		value, ok := typed[f.Name]
		if !ok {
			continue
		}
		code := "text_long"
		if f.Most == 0 || len([]rune(value)) <= f.Most {
			code = f.set(&p, value)
		}
		if code != "" {
			wrong = append(wrong, problem.Field{Name: f.Name, Code: code})
		}
	}
	return p, wrong
}

// Typed is the product as it would be typed: every field that says something.
func (p Product) Typed() map[string]string {
	typed := map[string]string{}
	for _, f := range Fields {
		if value := f.get(p); value != "" {
			typed[f.Name] = value
		}
	}
	return typed
}

// Faults are what stands between a product and its publication, by the names of Fields.
func (p Product) Faults() []problem.Field {
	faults := p.wrong()
	for i := range faults {
		faults[i].Name = cmp.Or(map[string]string{"name": "name_en", "short": "short_en", "place": "place_en", "lead": "lead_first"}[faults[i].Name], faults[i].Name)
	}
	return faults
}

// NewProduct is what the form for a product that is not there yet begins with.
func NewProduct(sku string) Product {
	return Product{SKU: sku, HSEdition: HSEdition, HSStatus: "self", Origin: "KR", Terms: Terms{Unit: "H87", Currency: "USD", Incoterm: "FOB"}}
}
