package server

import (
	"testing"

	"github.com/etradeoffice/portal/server/page"
)

func BenchmarkDraw(b *testing.B) {
	pages := testPages(b)
	ctx := page.WithFrame(b.Context(), ExampleFrame("en"))
	drawn := map[string]bool{}
	for _, e := range Examples() {
		if drawn[e.Name] {
			continue
		}
		drawn[e.Name] = true
		switch e.Name {
		case "home", "catalog/products", "catalog/product", "catalog/company", "consultation/when", "desk/queue":
			b.Run(e.Name, func(b *testing.B) {
				for b.Loop() {
					if _, err := pages.Draw(ctx, e.Name, e.TitleKey, e.Body, e.TitleArgs...); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
