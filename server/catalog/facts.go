package catalog

import "slices"

// Fact is a field that says something, for the product's page.
type Fact struct {
	Name  string
	Kind  FieldKind
	Value string
	Codes []string // of countries
}

// private are the fields that nobody needs but the maker and the office.
var private = []string{"hs_proof", "own_right", "hs_edition", "video", "model", "manual"}

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
		facts = append(facts, fact)
	}
	return facts
}
