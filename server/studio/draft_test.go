package studio

import (
	"maps"
	"slices"
	"testing"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/problem"
)

func TestDraftKeepsWhateverIsTyped(t *testing.T) {
	b := newBench(t)
	sku, err := b.Start(t.Context(), b.maker, b.company, map[string]string{"sku": "lv-1", "name_en": "Laser"})
	b.must(err)
	if sku != "LV-1" {
		t.Fatalf("begun as %s", sku)
	}
	err = b.save(sku, map[string]string{"hs6": "90189", "moq": "many", "incoterm": "FOB", "tiers": "1 | free | 0", "port": "KRINC"})
	if !problem.Is(err, problem.Invalid) {
		t.Errorf("wrong values are taken: %v", err)
	}
	sheet := b.sheet(sku)
	for name, want := range map[string]string{"hs6": "90189", "moq": "many", "tiers": "1 | free | 0", "port": "KRINC", "name_en": "Laser", "incoterm": "FOB"} {
		f, _ := catalog.FieldOf(name)
		if got := sheet.Value(f); got != want {
			t.Errorf("%s is %q, typed was %q", name, got, want)
		}
	}
	if sheet.State() != "draft" || sheet.Known || len(sheet.Wrong) != 3 {
		t.Errorf("state %s, known %v, wrong %v", sheet.State(), sheet.Known, sheet.Wrong)
	}
	if err := b.Move(t.Context(), b.maker, sku, "ask"); !problem.Is(err, problem.Invalid) {
		t.Errorf("half a product is handed in: %v", err)
	}
	if _, err := b.Start(t.Context(), b.maker, b.company, map[string]string{"sku": "LV-1", "name_en": "Another"}); !problem.Is(err, problem.Invalid) {
		t.Errorf("a number is given twice: %v", err)
	}
}

