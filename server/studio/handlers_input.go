package studio

import (
	"cmp"
	"slices"
	"strings"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/page"
)

// Input is one control of a form, ready to draw.
type Input struct {
	Name     string
	Label    string
	Hint     string
	Kind     catalog.FieldKind
	Lang     string // of what is typed, where that is one language
	LangName string
	Value    string
	Options  []Option
	Columns  []Column
	Rows     [][]string
	Required bool
	Locked   bool
	Most     int
	Returned string // why the office gave it back
	Public   string // what everybody sees meanwhile, where that is something else
	Changed  bool
	Standing string // of a translation: see catalog.Product.Beside
}

// Option is one value of a select.
type Option struct{ Value, Label string }

// Column is one cell of each row.
type Column struct {
	Name, Label string
	Kind        catalog.FieldKind // Day and Codes have controls of their own; else a line
	Options     []Option
}

// columnKinds are those of the cells that are no line.
var columnKinds = map[string]catalog.FieldKind{"starts": catalog.Day, "ends": catalog.Day, "country": catalog.Codes}

// Group is inputs that stand beside each other.
type Group []Input

// blankRows are offered below what is there, so that rows can be added without script.
const blankRows = 2

// beside are fields that stand beside the one before them.
var beside = map[string]bool{
	"hs_edition": true, "national_code": true, "hs_on": true, "maker_no": true, "variants": true, "gpc": true, "unit": true, "port": true, "lead_repeat": true,
	"sample_price": true, "outer_quantity": true, "carton_width": true, "carton_height": true, "gross_kg": true, "load_20": true, "load_40": true, "battery_wh": true,
	"degrees_to": true, "criterion": true, "exporter_no": true, "markets_blocked": true, "spare_years": true, "name_en": true, "gln": true, "eori": true, "staff": true,
	"factory_lines": true, "exports": true, "corporate_no": true, "representative": true, "patents": true, "distributors": true, "line_en": true, "site_en": true, "about_en": true, "outlets": true, "payment": true, "vat": true,
}

// drawer draws fields in a language.
type drawer struct {
	texts *locale.Texts
	lang  string
}

func (d drawer) t(key string) string { return d.texts.T(d.lang, key) }

func (d drawer) has(key string) bool { return d.texts.Has(d.lang, key) }

// label is what a field is called: studio.field_<text>.
func (d drawer) label(name string) string { return d.t("studio.field_" + name) }

// FieldLabel is what a field of a product is called, with its language: "Name (Korean)".
func FieldLabel(texts *locale.Texts, lang string, f catalog.Field) string {
	d := drawer{texts, lang}
	if f.Text != "" {
		return d.label(f.Text) + " (" + d.t("studio.lang_"+f.Lang) + ")"
	}
	return d.field(f)
}

// ChoiceLabel is what a value of a field is called.
func ChoiceLabel(texts *locale.Texts, lang, field, value string) string {
	return drawer{texts, lang}.option(field, value)
}

// field is what a field without a language is called; those with a page of their own are called as that.
func (d drawer) field(f catalog.Field) string {
	if f.Name == catalog.RightSpecs {
		return d.label("specs")
	}
	if f.Name == brochuresField.Name {
		return d.t("media.brochures")
	}
	if !slices.Contains(catalog.Sections, f.Section) {
		return d.t("studio.section_" + f.Section)
	}
	return d.label(f.Name)
}

// option is what a value of a field is called.
func (d drawer) option(field, value string) string {
	key := "studio.choice_" + field + "_" + value
	switch field {
	case "category":
		key = "catalog.category_" + value
	case "hs_status":
		key = "catalog.hs_" + value
	case "unit":
		key = "studio.unit_" + value
	case "level":
		key = "studio.level_" + value
	}
	if d.has(key) {
		return d.t(key)
	}
	return value
}

