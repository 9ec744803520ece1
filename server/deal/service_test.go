package deal

import (
	"errors"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/problem"
)

func TestBothSidesStateAndTheOfficeSeesTheVerdict(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	c := b.enter(tuesday, "LV-Q1600")
	if err := b.deals.State(ctx, b.supplier, c.Number, Form{Stage: "quote"}); !problem.Is(err, problem.Conflict) {
		t.Fatalf("an outcome before the meeting: %v", err)
	}
	b.meet(c, 30)
	b.Must(b.deals.State(ctx, b.supplier, c.Number, Form{Stage: "negotiation", Agreed: "100 lasers", Amount: "500,000", Currency: "EUR", NextStep: "Proforma", NextOn: "2026-06-30"}))
	if _, role, seen, err := b.deals.Outcome(ctx, b.buyer, c.Number); err != nil || role != AsBuyer || seen.Supplier != nil {
		t.Fatalf("the buyer, not having spoken, sees %+v (%v)", seen, err)
	}
	b.Must(b.deals.State(ctx, b.buyer, c.Number, Form{Stage: "negotiation", Amount: "450000", Currency: "EUR"}))
	_, role, seen, err := b.deals.Outcome(ctx, b.officer, c.Number)
	b.Must(err)
	if role != AsOffice || seen.Verdict.Agreement != Disputed || seen.Verdict.Grade != E1 || *seen.Verdict.Amount != (Money{45_000_000, "EUR"}) {
		t.Errorf("the office sees %+v", seen.Verdict)
	}
	if seen.Supplier.NextOn == nil || seen.Supplier.NextOn.Format(time.DateOnly) != "2026-06-30" || seen.Supplier.DealID != seen.Buyer.DealID {
		t.Errorf("the statements are %+v and %+v", seen.Supplier, seen.Buyer)
	}
}

func TestDisputedSideCorrectsOnceAndAgreementCloses(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	c := b.enter(tuesday, "LV-Q1600")
	b.meet(c, 30)
	say := func(v account.Viewer, amount string) error {
		return b.deals.State(ctx, v, c.Number, Form{Stage: "order", Amount: amount, Currency: "USD"})
	}
	b.Must(say(b.supplier, "200"))
	b.Must(say(b.supplier, "150")) // alone, one may change one's mind
	b.Must(say(b.buyer, "100"))
	b.Must(say(b.supplier, "120"))
	if err := say(b.supplier, "100"); !problem.Is(err, problem.Conflict) {
		t.Fatalf("a second correction: %v", err)
	}
	if got := b.state(c); got != consultation.OutcomeDue {
		t.Fatalf("while they differ it is %s", got)
	}
	b.Must(say(b.buyer, "118"))
	if got := b.state(c); got != consultation.Closed {
		t.Errorf("agreed and without a next step it is %s", got)
	}
	if err := say(b.buyer, "119"); !problem.Is(err, problem.Conflict) {
		t.Errorf("after the agreement: %v", err)
	}
	_, _, seen, err := b.deals.Outcome(ctx, b.buyer, c.Number)
	if err != nil || seen.Verdict.Agreement != Agreed || seen.Verdict.Amount.Minor != 118_00 {
		t.Errorf("a closed outcome: %+v (%v)", seen.Verdict, err)
	}
}

func TestOpenNextStepKeepsTheConsultationOpen(t *testing.T) {
	b := newBench(t)
	c := b.enter(tuesday)
	b.meet(c, 30)
	for _, v := range []account.Viewer{b.supplier, b.buyer} {
		b.Must(b.deals.State(t.Context(), v, c.Number, Form{Stage: "sample", NextStep: "Send it"}))
	}
	if got := b.state(c); got != consultation.OutcomeDue {
		t.Errorf("it is %s", got)
	}
}

func TestOnlyThoseWhoWereThereSpeak(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	c := b.enter(tuesday)
	b.meet(c, 30)
	form := Form{Stage: "quote"}
	for name, c2 := range map[string]struct {
		viewer account.Viewer
		kind   problem.Kind
	}{
		"a visitor": {account.Viewer{}, problem.SignIn}, "another company's buyer": {b.bystanders, problem.NotFound},
		"the interpreter": {b.interpreter, problem.Forbidden}, "the officer": {b.officer, problem.Forbidden},
	} {
		if err := b.deals.State(ctx, c2.viewer, c.Number, form); !problem.Is(err, c2.kind) {
			t.Errorf("%s states an outcome: %v", name, err)
		}
		if name != "the interpreter" && name != "the officer" {
			if _, _, _, err := b.deals.Outcome(ctx, c2.viewer, c.Number); !problem.Is(err, c2.kind) {
				t.Errorf("%s reads it: %v", name, err)
			}
		}
	}
	attest := AttestationForm{BothPresent: "yes", Figures: "spoken", Note: "clear"}
	for name, v := range map[string]account.Viewer{"the supplier": b.supplier, "the buyer": b.buyer, "the officer": b.officer} {
		if err := b.deals.Attest(ctx, v, c.Number, attest); !problem.Is(err, problem.Forbidden) {
			t.Errorf("%s attests: %v", name, err)
		}
		if name != "the officer" {
			err := b.deals.Attach(ctx, v, c.Number, EvidenceForm{Grade: "3", Binding: "yes", Amount: "1", Currency: "USD", Reference: "none"})
			if !problem.Is(err, problem.Forbidden) {
				t.Errorf("%s attaches evidence: %v", name, err)
			}
		}
	}
	b.Must(b.deals.Attest(ctx, b.interpreter, c.Number, attest))
	_, role, seen, err := b.deals.Outcome(ctx, b.interpreter, c.Number)
	if err != nil || role != AsInterpreter || seen.Attestation == nil || seen.Attestation.Figures != FiguresSpoken {
		t.Errorf("the interpreter sees %+v as %s (%v)", seen, role, err)
	}
}

