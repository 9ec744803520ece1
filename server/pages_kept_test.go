package server

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/page"
)

// Parts of a page are kept by what they show. A key that forgets something shows on one product's page what stood on another's.
func TestPageReadsTheSameWhateverWasDrawnBeforeIt(t *testing.T) {
	examples := slices.DeleteFunc(Examples(), func(e page.Example) bool { return !strings.HasPrefix(e.Name, "catalog/") })
	for _, e := range slices.Clone(examples) {
		if v, ok := e.Body.(catalog.ProductView); ok && len(v.Product.Certs) > 0 {
			for _, changed := range productsAlike(v) {
				e.Body = changed
				examples = append(examples, e)
			}
		}
	}
	draw := func(pages *page.Pages, e page.Example, lang string) string {
		frame := ExampleFrame(lang)
		frame.Person, frame.Badges = page.Person{}, nil
		drawn, err := pages.Draw(page.WithFrame(t.Context(), frame), e.Name, e.TitleKey, e.Body, e.TitleArgs...)
		if err != nil {
			t.Fatal(err)
		}
		return string(drawn)
	}
	forth, back := testPages(t), testPages(t)
	for _, lang := range []string{"en", "ko"} {
		drawn := make([]string, len(examples))
		for n, e := range examples {
			drawn[n] = draw(forth, e, lang)
			if _, product := e.Body.(catalog.ProductView); product && slices.Contains(drawn[:n], drawn[n]) {
				t.Errorf("example %d in %s says nothing that another has not said", n, lang)
			}
		}
		for n, e := range slices.Backward(examples) {
			if got := draw(back, e, lang); got != drawn[n] {
				t.Errorf("example %d, %s in %s, after all others:\n%s\nbefore them:\n%s", n, e.Name, lang, got, drawn[n])
			}
		}
	}
}

// productsAlike are pages that differ from one in one thing each.
func productsAlike(v catalog.ProductView) []catalog.ProductView {
	day := time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)
	var all []catalog.ProductView
	for _, change := range []func(*catalog.ProductView){
		func(v *catalog.ProductView) { v.Product.SKU = "X-2" },
		func(v *catalog.ProductView) { v.Product.Certs[0].Number = `<b title="1">&+'` },
		func(v *catalog.ProductView) { v.Product.Certs[0].Body = "Another body" },
		func(v *catalog.ProductView) { v.Product.Certs[0].Scope = catalog.Texts{"ko": "다른 범위"} },
		func(v *catalog.ProductView) { v.Product.Certs[0].State = catalog.Testing },
		func(v *catalog.ProductView) { v.Product.Certs[0].File = "file" },
		func(v *catalog.ProductView) { v.Product.Certs[0].ExpiresOn = &day },
		func(v *catalog.ProductView) { v.Product.Certs[1].ExpiresOn = nil },
		func(v *catalog.ProductView) {
			v.Product.Certs[0].VerifiedOn, v.Product.Certs[0].VerifiedHow = &day, "visit"
		},
		func(v *catalog.ProductView) { v.Product.Certs = v.Product.Certs[:1] },
		func(v *catalog.ProductView) {
			v.Product.Specs = []catalog.Spec{{Name: catalog.Texts{"de": "Nur so"}, Value: catalog.Texts{"en": "5 W"}}}
		},
		func(v *catalog.ProductView) { v.Product.Pictures = nil },
		func(v *catalog.ProductView) {
			v.Product.Pictures = []catalog.Picture{{Name: "one-abc", Width: 10, Height: 20, Alt: catalog.Texts{"de": "Bild"}}, {Name: "two-abc", Width: 10, Height: 20}}
		},
		func(v *catalog.ProductView) { v.Hours.Next = v.Hours.Next[:1] },
		func(v *catalog.ProductView) { v.Hours.Next = nil },
		func(v *catalog.ProductView) { v.Hours.Presence = "busy" },
		func(v *catalog.ProductView) { v.Hours.Talk = catalog.TalkLine },
		func(v *catalog.ProductView) { v.Product.Maker.Slug = "another" },
		func(v *catalog.ProductView) { v.Product.Maker.Zone = "Asia/Dubai" },
		func(v *catalog.ProductView) { v.Product.Maker.City = "Incheon" },
		func(v *catalog.ProductView) { v.Product.Maker.Line = catalog.Texts{"en": "Another line"} },
		func(v *catalog.ProductView) { v.Product.Maker.Name = catalog.Texts{"en": "Another name"} },
		func(v *catalog.ProductView) { v.Product.Maker.Languages = []string{"ko"} },
		func(v *catalog.ProductView) { v.Product.Maker.Mark = "mark-abc" },
		func(v *catalog.ProductView) { v.Product.Maker.Trust.Level = 2 },
		func(v *catalog.ProductView) { v.Product.Maker.Trust.Level = 0 },
	} {
		changed := v
		changed.Product.Certs = slices.Clone(v.Product.Certs)
		change(&changed)
		all = append(all, changed)
	}
	return all
}
