package catalog

import (
	"slices"
	"testing"
)

func TestProductNamesTheLikeOfOtherMakers(t *testing.T) {
	b := newBench(t)
	own, second, third, fourth := b.company(t, "own"), b.company(t, "second"), b.company(t, "third"), b.company(t, "fourth")
	put := func(sku string, change func(*Product)) Product {
		p := exampleProduct(sku)
		change(&p)
		return p
	}
	b.put(t, own, put("A-1", func(*Product) {}))
	b.put(t, own, put("A-2", func(*Product) {}))
	b.put(t, second, put("B-1", func(*Product) {}))
	b.put(t, second, put("B-2", func(p *Product) { p.HS6 = p.HS6[:4] + "99" }))
	b.put(t, third, put("C-1", func(p *Product) { p.HS6 = "847180" }))
	b.put(t, third, put("C-2", func(p *Product) { p.HS6, p.Category = "847180", "food" }))
	b.put(t, fourth, put("D-1", func(p *Product) { p.Publishing = false }))
	b.put(t, fourth, put("D-2", func(p *Product) { p.HS6, p.Category = "847180", "food" }))
	p, err := b.Product(t.Context(), "A-1")
	if err != nil {
		t.Fatal(err)
	}
	var alike []string
	for _, hit := range p.Alike {
		alike = append(alike, hit.SKU)
	}
	if !slices.Equal(alike, []string{"B-2", "C-1"}) { // one of each maker, the same heading first
		t.Errorf("alike are %v", alike)
	}
}
