package intake

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/studio"
)

// CellError is what is wrong in one cell, or with a field that no cell fills. A warning takes nothing away from its row.
type CellError struct {
	Row    int    `json:"row"`    // from 0, the header
	Column int    `json:"column"` // -1: no column fills the field
	Field  string `json:"field"`  // of Columns
	Code   string `json:"code"`   // problem.<code>
	Typed  string `json:"typed,omitempty"`
	Idea   string `json:"idea,omitempty"` // what may be meant, "" when nobody knows
	Warns  bool   `json:"warns,omitempty"`
}

// reader reads one row.
type reader struct {
	words   *Words
	row     int
	cells   []string
	at      map[string]int // field -> column
	errors  []CellError
	refused bool
}

func columnsAt(columns []string) map[string]int {
	at := make(map[string]int, len(columns))
	for i, name := range columns {
		if name != "" {
			at[name] = i
		}
	}
	return at
}

func (r *reader) text(name string) string {
	if at, ok := r.at[name]; ok && at < len(r.cells) {
		return r.cells[at]
	}
	return ""
}

func (r *reader) note(name, code, idea string, warns bool) {
	at, ok := r.at[name]
	if !ok {
		at = -1
	}
	r.errors = append(r.errors, CellError{r.row, at, name, code, r.text(name), idea, warns})
	r.refused = r.refused || !warns
}

func (r *reader) fail(name, code, idea string) { r.note(name, code, idea, false) }
func (r *reader) warn(name, code, idea string) { r.note(name, code, idea, true) }

// sku is the number that the row names.
func (r *reader) sku() string {
	f, _ := catalog.FieldOf("sku")
	sku, _, _ := r.words.value(f, r.text("sku"))
	return sku
}

// typed are the fields that the row says otherwise than a product does, as the product would say them. Empty cells say
// nothing.
func (r *reader) typed(had studio.Sheet) map[string]string {
	said := map[string]string{}
	for name := range r.at {
		f, ok := catalog.FieldOf(name)
		cell := r.text(name)
		if !ok || cell == "" || name == "sku" || name == "pictures" {
			continue
		}
		value, code, idea := r.words.value(f, cell)
		if code != "" {
			r.fail(name, code, idea)
			continue
		}
		if name == "certificates" {
			value = joined(valueOf(had, name), value)
		}
		said[name] = value
	}
	if text, ok := r.tiers(had, said); ok {
		said["tiers"] = text
	}
	r.supply(had, said)
	next, wrong := had.Next.With(said)
	for _, fault := range wrong {
		r.fail(r.column(fault.Name), fault.Code, "")
		delete(said, fault.Name)
	}
	for name := range said {
		f, _ := catalog.FieldOf(name)
		if said[name] = f.Value(next); said[name] == saidAlready(had, f) {
			delete(said, name)
		}
	}
	return said
}

// saidAlready is what a product says in a field, as it would be written; what it cannot be is said as it was typed.
func saidAlready(had studio.Sheet, f catalog.Field) string {
	if slices.ContainsFunc(had.Wrong, func(fault problem.Field) bool { return fault.Name == f.Name }) {
		return had.Value(f)
	}
	return f.Value(had.Next)
}

// joined are rows with those of others whose first cell they do not have: a table takes no certificate away.
func joined(had, said string) string {
	rows := catalog.SplitRows(said, 8)
	for _, row := range catalog.SplitRows(had, 8) {
		if !slices.ContainsFunc(rows, func(other []string) bool { return other[0] == row[0] }) {
			rows = append(rows, row)
		}
	}
	return catalog.JoinRows(rows)
}

// column is the one that says a field: prices are said by more than one.
func (r *reader) column(field string) string {
	if _, ok := r.at[field]; !ok && field == "tiers" {
		return "price"
	}
	return field
}

// supply adds what follows from the rest where a row is silent: the repeat takes as long as the first order, and a month
// gives at least one order.
func (r *reader) supply(had studio.Sheet, said map[string]string) {
	for name, from := range map[string]string{"lead_repeat": "lead_first", "capacity": "moq"} {
		f, _ := catalog.FieldOf(name)
		if _, ok := said[name]; !ok && had.Value(f) == "" && said[from] != "" && !r.refused {
			said[name] = said[from]
		}
	}
}

// currencyIn finds the currency that stands beside an amount.
var currencyIn = regexp.MustCompile(`USD|EUR|KRW|JPY|CNY|GBP`)

// tiers reads the columns of prices. A price that stays keeps who sees it.
func (r *reader) tiers(had studio.Sheet, said map[string]string) (string, bool) {
	if said["tiers"] != "" || r.text("price") == "" {
		return "", false
	}
	rows := [][]string{}
	for i, column := range [][2]string{{"moq", "price"}, {"from_2", "price_2"}, {"from_3", "price_3"}} {
		price := r.text(column[1])
		if price == "" {
			break
		}
		if code := currencyIn.FindString(strings.ToUpper(price)); code != "" && said["currency"] == "" && r.text("currency") == "" {
			said["currency"] = code
		}
		level, from := "0", plainNumber(r.text(column[0]))
		if i < len(had.Next.Tiers) {
			level = strconv.Itoa(had.Next.Tiers[i].Level)
			if from == "" {
				from = strconv.Itoa(had.Next.Tiers[i].From)
			}
		}
		if from == "" && i == 0 {
			f, _ := catalog.FieldOf("moq")
			if from = had.Value(f); from == "" {
				from = "1"
			}
		}
		rows = append(rows, []string{from, plainNumber(price), level})
	}
	return catalog.JoinRows(append(rows, r.further(had, len(rows))...)), true
}

// further are the prices of a product that a row with fewer columns cannot say.
func (r *reader) further(had studio.Sheet, from int) [][]string {
	f, _ := catalog.FieldOf("tiers")
	all := catalog.SplitRows(f.Value(had.Next), 3)
	return all[min(from, len(all)):]
}

// shown is a picture that a row names.
type shown struct {
	file string // in lower case
	alt  map[string]string
}

// picturesNamed are the files that the row names: lines of "file | English | Korean", or names between commas.
func (r *reader) picturesNamed() []shown {
	var named []shown
	for line := range strings.SplitSeq(strings.ReplaceAll(r.text("pictures"), "\r", ""), "\n") {
		parts := catalog.SplitRows(line, 5)
		if len(parts) == 0 {
			continue
		}
		if strings.Contains(line, "|") {
			if !fileForm.MatchString(parts[0][0]) { // a picture of the product itself, as the export has it
				continue
			}
			named = append(named, shown{strings.ToLower(parts[0][0]), alt(parts[0][1], parts[0][2])})
			continue
		}
		for _, name := range codesIn(line) {
			if fileForm.MatchString(name) {
				named = append(named, shown{strings.ToLower(lastPart(name)), nil})
			}
		}
	}
	return named
}

// fileForm is what the name of a photograph ends with.
var fileForm = regexp.MustCompile(`(?i)\.(jpe?g|png|webp|heic|gif|bmp|tiff?)$`)

func lastPart(name string) string {
	return name[strings.LastIndexAny(name, `/\`)+1:]
}

func alt(en, ko string) map[string]string {
	if en == "" && ko == "" {
		return nil
	}
	words := map[string]string{}
	for lang, text := range map[string]string{"en": en, "ko": ko} {
		if text != "" {
			words[lang] = text
		}
	}
	return words
}
