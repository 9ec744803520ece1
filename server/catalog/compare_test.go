package catalog

import (
	"fmt"
	"slices"
	"testing"

	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/web"
)

func TestFourProductsStandSideBySideEachOnce(t *testing.T) {
	got := chosenOnce([]string{"A-1", "a-1", "B-1", "A-1", "C-1", "D-1", "E-1", "'; --"})
	if !slices.Equal(got, []string{"A-1", "B-1", "C-1", "D-1"}) {
		t.Errorf("chosen %v", got)
	}
	if at := CompareURL([]string{"A-1", "B-1"}, true); at != "?only=differing&p=A-1&p=B-1" || CompareURL(nil, false) != "" {
		t.Errorf("address %s", at)
	}
}

func TestComparisonMarksTheRowsThatDiffer(t *testing.T) {
	b := newBench(t)
	company := b.company(t, "maker")
	first, second := exampleProduct("A-1"), exampleProduct("B-1")
	first.Specs = []Spec{{Name: Texts{"en": "Weight", "ko": "무게"}, Value: Texts{"en": "92 kg"}}, {Name: Texts{"en": "Colour"}, Value: Texts{"en": "white"}}}
	second.Specs = []Spec{{Name: Texts{"en": "weight"}, Value: Texts{"en": "92 kg"}}}
	second.Terms.MOQ = 7
	for _, p := range []Product{first, second} {
		b.put(t, company, p)
	}
	products, gone, err := b.Compare(t.Context(), []string{"A-1", "GONE-1", "B-1"})
	if err != nil || len(products) != 2 || !slices.Equal(gone, []string{"GONE-1"}) {
		t.Fatal(len(products), gone, err)
	}
	texts, err := locale.Load(web.Locale())
	if err != nil {
		t.Fatal(err)
	}
	differs := map[string]bool{}
	for _, row := range compareRows(texts, "en", products) {
		if len(row.Cells) != 2 {
			t.Fatalf("row %+v", row)
		}
		differs[row.Key+row.Name["en"]] = row.Differs
	}
	for what, want := range map[string]bool{"moq": true, "maker": false, "price": false, "Weight": false, "Colour": true} {
		if got, ok := differs[what]; !ok || got != want {
			t.Errorf("%s differs: %v, %v; rows %s", what, got, ok, fmt.Sprint(differs))
		}
	}
}