func (d drawer) options(field string, values []string) []Option {
	options := make([]Option, len(values))
	for i, value := range values {
		options[i] = Option{value, d.option(field, value)}
	}
	return options
}

// shown is a value as people read it: names for codes, a line a row.
func (d drawer) shown(name string, kind catalog.FieldKind, value string) string {
	if value == "" {
		return ""
	}
	switch kind {
	case catalog.OneOf:
		return d.option(name, value)
	case catalog.Yes:
		if strings.HasPrefix(name, "right.") {
			return d.t("studio.text_right")
		}
		return d.t("studio.yes")
	case catalog.Codes:
		named := codes(value)
		for i, code := range named {
			if name != "ftas" {
				named[i] = d.texts.Country(d.lang, code)
			}
		}
		return strings.Join(named, ", ")
	case catalog.Rows:
		switch name {
		case "tiers":
			return d.tiers(value)
		case "specs":
			return specLines(value)
		case "brochures":
			return d.brochures(value)
		case "fairs":
			return d.fairs(value)
		}
	}
	return value
}

// tiers are price steps in words: from which quantity, how much, who sees it.
func (d drawer) tiers(value string) string {
	rows := catalog.SplitRows(value, 3)
	lines := make([]string, len(rows))
	for i, row := range rows {
		lines[i] = d.texts.T(d.lang, "catalog.from_quantity", "N", row[0]) + ": " + row[1] + " · " + d.option("level", row[2])
	}
	return strings.Join(lines, "\n")
}

// fairs are a line each: what, where, when, at which stand.
func (d drawer) fairs(value string) string {
	fairs, _ := catalog.ParseFairs(value)
	lines := make([]string, len(fairs))
	for i, f := range fairs {
		lines[i] = f.Name + ", " + f.City + ", " + d.texts.Country(d.lang, f.Country) + ": " + d.texts.Day(d.lang, f.From) + " – " + d.texts.Day(d.lang, f.Until)
		if f.Stand != "" {
			lines[i] += ", " + f.Stand
		}
	}
	return strings.Join(lines, "\n")
}

// brochures are PDF sheets by language and name.
func (d drawer) brochures(value string) string {
	rows := catalog.SplitRows(value, 4)
	lines := make([]string, len(rows))
	for i, row := range rows {
		lines[i] = d.t("media.lang_"+row[1]) + ": " + row[3]
	}
	return strings.Join(lines, "\n")
}

// specLines are a specification as a buyer reads it, Korean behind English.
func specLines(value string) string {
	rows := catalog.SplitRows(value, 4)
	lines := make([]string, len(rows))
	for i, row := range rows {
		lines[i] = row[0] + ": " + row[2]
		if row[1] != "" || row[3] != "" {
			lines[i] += " (" + row[1] + ": " + row[3] + ")"
		}
	}
	return strings.Join(lines, "\n")
}

func (d drawer) input(name, base, lang string, kind catalog.FieldKind, columns, choices []string, value string) Input {
	in := Input{Name: name, Label: d.label(base), Kind: kind, Value: value, Lang: lang}
	if lang != "" {
		in.LangName = d.t("studio.lang_" + lang)
	}
	if d.has("studio.hint_" + base) {
		in.Hint = d.t("studio.hint_" + base)
	}
	if kind == catalog.OneOf {
		in.Options = d.options(name, choices)
	}
	if kind == catalog.Rows {
		for _, column := range columns {
			c := Column{Name: column, Label: d.column(column), Kind: columnKinds[column]}
			if column == "level" {
				c.Options = d.options("level", catalog.Levels)
			}
			in.Columns = append(in.Columns, c)
		}
		in.Rows = catalog.SplitRows(value, len(columns))
		for range blankRows {
			in.Rows = append(in.Rows, make([]string, len(columns)))
		}
	}
	return in
}

// column is what the cells of a column are called; some are called as a section is.
func (d drawer) column(name string) string {
	if key := "studio.column_" + name; d.has(key) {
		return d.t(key)
	}
	return d.t("studio.section_" + name)
}

