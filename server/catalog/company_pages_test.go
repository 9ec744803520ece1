package catalog

import (
	"fmt"
	"testing"
)

func TestCompanyLeadsToAllOfItsProducts(t *testing.T) {
	b := newBench(t)
	company := b.company(t, "large")
	products := make([]Product, 2*shownOfCompany+1)
	for i := range products {
		products[i] = exampleProduct(fmt.Sprintf("L-%d", i))
	}
	if _, err := b.PutProducts(t.Context(), company, products); err != nil {
		t.Fatal(err)
	}
	b.put(t, b.company(t, "other"), exampleProduct("O-1"))
	seen := map[string]bool{}
	for page := 1; page <= 3; page++ {
		shown, err := b.CompanyAt(t.Context(), "large", page)
		if err != nil {
			t.Fatal(err)
		}
		if shown.Count != len(products) || shown.Pages != 3 || shown.Page != page {
			t.Errorf("page %d says %d products, page %d of %d", page, shown.Count, shown.Page, shown.Pages)
		}
		for _, hit := range shown.Products {
			seen[hit.SKU] = true
		}
	}
	if len(seen) != len(products) || seen["O-1"] {
		t.Errorf("%d of %d products are on its pages", len(seen), len(products))
	}
	for asked, want := range map[int]int{-1: 1, 0: 1, 4: 3, 1 << 60: 3} {
		if shown, err := b.CompanyAt(t.Context(), "large", asked); err != nil || shown.Page != want || len(shown.Products) == 0 {
			t.Errorf("page %d is page %d with %d products (%v)", asked, shown.Page, len(shown.Products), err)
		}
	}
}

func TestFormFindsEveryProductOfAMakerByItsWords(t *testing.T) {
	b := newBench(t)
	company := b.company(t, "large")
	products := make([]Product, shownOfCompany+5)
	for i := range products {
		products[i] = exampleProduct(fmt.Sprintf("L-%03d", i))
		products[i].Name = Texts{"en": fmt.Sprintf("Pump Nr%03d", i), "ko": "펌프"}
	}
	if _, err := b.PutProducts(t.Context(), company, products); err != nil {
		t.Fatal(err)
	}
	other := exampleProduct("O-1")
	other.Name = Texts{"en": "Pump Nr007"}
	b.put(t, b.company(t, "other"), other)
	for text, want := range map[string][2]int{"": {3, len(products) - 4}, "펌프 nr007": {1, 0}, "l-104": {1, 0}, "NR10": {3, 2}, "nr001": {0, 0}, "valve": {0, 0}} {
		hits, more, err := b.Offered(t.Context(), company, text, []string{"L-001"}, 3)
		if err != nil || len(hits) != want[0] || more != want[1] {
			t.Errorf("%q finds %d and %d more, want %v (%v)", text, len(hits), more, want, err)
		}
	}
}