func TestConsultationsOfOnePairAndProductAreOneDeal(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	deals := map[ID]int{}
	for i, product := range []string{"LV-Q1600", "LV-Q1600", "LV-CO30"} {
		c := b.enter(tuesday.Add(time.Duration(i)*time.Hour), product)
		b.meet(c, 20)
		b.Must(b.deals.State(ctx, b.supplier, c.Number, Form{Stage: "quote"}))
		found, err := b.deals.In(ctx, []consultation.ID{c.ID})
		b.Must(err)
		deals[found[c.ID].Supplier.DealID]++
	}
	if len(deals) != 2 {
		t.Errorf("three consultations about two products make %d deals", len(deals))
	}
}

func TestDocumentRaisesTheGradeOfItsOwnAmount(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	c := b.enter(tuesday)
	b.meet(c, 30)
	b.Must(b.deals.Attach(ctx, b.officer, c.Number, EvidenceForm{Grade: "3", Binding: "yes", Amount: "1,000,000", Currency: "USD", Reference: "Contract DEMO-1"}))
	_, _, seen, err := b.deals.Outcome(ctx, b.officer, c.Number)
	b.Must(err)
	if len(seen.Evidence) != 1 || seen.Evidence[0].Grade != E3 || seen.Evidence[0].Amount != (Money{100_000_000, "USD"}) || seen.Verdict.Amount != nil {
		t.Errorf("the evidence is %+v, the verdict %+v", seen.Evidence, seen.Verdict)
	}
}

func TestRefusedFormsNameTheirFields(t *testing.T) {
	long := string(make([]rune, textLimit+1))
	for name, c := range map[string]struct {
		err  error
		want []string
	}{
		"an empty outcome": {errOf(Form{}.read()), []string{"stage"}},
		"all wrong": {errOf(Form{Stage: "x", Agreed: long, Amount: "much", Currency: "USD", NextStep: long, NextOn: "soon"}.read()),
			[]string{"stage", "agreed", "next_step", "amount", "next_on"}},
		"no currency":          {errOf(Form{Stage: "none", Amount: "5", Currency: ""}.read()), []string{"currency"}},
		"nothing is no amount": {errOf(Form{Stage: "none", Amount: "0", Currency: "USD"}.read()), []string{"amount"}},
		"an attestation":       {errOf(AttestationForm{}.read()), []string{"both_present", "figures"}},
		"a document":           {errOf(EvidenceForm{Grade: "1", Amount: "-5", Currency: "USD", Reference: "x"}.read()), []string{"grade", "evidence_amount", "reference"}},
	} {
		refusal, ok := errors.AsType[*problem.Error](c.err)
		if !ok || len(refusal.Fields) != len(c.want) {
			t.Errorf("%s: %v", name, c.err)
			continue
		}
		for i, f := range refusal.Fields {
			if f.Name != c.want[i] {
				t.Errorf("%s: field %d is %s, wanted %s", name, i, f.Name, c.want[i])
			}
		}
	}
}

func errOf[T any](_ T, err error) error { return err }

func TestStatedFormReadsBack(t *testing.T) {
	on := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	for _, s := range []*Statement{
		{Stage: "order", Agreed: "a", Amount: &Money{123_456, "USD"}, NextStep: "n", NextOn: &on}, {Stage: "none"}, {Stage: "quote", Amount: &Money{1_350, "KRW"}},
	} {
		back, err := FormOf(s).read()
		if err != nil || back.Stage != s.Stage || back.Agreed != s.Agreed || back.NextStep != s.NextStep || (back.Amount == nil) != (s.Amount == nil) ||
			back.Amount != nil && *back.Amount != *s.Amount {
			t.Errorf("%+v came back as %+v (%v)", s, back, err)
		}
	}
	if FormOf(nil) != (Form{}) {
		t.Error("the form of nobody is not empty")
	}
}
