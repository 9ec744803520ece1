package briefing

import (
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// Examples are drawings of this topic's page for the page test.
func Examples() []page.Example {
	at := time.Date(2026, 11, 26, 7, 30, 0, 0, time.UTC)
	product := catalog.Product{SKU: "LV-CO30", Category: "medical", Name: catalog.Texts{"en": "CO2 laser", "ko": "CO2 레이저"}, Short: catalog.Texts{"en": "For clinics", "ko": "의원용"},
		Specs: []catalog.Spec{{Name: catalog.Texts{"en": "Wavelength", "ko": "파장"}, Value: catalog.Texts{"en": "10,600 nm", "ko": "10,600 nm"}}}}
	body := PackPage{Number: "SW-2026-0010", Other: account.Company{City: "Cologne", Zone: "Europe/Berlin"}, Usual: usual, Blank: make([]int, blank), Saved: true,
		People: []Person{{"가람 (Garam)", "supplier", map[string]string{"en": "Lumivale", "ko": "루미베일"}, []string{"ko", "en"}}},
		Pack: Pack{Language: "de", Products: []catalog.Product{product}, Terms: glossary([]catalog.Product{product}, []catalog.Term{{Ko: "레이저", En: "laser"}}, "de"),
			Buyer: account.Company{NameEn: "Rheinbogen Dermatech GmbH"}, Supplier: account.Company{NameEn: "Lumivale", NameKo: "루미베일"},
			Consultation: consultation.Consultation{Number: "SW-2026-0010", StartsAt: at, EndsAt: at.Add(30 * time.Minute),
				Topic: consultation.Topic{Goal: "price", Message: "We sell lasers to clinics in Cologne.", NeedFrom: "ko", NeedTo: "de"}}}}
	wrong := body
	wrong.Saved, wrong.Usual, wrong.Agenda = false, nil, "1. Greeting"
	wrong.Terms = []Term{{ID: uuid.Nil, Term: "laser", EditedAt: &at}}
	wrong.Problem = problem.InvalidFields(problem.Field{Name: "terms", Code: "term_missing"}, problem.Field{Name: "agenda", Code: "agenda_long"})
	empty := body
	empty.Terms, empty.Products = nil, nil
	var all []page.Example
	for _, b := range []PackPage{body, wrong, empty} {
		all = append(all, page.Example{Name: "briefing/pack", TitleKey: "briefing.page_title", TitleArgs: []any{"Number", b.Number}, Body: b})
	}
	return all
}
