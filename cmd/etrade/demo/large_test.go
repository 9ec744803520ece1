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
	if err != nil || len(company.Products) != 6 {
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