func TestWholeDraftBecomesAProductThatOnlyItsMakerSees(t *testing.T) {
	b := newBench(t)
	_, err := b.Start(t.Context(), b.maker, b.company, map[string]string{"sku": "LV-1", "name_en": "Laser"})
	b.must(err)
	b.must(b.save("LV-1", whole()))
	sheet := b.sheet("LV-1")
	if !sheet.Known || len(sheet.Typed) != 0 || sheet.State() != "draft" {
		t.Fatalf("known %v, left %v, %s", sheet.Known, sheet.Typed, sheet.State())
	}
	for name, want := range whole() {
		f, _ := catalog.FieldOf(name)
		if name == "port" {
			want = "KRINC"
		}
		if name == "tiers" {
			want = "1 | 14800 | 0\n3 | 13900.5 | 3"
		}
		if got := f.Value(sheet.Base); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if _, err := b.catalog.Product(t.Context(), "LV-1"); !problem.Is(err, problem.NotFound) {
		t.Errorf("a draft is shown: %v", err)
	}
	other := b.person(account.Grant{Role: account.Supplier, Company: b.supplier("two")})
	if _, err := b.Sheet(t.Context(), other, "LV-1"); !problem.Is(err, problem.NotFound) {
		t.Errorf("another maker reads a draft: %v", err)
	}
	if err := b.Save(t.Context(), other, "LV-1", map[string]string{"brand": "Mine"}); !problem.Is(err, problem.NotFound) {
		t.Errorf("another maker writes a draft: %v", err)
	}
}

func TestPublishedProductStaysAsItIsUntilItsChangeIsApproved(t *testing.T) {
	b := newBench(t)
	b.published("LV-1")
	b.must(b.save("LV-1", map[string]string{"short_en": "Three wavelengths", "brand": "Newname", "moq": "2"}))
	if got := b.public("LV-1"); got.Short["en"] != "Two wavelengths" || got.Terms.MOQ != 1 || b.sheet("LV-1").State() != "edited" {
		t.Fatalf("the public sees %+v, %s", got.Short, b.sheet("LV-1").State())
	}
	b.move("LV-1", "ask")
	if err := b.save("LV-1", map[string]string{"moq": "3"}); !problem.Is(err, problem.Conflict) {
		t.Errorf("typed while the office reads: %v", err)
	}
	review, err := b.Review(t.Context(), b.officer, "LV-1")
	b.must(err)
	var changed []string
	for _, c := range review.Changes() {
		changed = append(changed, c.Field.Name+": "+c.From+" -> "+c.To)
	}
	if want := []string{"brand: Lumivale -> Newname", "short_en: Two wavelengths -> Three wavelengths", "moq: 1 -> 2"}; !slices.Equal(changed, want) {
		t.Fatalf("the office sees %v", changed)
	}
	b.decide("LV-1", map[string]string{"brand": "The registered brand is another."})
	got, sheet := b.public("LV-1"), b.sheet("LV-1")
	if got.Short["en"] != "Three wavelengths" || got.Terms.MOQ != 2 || got.Details["brand"] != "Lumivale" {
		t.Errorf("after the decision the public sees %v %d %s", got.Short, got.Terms.MOQ, got.Details["brand"])
	}
	if sheet.State() != "edited" || !maps.Equal(sheet.Typed, map[string]string{"brand": "Newname"}) || sheet.Returned["brand"] == "" {
		t.Errorf("returned: %s %v %v", sheet.State(), sheet.Typed, sheet.Returned)
	}
	b.move("LV-1", "discard")
	if sheet := b.sheet("LV-1"); sheet.State() != "published" {
		t.Errorf("after discarding %s", sheet.State())
	}
}

func TestDecisionIsAboutWhatWasLookedAt(t *testing.T) {
	b := newBench(t)
	b.published("LV-1")
	b.must(b.save("LV-1", map[string]string{"brand": "A"}))
	b.move("LV-1", "ask")
	seen, err := b.Review(t.Context(), b.officer, "LV-1")
	b.must(err)
	b.move("LV-1", "withdraw")
	b.clock = b.clock.Add(1e9)
	b.must(b.save("LV-1", map[string]string{"brand": "B"}))
	b.move("LV-1", "ask")
	if err := b.Decide(t.Context(), b.officer, "LV-1", Decision{Asked: seen.asked()}); !problem.Is(err, problem.Conflict) {
		t.Errorf("another change than the one looked at is approved: %v", err)
	}
	if err := b.Decide(t.Context(), b.maker, "LV-1", Decision{Asked: b.sheet("LV-1").asked()}); !problem.Is(err, problem.Forbidden) {
		t.Errorf("a maker approves its own change: %v", err)
	}
	if err := b.Decide(t.Context(), b.officer, "LV-1", Decision{Asked: b.sheet("LV-1").asked(), Returns: map[string]string{"brand": " "}}); !problem.Is(err, problem.Invalid) {
		t.Errorf("given back without a reason: %v", err)
	}
}

func TestOneReturnedFieldKeepsANewProductBack(t *testing.T) {
	b := newBench(t)
	_, err := b.Start(t.Context(), b.maker, b.company, map[string]string{"sku": "LV-1", "name_en": "Laser"})
	b.must(err)
	b.must(b.save("LV-1", whole()))
	b.move("LV-1", "ask")
	b.decide("LV-1", map[string]string{"hs6": "9018.90 is for other apparatus."})
	sheet := b.sheet("LV-1")
	if sheet.State() != "draft" || sheet.Returned["hs6"] == "" {
		t.Fatalf("%s %v", sheet.State(), sheet.Returned)
	}
	b.must(b.save("LV-1", map[string]string{"hs6": "901320"}))
	b.move("LV-1", "ask")
	if left := b.sheet("LV-1").Returned; len(left) != 0 {
		t.Errorf("the old reason stands beside what was mended: %v", left)
	}
	b.decide("LV-1", nil)
	if got := b.public("LV-1"); got.HS6 != "901320" {
		t.Errorf("published with %s", got.HS6)
	}
	if n := b.count(`select count(*) from product_events where sku = 'LV-1' and by_user is not null`, nil); n != 4 {
		t.Errorf("%d lines about two requests and two decisions", n)
	}
}

func TestLifeOfAProductRefusesIllegalMoves(t *testing.T) {
	b := newBench(t)
	b.published("LV-1")
	for _, step := range []struct {
		move, state string
		legal       bool
	}{
		{"resume", "published", false}, {"withdraw", "published", false}, {"pause", "paused", true}, {"pause", "paused", false}, {"resume", "published", true},
		{"archive", "archived", true}, {"resume", "archived", false}, {"restore", "draft", true}, {"ask", "review", true}, {"archive", "review", false}, {"withdraw", "draft", true},
	} {
		err := b.Move(t.Context(), b.maker, "LV-1", step.move)
		if step.legal != (err == nil) || !step.legal && !problem.Is(err, problem.Conflict) {
			t.Fatalf("%s: %v", step.move, err)
		}
		if got := b.sheet("LV-1").State(); got != step.state {
			t.Fatalf("after %s it is %s, want %s", step.move, got, step.state)
		}
		_, err = b.catalog.Product(t.Context(), "LV-1")
		if shown := err == nil; shown != (step.state == "published") {
			t.Errorf("%s is shown: %v", step.state, shown)
		}
	}
}

func TestProductIsPublicNowhereBeforeItsMakersProfileIsAccepted(t *testing.T) {
	b := newBench(t)
	b.company = b.newcomer("new")
	b.maker = b.person(account.Grant{Role: account.Supplier, Company: b.company})
	b.published("NV-1")
	public := map[string]func() bool{
		"its page":           func() bool { _, err := b.catalog.Product(t.Context(), "NV-1"); return err == nil },
		"the company's page": func() bool { _, err := b.catalog.Company(t.Context(), "new"); return err == nil },
		"the search": func() bool {
			found, err := b.catalog.Search(t.Context(), catalog.Query{Text: "NV-1"})
			b.must(err)
			return found.Total == 1
		},
		"the list for search engines": func() bool {
			listed, err := b.catalog.Listed(t.Context(), 0, 100)
			b.must(err)
			count, err := b.catalog.CountListed(t.Context())
			b.must(err)
			if count != len(listed) {
				t.Errorf("%d pages are counted and %d listed", count, len(listed))
			}
			return slices.ContainsFunc(listed, func(l catalog.Listed) bool { return l.Path == "/products/NV-1" })
		},
		"the exports": func() bool {
			shown, err := b.catalog.Shown(t.Context(), "", []string{"NV-1"}, 10)
			b.must(err)
			return len(shown) == 1
		},
		"the choice of a booking": func() bool {
			hits, err := b.catalog.Products(t.Context(), b.company)
			b.must(err)
			return len(hits) == 1
		},
	}
	for where, seen := range public {
		if seen() {
			t.Errorf("%s shows it before the office has agreed to its maker", where)
		}
	}
	listed := b.list(Look{})
	if state := b.sheet("NV-1").State(); state != "unlisted" || !listed.Items[0].Hidden || !listed.Hidden {
		t.Errorf("the maker is told %q", state)
	}
	b.must(b.SetFirm(t.Context(), b.maker, b.company, firmTyped()))
	sheet, err := b.ReviewFirm(t.Context(), b.officer, "new")
	b.must(err)
	b.must(b.DecideFirm(t.Context(), b.officer, "new", Decision{Asked: *sheet.AskedAt}))
	for where, seen := range public {
		if !seen() {
			t.Errorf("%s does not show it afterwards", where)
		}
	}
	if state := b.sheet("NV-1").State(); state != "published" {
		t.Errorf("afterwards the maker is told %q", state)
	}
}
