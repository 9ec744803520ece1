package studio

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/problem"
)

// stock makes many whole drafts of the bench's company at once.
func (b *bench) stock(n int, form string) (skus []string) {
	b.t.Helper()
	p, wrong := catalog.NewProduct("").With(whole())
	if len(wrong) > 0 {
		b.t.Fatal(wrong)
	}
	products := make([]catalog.Product, n)
	for i := range products {
		p.SKU = fmt.Sprintf(form, i)
		p.Name = catalog.Texts{"en": fmt.Sprintf("Thing %d", i), "ko": fmt.Sprintf("물건 %d", i)}
		products[i], skus = p, append(skus, p.SKU)
	}
	_, err := b.catalog.PutProducts(b.t.Context(), b.company, products)
	b.must(err)
	return skus
}

func (b *bench) list(look Look) Listing {
	b.t.Helper()
	l, err := b.List(b.t.Context(), b.maker, b.company, look)
	b.must(err)
	return l
}

func (b *bench) moveMany(move string, many Many) (moved, meant int) {
	b.t.Helper()
	moved, meant, err := b.MoveMany(b.t.Context(), b.maker, b.company, move, many)
	b.must(err)
	return moved, meant
}

func TestListSaysTheStateThatEachProductHasOnItsOwnPage(t *testing.T) {
	b := newBench(t)
	skus := b.stock(7, "S-%d")
	for _, sku := range skus[1:] {
		b.move(sku, "ask")
	}
	for _, sku := range skus[2:] {
		b.decide(sku, nil)
	}
	b.must(b.save(skus[3], map[string]string{"brand": "New"}))
	b.must(b.save(skus[4], map[string]string{"brand": "New"}))
	b.move(skus[4], "ask")
	b.move(skus[5], "pause")
	b.move(skus[6], "archive")
	_, err := b.Start(t.Context(), b.maker, b.company, map[string]string{"sku": "S-BEGUN", "name_ko": "시작한 것"})
	b.must(err)
	l := b.list(Look{Sort: BySKU})
	if l.Found != 8 || l.All != 8 || len(l.Items) != 8 {
		t.Fatalf("%d found of %d, %d shown", l.Found, l.All, len(l.Items))
	}
	for i, want := range []string{"draft", "review", "published", "edited", "changing", "paused", "archived", "draft"} {
		item := l.Items[i]
		if own := b.sheet(item.SKU).State(); item.State != want || own != want {
			t.Errorf("%s is %s in the list and %s on its page, want %s", item.SKU, item.State, own, want)
		}
		if narrowed := b.list(Look{State: want}); !slices.ContainsFunc(narrowed.Items, func(i Item) bool { return i.SKU == item.SKU }) || narrowed.Found != l.States[want] {
			t.Errorf("%s is not among the %d of state %s", item.SKU, narrowed.Found, want)
		}
	}
	for text, want := range map[string]string{"s-beg": "S-BEGUN", "시작": "S-BEGUN", "thing 5": "S-5"} {
		if found := b.list(Look{Text: text}); found.Found != 1 || found.Items[0].SKU != want {
			t.Errorf("%q finds %d, want %s", text, found.Found, want)
		}
	}
}

func TestListTurnsPagesInItsOrder(t *testing.T) {
	b := newBench(t)
	skus := b.stock(aPage+5, "P-%03d")
	first, last := b.list(Look{Sort: BySKU, Page: 1}), b.list(Look{Sort: BySKU, Page: 9})
	if len(first.Items) != aPage || len(last.Items) != 5 || last.Look.Page != 2 || last.Pages != 2 {
		t.Fatalf("%d on the first page, %d on page %d of %d", len(first.Items), len(last.Items), last.Look.Page, last.Pages)
	}
	if first.Items[0].SKU != skus[0] || last.Items[4].SKU != skus[aPage+4] {
		t.Errorf("from %s to %s", first.Items[0].SKU, last.Items[4].SKU)
	}
}

func TestManyAreHandedInAndMovedAtOnce(t *testing.T) {
	b := newBench(t)
	skus := b.stock(aPage+20, "M-%03d")
	_, err := b.Start(t.Context(), b.maker, b.company, map[string]string{"sku": "M-HALF", "name_en": "Half a thing"})
	b.must(err)
	if moved, meant := b.moveMany("ask", Many{All: &Look{State: "draft"}}); moved != len(skus) || meant != len(skus)+1 {
		t.Fatalf("%d of %d are handed in", moved, meant)
	}
	batches, err := b.Batches(t.Context(), b.officer)
	b.must(err)
	if len(batches) != 1 || batches[0].Waiting != len(skus) || batches[0].Doubtful != 0 {
		t.Fatalf("the office sees %+v", batches)
	}
	if moved, _ := b.moveMany("withdraw", Many{SKUs: skus[:2]}); moved != 2 || b.sheet(skus[0]).State() != "draft" {
		t.Errorf("%d are taken back, the first is %s", moved, b.sheet(skus[0]).State())
	}
	done, err := b.ApproveBatch(t.Context(), b.officer, batches[0].ID)
	b.must(err)
	if done != len(skus)-2 {
		t.Fatalf("%d are published", done)
	}
	if moved, meant := b.moveMany("pause", Many{All: &Look{Text: "m-0"}}); moved != 98 || meant != 100 {
		t.Errorf("%d of %d are paused", moved, meant)
	}
	if _, err := b.catalog.Product(t.Context(), skus[5]); !problem.Is(err, problem.NotFound) {
		t.Errorf("a paused product is shown: %v", err)
	}
	if moved, _ := b.moveMany("resume", Many{SKUs: skus[5:6]}); moved != 1 || b.public(skus[5]).SKU != skus[5] {
		t.Error("it is not shown again")
	}
	if moved, meant := b.moveMany("archive", Many{SKUs: []string{skus[5], skus[6], "M-HALF", "NONE-1"}}); moved != 2 || meant != 4 {
		t.Errorf("%d of %d are archived", moved, meant)
	}
	if n := b.count(`select count(*) from product_events where what = 'archived' and by_user is not null`, nil); n != 2 {
		t.Errorf("%d lines about two archived products", n)
	}
	if moved, meant := b.moveMany("pause", Many{}); moved != 0 || meant != 0 {
		t.Errorf("%d of %d moved when nothing was chosen", moved, meant)
	}
}

