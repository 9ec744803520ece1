package locale

import (
	_ "embed"
	"encoding/json"
	"strings"
	"sync"
	"time"
)

// cldrSource is made by go run ./cmd/dev cldr.
//
//go:embed cldr.json
var cldrSource []byte

// conventions are how one language writes what is no sentence (Unicode CLDR).
type conventions struct {
	Weekdays []string // short, Sunday first
	Days     []string // weekdays written out, Sunday first
	Months   []string // short, as they stand in a date
	Number   struct {
		Group      string
		Decimal    string
		MarkedFrom int `json:"marked_from"` // digits that a number has at least before its thousands are marked
	}
	List struct{ Two, Middle, End string }
	// One letter for each whole number below 100, and for larger ones by their last two digits: z, 1, 2, f, m, o.
	Plurals                          struct{ Small, Large string }
	Countries, Languages, Currencies map[string]string
}

var cldr = sync.OnceValue(func() map[string]conventions {
	var file struct{ Languages map[string]conventions }
	if err := json.Unmarshal(cldrSource, &file); err != nil {
		panic(err) // the file is part of the program
	}
	return file.Languages
})

// conventionsOf are those of a language, of English for one that has none of its own.
func conventionsOf(lang string) conventions {
	if c, ok := cldr()[lang]; ok {
		return c
	}
	return cldr()[Langs[0]]
}

// The plural forms of CLDR.
const (
	One   = "one"
	Few   = "few"
	Many  = "many"
	Other = "other"
)

var formOf = map[byte]string{'z': "zero", '1': One, '2': "two", 'f': Few, 'm': Many, 'o': Other}

// Plural is the form of a sentence that goes with a whole number.
func Plural(lang string, n int64) string {
	rules := conventionsOf(lang).Plurals
	n = max(n, -n)
	if n < 100 {
		return formOf[rules.Small[n]]
	}
	return formOf[rules.Large[n%100]]
}

// Forms are the plural forms that a language has for whole numbers, "other" last.
func Forms(lang string) []string {
	rules := conventionsOf(lang).Plurals
	var found []string
	for _, letter := range []byte("z12fm") {
		if strings.IndexByte(rules.Small+rules.Large, letter) >= 0 {
			found = append(found, formOf[letter])
		}
	}
	return append(found, Other)
}

// Country is the name of a country (ISO 3166-1 alpha-2) in a language; the code for one that is none.
func (t *Texts) Country(lang, code string) string {
	return named(conventionsOf(lang).Countries, code)
}

// LanguageName is the name of a language (BCP 47) in a language; the tag for one without a name.
func (t *Texts) LanguageName(lang, tag string) string {
	return named(conventionsOf(lang).Languages, tag)
}

// CurrencyName is the name of a currency (ISO 4217) in a language; the code for one that is none.
func (t *Texts) CurrencyName(lang, code string) string {
	return named(conventionsOf(lang).Currencies, code)
}

func named(names map[string]string, code string) string {
	if name, ok := names[code]; ok {
		return name
	}
	return code
}

// List joins words as the language lists them: "a, b, and c", "a, b 및 c".
func (t *Texts) List(lang string, items []string) string {
	glue := conventionsOf(lang).List
	switch len(items) {
	case 0:
		return ""
	case 1:
		return items[0]
	case 2:
		return items[0] + glue.Two + items[1]
	}
	last := len(items) - 1
	return strings.Join(items[:last], glue.Middle) + glue.End + items[last]
}

// LongWeekday is the name of the weekday written out: "Tuesday", "화요일".
func (t *Texts) LongWeekday(lang string, at time.Time) string {
	return conventionsOf(lang).Days[at.Weekday()]
}

// Weekday is the short name of the weekday: "Tue", "화".
func (t *Texts) Weekday(lang string, at time.Time) string {
	return conventionsOf(lang).Weekdays[at.Weekday()]
}

// Month is the short name of the month as it stands in a date: "Nov", "11월".
func (t *Texts) Month(lang string, at time.Time) string {
	return conventionsOf(lang).Months[at.Month()-1]
}
