package demo

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/postgres/pgtest"
)

func TestLargeCatalogIsMadeUpOnce(t *testing.T) {
	o := office(t, pgtest.New(t), t.TempDir(), time.Date(2026, 11, 24, 7, 30, 0, 0, time.UTC))
	large := Large{Companies: 7, Products: 45}
	var said []string
	for range 2 { // the second start finds it
		if err := o.WriteLarge(t.Context(), large, func(line string) { said = append(said, line) }); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(said); n == 0 || !strings.Contains(said[n-1], "45 of 45") {
		t.Errorf("it says %q", said)
	}
	found, err := o.Catalog.Search(t.Context(), catalog.Query{})
	if err != nil || found.Total != large.Products {
		t.Fatalf("%d products are found, %v", found.Total, err)
	}
	if found.Hits[0].Hours.Next == nil {
		t.Error("its maker has no hours")
	}
	again := newMaker(3)
	again.profile()
	company, err := o.Catalog.Company(t.Context(), again.Slug)
	if err != nil || len(company.Products) == 0 {
		t.Errorf("the fourth maker has %d products, %v", len(company.Products), err)
	}
}

func TestLotsAreAllMakersOnceAndTheLastLast(t *testing.T) {
	for _, large := range []Large{{1, 1}, {7, 45}, {3, 100_000}, {2000, 100_000}, {50, 10}} {
		t.Run(fmt.Sprint(large), func(t *testing.T) {
			seen := make(chan int, large.Companies)
			err := split(large, func(makers []*maker) error {
				for _, m := range makers {
					seen <- m.n
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			close(seen)
			var all []int
			for n := range seen {
				all = append(all, n)
			}
			if all[len(all)-1] != large.Companies-1 {
				t.Errorf("the last is %d", all[len(all)-1])
			}
			slices.Sort(all)
			if len(slices.Compact(all)) != large.Companies || len(all) != large.Companies {
				t.Errorf("%d makers, %d different ones", len(all), len(slices.Compact(all)))
			}
		})
	}
}

func TestMakersAreAllDifferentAndMakeWhatTheirNameSays(t *testing.T) {
	kinds, err := readKinds()
	if err != nil {
		t.Fatal(err)
	}
	slugs, made := map[string]bool{}, map[string]bool{}
	for n := range len(makerFirst) * len(makerLast) {
		m := newMaker(n)
		slugs[m.NameEn[:strings.Index(m.NameEn, " (")]] = true
		products := m.products(kinds, nil, Large{Companies: 2000, Products: 100_000})
		for _, p := range products {
			made[p.SKU] = true
			if p.Category != m.trade.category {
				t.Fatalf("%s makes %s", m.NameEn, p.SKU)
			}
		}
	}
	if len(slugs) != len(makerFirst)*len(makerLast) || len(made) != 100_000 {
		t.Errorf("%d names, %d products", len(slugs), len(made))
	}
}

func TestMadeUpPricesAreAsPeopleSetThem(t *testing.T) {
	for price, set := range map[int64]int64{1: 5, 237: 235, 1237: 1250, 9_999: 10_000, 12_370: 12_500, 123_456: 125_000, 1_234_567: 1_250_000, 8_812_345: 8_800_000} {
		if got := asSet(price); got != set {
			t.Errorf("%d becomes %d, not %d", price, got, set)
		}
	}
}

func TestEveryCategoryOfMadeUpProductsIsDrawn(t *testing.T) {
	kinds, err := readKinds()
	if err != nil {
		t.Fatal(err)
	}
	manifest, err := readManifest()
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range kinds {
		if len(borrowed[k.category]) == 0 {
			t.Errorf("%s has no drawings", k.category)
		}
		for _, name := range slices.Concat(borrowed[k.category], borrowed[k.name]) {
			if _, ok := manifest[name]; !ok {
				t.Errorf("%s: no drawing %q", k.category, name)
			}
		}
	}
}
