package catalog

import (
	"slices"
	"strings"
)

// Fact is a field that says something, for the product's page.
type Fact struct {
	Name  string
	Kind  FieldKind
	Value string
	Codes []string // of countries
	Minor *int64   // of an amount, in the currency of the product's prices
}

// private are the fields that nobody needs but the maker and the office.
var private = []string{"hs_proof", "own_right", "hs_edition", "video", "model", "manual"}

// merged are fields that are one thing to a reader, with what stands between and behind them. They are shown under the
// first one's name where all of them say something.
var merged = []struct {
	fields        []string
	between, unit string
}{
	{[]string{"national_code", "national_scheme"}, " · ", ""},
	{[]string{"carton_length", "carton_width", "carton_height"}, " × ", " mm"},
	{[]string{"net_kg", "gross_kg"}, " / ", " kg"},
	{[]string{"degrees_from", "degrees_to"}, " … ", " °C"},
}

// Facts are what the product says in the details of a section.
func (p Product) Facts(section string) []Fact {
	var facts []Fact
	for _, f := range Fields {
		value := p.Details[f.Name]
		if f.Section != section || value == "" || slices.Contains(private, f.Name) {
			continue
		}
		fact := Fact{Name: f.Name, Kind: f.Kind, Value: value}
		if f.Kind == Codes && countryCodes(value) == "" {
			fact.Codes = listed(value)
		}
		if minor, ok := priceOf(value, p.Terms.Currency); ok && f.Name == "sample_price" {
			fact.Minor = &minor
		}
		facts = append(facts, fact)
	}
	return facts
}

// Shown are the facts of a section with those in one line that a reader takes in together: the three edges of a carton.
func (p Product) Shown(section string) []Fact {
	facts := p.Facts(section)
	if len(p.Terms.Sample) > 0 { // the maker's own words say it
		facts = slices.DeleteFunc(facts, func(f Fact) bool { return f.Name == "sample_kind" })
	}
	for _, t := range merged {
		var values []string
		at := -1
		for i, f := range facts {
			if n := slices.Index(t.fields, f.Name); n >= 0 {
				values = append(values, f.Value)
				if n == 0 {
					at = i
				}
			}
		}
		if at < 0 || len(values) != len(t.fields) {
			continue
		}
		values = values[:0]
		for _, name := range t.fields {
			values = append(values, p.Details[name])
		}
		facts[at] = Fact{Name: t.fields[0] + "_all", Kind: Line, Value: strings.Join(values, t.between) + t.unit}
		facts = slices.DeleteFunc(facts, func(f Fact) bool { return slices.Contains(t.fields, f.Name) })
	}
	return facts
}

// Link is something about the product that lies elsewhere.
type Link struct{ Name, URL string }

// Links are the maker's video, 3D model and manual.
func (p Product) Links() []Link {
	var links []Link
	for _, name := range []string{"video", "model", "manual"} {
		if url := p.Details[name]; url != "" {
			links = append(links, Link{name, url})
		}
	}
	return links
}
