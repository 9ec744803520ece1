package intake

import (
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/xuri/excelize/v2"

	"github.com/etradeoffice/portal/server/catalog"
)

// unpunctuated takes out what people write between the digits of a code.
var unpunctuated = strings.NewReplacer(".", "", " ", "", "-", "")

// value is what a cell says in a field as catalog.Fields takes it; what people write beside it is left out: "1,000 pcs",
// "9018.90-8090", "2026. 11. 24.", "예", "독일". What it cannot be is answered with the code of a problem and perhaps with what
// was meant.
func (w *Words) value(f catalog.Field, cell string) (value, code, idea string) {
	switch f.Kind {
	case catalog.OneOf:
		return w.choice(f, cell)
	case catalog.Number, catalog.Decimal:
		return plainNumber(cell), "", ""
	case catalog.Day:
		return day(cell), "", ""
	case catalog.Yes:
		return yes(cell)
	case catalog.Codes:
		if f.Name == "ftas" {
			return strings.Join(codesIn(cell), ", "), "", ""
		}
		return w.countryCodes(cell), "", ""
	}
	switch f.Name {
	case "sku":
		return strings.ToUpper(strings.ReplaceAll(plainDigits(cell), " ", "")), "", ""
	case "origin":
		return w.countryCodes(cell), "", ""
	case "hs6":
		return hs6(cell)
	case "gtin", "national_code", "unspsc", "gpc":
		return unpunctuated.Replace(plainDigits(cell)), "", ""
	}
	return strings.ReplaceAll(cell, "\r\n", "\n"), "", ""
}

func (w *Words) choice(f catalog.Field, cell string) (value, code, idea string) {
	if slices.Contains(f.Choices, cell) {
		return cell, "", ""
	}
	if known, ok := w.values[f.Name][fold(cell)]; ok {
		return known, "", ""
	}
	if len(f.Choices) > 0 && f.Name != "currency" {
		return "", choiceCode[f.Name], catalog.Nearest(strings.ToLower(cell), f.Choices)
	}
	return strings.ToUpper(cell), "", ""
}

// choiceCode says of the fields with a sentence of their own what a value is that they do not know.
var choiceCode = func() map[string]string {
	codes := map[string]string{}
	for _, f := range catalog.Fields {
		codes[f.Name] = "choice_unknown"
	}
	codes["category"], codes["unit"], codes["incoterm"] = "category_unknown", "unit_form", "incoterm_unknown"
	return codes
}()

var (
	scientific = regexp.MustCompile(`^[0-9](\.[0-9]+)?[eE]\+?[0-9]{1,2}$`)
	thousands  = regexp.MustCompile(`^-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$`)
	trailing   = regexp.MustCompile(`^-?[0-9][0-9,.]*`)
)

// plainDigits undoes how spreadsheets write long numbers: 8.80123456789E+12, 901890.0.
func plainDigits(cell string) string {
	if scientific.MatchString(cell) {
		if n, ok := new(big.Rat).SetString(cell); ok && n.IsInt() {
			return n.Num().String()
		}
	}
	return strings.TrimSuffix(cell, ".0")
}

// plainNumber is a number without thousands' commas and units; a comma before other than three digits is a decimal one.
func plainNumber(cell string) string {
	number := plainDigits(strings.TrimRightFunc(cell, func(c rune) bool {
		return unicode.IsLetter(c) || unicode.IsSpace(c) || strings.ContainsRune("°℃㎏³²'", c)
	}))
	if number == "" || trailing.FindString(number) != number {
		return cell
	}
	switch {
	case thousands.MatchString(number):
		number = strings.ReplaceAll(number, ",", "")
	case strings.Count(number, ",") == 1 && !strings.Contains(number, "."):
		number = strings.Replace(number, ",", ".", 1)
	}
	return strings.TrimSuffix(number, ".0")
}

// dayForms are how days are written; a number is a day as spreadsheets count them.
var dayForms = []string{time.DateOnly, "2006-1-2", "2006.1.2", "2006/1/2", "2006년1월2일", "2.1.2006", "20060102", "2006-01-02T15:04:05Z"}

func day(cell string) string {
	compact := strings.TrimSuffix(strings.ReplaceAll(cell, " ", ""), ".")
	for _, form := range dayForms {
		if on, err := time.Parse(form, compact); err == nil {
			return on.Format(time.DateOnly)
		}
	}
	if n, err := strconv.ParseFloat(compact, 64); err == nil && n > 20_000 && n < 80_000 {
		if on, err := excelize.ExcelDateToTime(n, false); err == nil {
			return on.Format(time.DateOnly)
		}
	}
	return cell
}

func yes(cell string) (value, code, idea string) {
	switch fold(cell) {
	case "yes", "y", "true", "1", "o", "예", "네", "유", "가능", "있음", "x":
		if fold(cell) != "x" {
			return "yes", "", ""
		}
		return "", "", ""
	case "no", "n", "false", "0", "아니오", "아니요", "무", "불가", "없음", "":
		return "", "", ""
	}
	return "", "choice_unknown", ""
}

// codesIn are the parts of a list.
func codesIn(cell string) []string {
	var codes []string
	for _, part := range strings.FieldsFunc(cell, func(c rune) bool { return strings.ContainsRune(",;/\n、，", c) }) {
		if part = strings.TrimSpace(part); part != "" {
			codes = append(codes, part)
		}
	}
	return codes
}

// countryCodes writes names of countries as codes; what is no name stays.
func (w *Words) countryCodes(cell string) string {
	codes := codesIn(cell)
	for i, part := range codes {
		if code, ok := w.countries[fold(part)]; ok {
			codes[i] = code
		}
	}
	return strings.Join(codes, ", ")
}

var digits = regexp.MustCompile(`^[0-9]+$`)

// heading is what spreadsheets make of 9018.90: a number whose last zero says nothing.
var heading = regexp.MustCompile(`^[0-9]{4}\.[0-9]$`)

// hs6 are the code's first six digits, however it is dotted; the national rest is left off.
func hs6(cell string) (value, code, idea string) {
	if heading.MatchString(cell) {
		cell += "0"
	}
	plain := unpunctuated.Replace(plainDigits(cell))
	switch {
	case !digits.MatchString(plain), len(plain) < 5:
		return "", "hs_form", ""
	case len(plain) == 5 || len(plain) == 9: // a spreadsheet took the zero at the front
		return "", "hs_form", ("0" + plain)[:6]
	}
	return plain[:6], "", ""
}
