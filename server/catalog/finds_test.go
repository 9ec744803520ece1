package catalog

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestMeetIsWhatAllListsHave(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var lists []*findings
		var sets []map[int32]int
		for range rapid.IntRange(1, 4).Draw(r, "lists") {
			var all []match
			set := map[int32]int{}
			for _, place := range rapid.SliceOfNDistinct(rapid.Int32Range(0, 60), 0, 50, rapid.ID[int32]).Draw(r, "places") {
				rank := rapid.IntRange(0, 255).Draw(r, "rank")
				all, set[place] = append(all, match{place, (float32(rank) + 0.5) / 255}), rank
			}
			lists, sets = append(lists, findingsOf(all)), append(sets, set)
		}
		var want []match
		for place := range int32(61) {
			sum, all := 0, true
			for _, set := range sets {
				rank, has := set[place]
				sum, all = sum+rank, all && has
			}
			if all {
				want = append(want, match{place, float32(sum)})
			}
		}
		if got := meet(lists); !slices.Equal(got, want) {
			r.Fatalf("got %v, want %v", got, want)
		}
	})
}

func TestSearchSeesWhatChangesUnderARememberedTerm(t *testing.T) {
	b := newBench(t)
	maker := b.company(t, "maker")
	for i := range 3 {
		b.put(t, maker, exampleProduct(fmt.Sprintf("A-%d", i)))
	}
	skus := func(text string) []string {
		var found []string
		for _, hit := range b.search(t, Query{Text: text}).Hits {
			found = append(found, hit.SKU)
		}
		return slices.Sorted(slices.Values(found))
	}
	if got := skus("laser"); len(got) != 3 {
		t.Fatalf("finds %v", got)
	}
	changed := exampleProduct("A-1")
	changed.Name = Texts{"en": "Camera"}
	b.put(t, maker, changed)
	b.put(t, maker, exampleProduct("A-3"))
	if got := skus("laser"); !slices.Equal(got, []string{"A-0", "A-2", "A-3"}) {
		t.Errorf("after a change and a new one it finds %v", got)
	}
	changed.Name = Texts{"en": "Laser camera"}
	b.put(t, maker, changed)
	if got := skus("laser camera"); !slices.Equal(got, []string{"A-1"}) {
		t.Errorf("two terms, of which one is remembered, find %v", got)
	}
}

func TestTermIsNotRememberedPastARenewal(t *testing.T) {
	f := newFinds()
	_, turn := f.known("'laser'")
	f.begin() // products are judged anew by the terms that are there: not by this one
	f.keep("'laser'", findingsOf([]match{{place: 7, rank: 1}}), turn)
	if known, _ := f.known("'laser'"); known != nil {
		t.Errorf("what was found before is remembered: %v", known.places)
	}
}

func TestTermsNotUsedForLongestAreForgotten(t *testing.T) {
	f := newFinds()
	big := func() *findings {
		return &findings{places: make([]int32, findsMost/3), ranks: make([]uint8, findsMost/3)}
	}
	for _, query := range []string{"a", "b", "a", "c"} {
		if known, turn := f.known(query); known == nil {
			f.keep(query, big(), turn)
		}
	}
	for query, want := range map[string]bool{"a": true, "b": false, "c": true} {
		if known, _ := f.known(query); (known != nil) != want {
			t.Errorf("%s is remembered: %v", query, known != nil)
		}
	}
}

func TestWordsThatAnImportHasHadForgottenAreFoundAgainByNobodysSearch(t *testing.T) {
	b := newBench(t)
	company := b.company(t, "lumivale")
	b.put(t, company, exampleProduct("LV-1"))
	b.search(t, Query{Text: "laser"})
	if err := b.warmWords(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	known := func() int { return len(b.shelf.finds.begin()) }
	common := known()
	for i := range 450 { // as many as a large office has
		_, turn := b.shelf.finds.known("")
		b.shelf.finds.keep(fmt.Sprintf("'word%d'", i), findingsOf(nil), turn)
	}
	many := make([]Product, judgedMost/450+1)
	for i := range many {
		many[i] = exampleProduct("MANY-" + strconv.Itoa(i))
	}
	if _, err := b.PutProducts(t.Context(), company, many); err != nil {
		t.Fatal(err)
	}
	lost := b.shelf.finds.forgotten()
	if got := b.search(t, Query{Text: "laser"}).Total; got != len(many)+1 || b.shelf.finds.forgotten() != lost+1 || known() >= 450 {
		t.Fatalf("%d found; after an import of %d products %d words are known", got, len(many), known())
	}
	ctx, end := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		done <- b.warmOn(ctx, time.Millisecond, func() error { defer end(); return b.warmWords(ctx, 0) })
	}()
	if err := <-done; err != nil || known() < common {
		t.Errorf("%v: %d of %d words are known again", err, known(), common)
	}
}