// inputs are the controls of a section. values is what to show, where it is not what the sheet says.
func (d drawer) inputs(s Sheet, fields []catalog.Field, values map[string]string) []Group {
	var groups []Group
	for _, f := range fields {
		value, given := values[f.Name]
		if !given {
			value = s.Value(f)
		}
		if f.Confirms {
			if behind := s.Next.SpecsBehind(); len(behind) > 0 || value != "" {
				groups = append(groups, Group{d.right(f.Name, "specs", value, d.linesOf(behind))})
			}
			continue
		}
		base := f.Name
		if f.Text != "" {
			base = f.Text
		}
		in := d.input(f.Name, base, f.Lang, f.Kind, f.Columns, f.Choices, value)
		in.Required, in.Most, in.Returned = f.Required, f.Most, s.Returned[f.Name]
		in.Locked = f.Name == "sku"
		if public := f.Value(s.Base); s.shown() && public != s.Value(f) {
			in.Public, in.Changed = d.shown(f.Name, f.Kind, public), true
		}
		last := len(groups) - 1
		if last >= 0 && (beside[f.Name] || f.Text != "" && groups[last][0].Label == in.Label) {
			groups[last] = append(groups[last], in)
		} else {
			groups = append(groups, Group{in})
		}
	}
	return groups
}

// right is the tick by which the English of a text is said to be right again, with what it is about.
func (d drawer) right(name, base, value, about string) Input {
	in := Input{Name: name, Kind: catalog.Yes, Value: value, Hint: about, Standing: "stale", Label: d.label(base) + " (" + d.t("studio.lang_en") + "): " + d.t("studio.text_right")}
	if value != "" {
		in.Standing = ""
	}
	return in
}

// linesOf are lines of a specification by their names.
func (d drawer) linesOf(specs []catalog.Spec) string {
	names := make([]string, len(specs))
	for i, spec := range specs {
		names[i] = page.Pick(d.lang, spec.Name).Text
	}
	return strings.Join(names, ", ")
}

// firmInputs are those of a company in one section.
func (d drawer) firmInputs(sheet FirmSheet, section string, values map[string]string) []Group {
	fields := slices.DeleteFunc(slices.Clone(FirmFields), func(f FirmField) bool { return f.Section != section })
	return d.saidInputs(sheet, fields, values)
}

func (d drawer) saidInputs(sheet FirmSheet, fields []FirmField, values map[string]string) []Group {
	var groups []Group
	for _, f := range fields {
		value, given := values[f.Name]
		if !given {
			value = f.Value(sheet.Next)
		}
		if f.Confirms {
			if value = cmp.Or(value, sheet.Typed[f.Name]); value != "" || sheet.Next.Profile.Behind(f.Text) {
				groups = append(groups, Group{d.right(f.Name, "firm_"+f.Text, value, "")})
			}
			continue
		}
		base := "firm_" + f.Name
		if f.Text != "" {
			base = "firm_" + f.Text
		}
		in := d.input(f.Name, base, f.Lang, f.Kind, f.Columns, f.Choices, value)
		in.Required, in.Most, in.Returned = f.Required, 4000, sheet.Returned[f.Name]
		if sheet.waits(f.Name) {
			in.Changed, in.Public = true, d.shown(f.Name, f.Kind, f.Value(sheet.Base))
		}
		if last := len(groups) - 1; last >= 0 && beside[f.Name] {
			groups[last] = append(groups[last], in)
		} else {
			groups = append(groups, Group{in})
		}
	}
	return groups
}

// countries are offered as a list beside fields with country codes.
func (d drawer) countries() []Option {
	codes := account.CountriesByName(d.texts, d.lang)
	options := make([]Option, len(codes))
	for i, code := range codes {
		options[i] = Option{code, d.texts.Country(d.lang, code)}
	}
	return options
}
