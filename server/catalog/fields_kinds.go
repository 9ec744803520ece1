package catalog

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/locale"
)

// detail is a field whose value lies in Product.Details under its name. check may be nil.
func detail(section, name string, kind FieldKind, check func(string) string) Field {
	return Field{Name: name, Section: section, Kind: kind, Most: 200,
		get: func(p Product) string { return p.Details[name] },
		set: func(p *Product, value string) string {
			if value != "" && check != nil {
				if code := check(value); code != "" {
					return code
				}
			}
			p.Details = with(p.Details, name, value)
			return ""
		}}
}

// with is a map with one value set, or without it when it is empty; nil when nothing is left.
func with[M ~map[string]string](m M, key, value string) M {
	m = maps.Clone(m)
	if m == nil {
		m = M{}
	}
	m[key] = value
	if value == "" {
		delete(m, key)
	}
	if len(m) == 0 {
		return nil
	}
	return m
}

func (f Field) wanted() Field { f.Wanted = true; return f }

func (f Field) required() Field { f.Required, f.Wanted = true, true; return f }

func (f Field) of(choices ...string) Field {
	f.Choices = choices
	return f
}

func wholeNumber(value string) string {
	if n, err := strconv.Atoi(value); err != nil || n <= 0 || n > 1_000_000_000 {
		return "cell_number"
	}
	return ""
}

func degrees(value string) string {
	if n, err := strconv.Atoi(value); err != nil || n < -273 || n > 2000 {
		return "cell_number"
	}
	return ""
}

var decimalForm = regexp.MustCompile(`^[0-9]{1,9}(\.[0-9]{1,4})?$`)

func decimalNumber(value string) string {
	if !decimalForm.MatchString(value) {
		return "cell_number"
	}
	return ""
}

func calendarDay(value string) string {
	if _, err := time.Parse(time.DateOnly, value); err != nil {
		return "day_form"
	}
	return ""
}

func like(form, code string) func(string) string {
	compiled := regexp.MustCompile(form)
	return func(value string) string {
		if !compiled.MatchString(value) {
			return code
		}
		return ""
	}
}

func oneOf(choices []string, code string) func(string) string {
	return func(value string) string {
		if !slices.Contains(choices, value) {
			return code
		}
		return ""
	}
}

// countryCodes are ISO 3166-1 alpha-2 between commas.
func countryCodes(value string) string {
	for _, code := range listed(value) {
		if !originForm.MatchString(code) {
			return "countries_form"
		}
	}
	return ""
}

func choice(section, name string, choices ...string) Field {
	return detail(section, name, OneOf, oneOf(choices, "choice_unknown")).of(choices...)
}

// amount is a field for a whole number of the product itself; 0 is nothing said.
func amount(section, name string, at func(*Product) *int) Field {
	return Field{Name: name, Section: section, Kind: Number, Most: 20,
		get: func(p Product) string {
			if n := *at(&p); n != 0 {
				return strconv.Itoa(n)
			}
			return ""
		},
		set: func(p *Product, value string) string {
			if value == "" {
				*at(p) = 0
				return ""
			}
			n, ok := locale.ParseWhole(value)
			if !ok || n <= 0 || n > 1_000_000_000 {
				return "cell_number"
			}
			*at(p) = n
			return ""
		}}
}

// code is a field for a code of the product itself, in capitals and without spaces. check is not asked about nothing.
func code(section, name string, kind FieldKind, at func(*Product) *string, check func(string) string) Field {
	return Field{Name: name, Section: section, Kind: kind, Most: 60,
		get: func(p Product) string { return *at(&p) },
		set: func(p *Product, value string) string {
			if kind != OneOf {
				value = strings.ToUpper(strings.ReplaceAll(value, " ", ""))
			}
			if value != "" {
				if wrong := check(value); wrong != "" {
					return wrong
				}
			}
			*at(p) = value
			return ""
		}}
}

// text is a field for one language of one of the product's texts.
func text(name, lang string, kind FieldKind, most int, at func(*Product) *Texts) Field {
	return Field{Name: name + "_" + lang, Section: "texts", Kind: kind, Text: name, Lang: lang, Most: most,
		get: func(p Product) string { return (*at(&p))[lang] },
		set: func(p *Product, value string) string {
			*at(p) = with(*at(p), lang, value)
			return ""
		}}
}

// unseparated takes the separators of Rows out of a text.
var unseparated = strings.NewReplacer("|", "/", "\n", " ", "\r", "")

// cell is a cell of Rows: it holds no separator.
func cell(text string) string { return strings.TrimSpace(unseparated.Replace(text)) }

// JoinRows writes rows as the value of a field: rows without a word are left out.
func JoinRows(rows [][]string) string {
	var lines []string
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, text := range row {
			cells[i] = cell(text)
		}
		if strings.Join(cells, "") != "" {
			lines = append(lines, strings.Join(cells, " | "))
		}
	}
	return strings.Join(lines, "\n")
}

// SplitRows reads them back, each as wide as it should be.
func SplitRows(value string, width int) [][]string {
	var rows [][]string
	for line := range strings.SplitSeq(value, "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		row := make([]string, width)
		for i, text := range strings.Split(line, "|") {
			if i < width {
				row[i] = strings.TrimSpace(text)
			}
		}
		rows = append(rows, row)
	}
	return rows
}
