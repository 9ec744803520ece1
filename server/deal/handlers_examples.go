package deal

import (
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// Examples are drawings of this topic's pages for the page test.
func Examples() []page.Example {
	at := time.Date(2026, 6, 10, 8, 0, 0, 0, time.UTC)
	on := time.Date(2026, 11, 15, 0, 0, 0, 0, time.UTC)
	supplier := &Statement{Side: Supplier, Stage: "negotiation", Agreed: "100 lasers over two years", Amount: &Money{50_000_000, "EUR"},
		NextStep: "Send a proforma invoice", NextOn: &on, StatedAt: at}
	buyer := &Statement{Side: Buyer, Stage: "negotiation", Agreed: "90 lasers", Amount: &Money{45_000_000, "EUR"}, StatedAt: at}
	attestation := &Attestation{BothPresent: true, Figures: FiguresSpoken, Note: "Two figures", AttestedAt: at}
	evidence := []Evidence{{Grade: E3, Binding: true, Amount: Money{100_000_000, "USD"}, Reference: "Contract of 9 June 2026", AttachedAt: at}}
	base := OutcomePage{Number: "SW-2026-0003", Consultation: consultation.Consultation{State: consultation.OutcomeDue, StartsAt: at, EndsAt: at.Add(30 * time.Minute),
		Parties: consultation.Parties{SupplierZone: "Asia/Seoul", BuyerZone: "Europe/Berlin"}},
		Supplier: account.Company{NameEn: "Lumivale", NameKo: "루미베일", City: "Suwon", Zone: "Asia/Seoul"},
		Buyer:    account.Company{NameEn: "Rheinbogen Dermatech GmbH", City: "Cologne", Zone: "Europe/Berlin"},
		Other:    account.Company{NameEn: "Rheinbogen Dermatech GmbH", City: "Cologne", Zone: "Europe/Berlin"},
		Stages:   Stages, Currencies: locale.Currencies, Open: true, MayCorrect: true}
	var examples []page.Example
	add := func(change func(*OutcomePage)) {
		body := base
		body.Outcome.Verdict = Judge(nil, nil)
		change(&body)
		examples = append(examples, page.Example{Name: "deal/outcome", TitleKey: "deal.title", TitleArgs: []any{"Number", base.Number}, Body: body})
	}
	add(func(b *OutcomePage) { b.Role = AsSupplier; b.Outcome = Outcome{Verdict: Judge(nil, nil)} })
	add(func(b *OutcomePage) {
		b.Role, b.Saved = AsBuyer, true
		b.Outcome = Outcome{Supplier: supplier, Buyer: buyer, Verdict: Judge(supplier, buyer)}
		b.Mine = FormOf(buyer)
	})
	add(func(b *OutcomePage) {
		b.Role, b.MayCorrect = AsBuyer, false
		b.Outcome = Outcome{Supplier: supplier, Buyer: buyer, Verdict: Judge(supplier, supplier)}
		b.Mine = FormOf(buyer)
	})
	add(func(b *OutcomePage) {
		b.Role, b.Mine = AsSupplier, Form{Stage: "order", Amount: "a lot", Currency: "USD"}
		b.Problem = problem.InvalidFields(problem.Field{Name: "stage", Code: "outcome_stage_missing"}, problem.Field{Name: "amount", Code: "outcome_amount_invalid"},
			problem.Field{Name: "currency", Code: "outcome_currency_missing"}, problem.Field{Name: "agreed", Code: "outcome_text_long"},
			problem.Field{Name: "next_step", Code: "outcome_text_long"}, problem.Field{Name: "next_on", Code: "outcome_date_invalid"})
	})
	add(func(b *OutcomePage) { b.Role = AsInterpreter })
	add(func(b *OutcomePage) {
		b.Role, b.Outcome = AsInterpreter, Outcome{Attestation: attestation}
		b.Problem = problem.InvalidFields(problem.Field{Name: "both_present", Code: "outcome_answer_missing"}, problem.Field{Name: "figures", Code: "outcome_answer_missing"},
			problem.Field{Name: "note", Code: "outcome_text_long"})
	})
	add(func(b *OutcomePage) {
		b.Role, b.Outcome = AsOffice, Outcome{supplier, buyer, attestation, evidence, Judge(supplier, buyer)}
	})
	add(func(b *OutcomePage) {
		b.Role, b.Open = AsOffice, false
		b.Problem = problem.InvalidFields(problem.Field{Name: "grade", Code: "outcome_answer_missing"}, problem.Field{Name: "evidence_amount", Code: "outcome_amount_invalid"},
			problem.Field{Name: "reference", Code: "outcome_reference_missing"})
	})
	return examples
}