func TestNobodyMovesAnothersProducts(t *testing.T) {
	b := newBench(t)
	b.published("LV-1")
	two := b.supplier("two")
	other := b.person(account.Grant{Role: account.Supplier, Company: two})
	if moved, _, err := b.MoveMany(t.Context(), other, two, "pause", Many{SKUs: []string{"LV-1"}}); err != nil || moved != 0 {
		t.Errorf("%d moved, %v", moved, err)
	}
	for who, v := range map[string]account.Viewer{"another maker": other, "a visitor": {}} {
		if _, _, err := b.MoveMany(t.Context(), v, b.company, "pause", Many{SKUs: []string{"LV-1"}}); err == nil {
			t.Errorf("%s pauses: %v", who, err)
		}
		if _, err := b.List(t.Context(), v, b.company, Look{}); err == nil {
			t.Errorf("%s reads the list: %v", who, err)
		}
	}
	if b.sheet("LV-1").State() != "published" {
		t.Error("it is not as it was")
	}
}

func TestOfficeTurnsPagesOfWhatWaits(t *testing.T) {
	b := newBench(t)
	skus := b.stock(aPage+3, "W-%03d")
	for part := range slices.Chunk(skus, batchFrom-1) { // fewer than make a batch
		b.moveMany("ask", Many{SKUs: part})
	}
	waiting := func(text string, page int) Queue {
		t.Helper()
		q, err := b.Waiting(t.Context(), b.officer, text, page)
		b.must(err)
		return q
	}
	if first, last := waiting("", 1), waiting("", 2); first.Found != len(skus) || len(first.Items) != aPage || len(last.Items) != 3 || !last.Items[0].New {
		t.Fatalf("%d wait, %d and %d on two pages", first.Found, len(first.Items), len(last.Items))
	}
	for text, want := range map[string]int{"w-10": 3, "물건 7": 11, "maker one": len(skus), "nothing": 0} {
		if found := waiting(text, 1).Found; found != want {
			t.Errorf("%q finds %d, want %d", text, found, want)
		}
	}
	done, err := b.ApproveAll(t.Context(), b.officer, append(skus[:50:50], "NONE-1"))
	b.must(err)
	if left := waiting("", 1).Found; done != 50 || left != len(skus)-50 {
		t.Errorf("%d are approved and %d wait", done, left)
	}
	if again, err := b.ApproveAll(t.Context(), b.officer, skus[:50]); err != nil || again != 0 {
		t.Errorf("%d are approved twice, %v", again, err)
	}
}

func TestOfficeApprovesAllThatItHasFoundButWhatSomebodyHasToLookAt(t *testing.T) {
	b := newBench(t)
	skus := b.stock(aPage+3, "W-%03d")
	b.must(b.save(skus[7], map[string]string{"long_en": "Write to sales@maker.example."}))
	for part := range slices.Chunk(skus[:len(skus)-1], batchFrom-1) { // fewer than make a batch
		b.moveMany("ask", Many{SKUs: part})
	}
	seen := b.sheet(skus[0]).asked()
	b.clock = b.clock.Add(time.Minute)
	other := b.stock(1, "LATE-%d")[0]
	b.move(other, "ask")
	state := func(sku string) string { return b.sheet(sku).State() }

	if _, _, err := b.ApproveFound(t.Context(), b.maker, "", seen); !problem.Is(err, problem.Forbidden) {
		t.Fatalf("a maker approves its own products: %v", err)
	}
	if done, _, err := b.ApproveFound(t.Context(), b.officer, "", seen.Add(-time.Microsecond)); err != nil || done != 0 {
		t.Errorf("%d are approved that came after the list was read, %v", done, err)
	}
	if done, left, err := b.ApproveFound(t.Context(), b.officer, "w-00", seen); err != nil || done != 9 || left != 1 {
		t.Errorf("of ten with a text %d are approved and %d left, %v", done, left, err)
	}
	if done, left, err := b.ApproveFound(t.Context(), b.officer, "", seen); err != nil || done != len(skus)-11 || left != 1 {
		t.Errorf("of all %d are approved and %d left, %v", done, left, err)
	}
	for sku, want := range map[string]string{skus[7]: "review", skus[0]: "published", skus[aPage]: "published", skus[len(skus)-1]: "draft", other: "review"} {
		if got := state(sku); got != want {
			t.Errorf("%s is %s, want %s", sku, got, want)
		}
	}
}
