package deal

import (
	"testing"

	"pgregory.net/rapid"
)

func say(stage Stage, minor int64, currency string) *Statement {
	s := &Statement{Stage: stage}
	if minor > 0 {
		s.Amount = &Money{minor, currency}
	}
	return s
}

func TestVerdictComparesStageAndAmount(t *testing.T) {
	for name, c := range map[string]struct {
		supplier, buyer *Statement
		agreement       Agreement
		grade           Grade
		amount          int64 // 0: none counts
	}{
		"nobody spoke":                  {nil, nil, Due, E0, 0},
		"only the supplier":             {say("quote", 100, "USD"), nil, OneSide, E0, 100},
		"only the buyer, no amount":     {nil, say("quote", 0, ""), OneSide, E0, 0},
		"the same":                      {say("order", 100, "USD"), say("order", 100, "USD"), Agreed, E1, 100},
		"within five percent":           {say("order", 100_00, "USD"), say("order", 95_00, "USD"), Agreed, E1, 95_00},
		"a cent beyond":                 {say("order", 100_00, "USD"), say("order", 94_99, "USD"), Disputed, E1, 94_99},
		"the demo's dispute":            {say("negotiation", 500_000_00, "EUR"), say("negotiation", 450_000_00, "EUR"), Disputed, E1, 450_000_00},
		"another stage, the same money": {say("order", 100, "USD"), say("quote", 100, "USD"), Disputed, E1, 100},
		"two currencies":                {say("order", 100, "USD"), say("order", 100, "EUR"), Disputed, E0, 0},
		"one names no amount":           {say("order", 100, "USD"), say("order", 0, ""), Disputed, E0, 100},
		"neither names an amount":       {say("sample", 0, ""), say("sample", 0, ""), Agreed, E0, 0},
		"no amount, another stage":      {say("sample", 0, ""), say("quote", 0, ""), Disputed, E0, 0},
		"amounts near the largest":      {say("order", 1<<62, "USD"), say("order", 1<<62, "USD"), Agreed, E1, 1 << 62},
	} {
		got := Judge(c.supplier, c.buyer)
		amount := int64(0)
		if got.Amount != nil {
			amount = got.Amount.Minor
		}
		if got.Agreement != c.agreement || got.Grade != c.grade || amount != c.amount {
			t.Errorf("%s: %s %s %d", name, got.Agreement, got.Grade, amount)
		}
	}
}

func TestCountedAmountIsNeverAboveWhatEitherSaid(t *testing.T) {
	statement := rapid.Custom(func(t *rapid.T) *Statement {
		return say(rapid.SampledFrom(Stages).Draw(t, "stage"), rapid.Int64Range(0, 1<<62).Draw(t, "minor"), rapid.SampledFrom([]string{"USD", "EUR"}).Draw(t, "currency"))
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := statement.Draw(t, "supplier"), statement.Draw(t, "buyer")
		v := Judge(a, b)
		mirrored := Judge(b, a)
		if v.Agreement != mirrored.Agreement || v.Grade != mirrored.Grade {
			t.Fatalf("the sides are not treated alike: %+v, %+v", v, mirrored)
		}
		if v.Amount != nil && a.Amount != nil && b.Amount != nil && (v.Amount.Minor > a.Amount.Minor || v.Amount.Minor > b.Amount.Minor) {
			t.Fatalf("%d counts of %d and %d", v.Amount.Minor, a.Amount.Minor, b.Amount.Minor)
		}
		if v.Grade == E1 && (a.Amount == nil || b.Amount == nil) {
			t.Fatal("one side's word is graded as both sides'")
		}
	})
}

func TestViewersSeeWhatTheyMay(t *testing.T) {
	supplier, buyer := say("order", 100, "USD"), say("order", 90, "USD")
	attestation := &Attestation{BothPresent: true}
	both := Outcome{supplier, buyer, attestation, []Evidence{{}}, Judge(supplier, buyer)}
	one := Outcome{Supplier: supplier, Attestation: attestation, Verdict: Judge(supplier, nil)}

	if seen := one.seenBy(AsBuyer); seen.Supplier != nil || seen.Verdict.Amount != nil || seen.Attestation != nil {
		t.Errorf("the buyer sees the supplier's word before its own: %+v", seen)
	}
	if seen := one.seenBy(AsSupplier); seen.Supplier == nil || seen.Attestation != nil {
		t.Errorf("the supplier sees its own word and not the interpreter's: %+v", seen)
	}
	for _, side := range []Role{AsSupplier, AsBuyer} {
		if seen := both.seenBy(side); seen.Supplier == nil || seen.Buyer == nil || seen.Attestation != nil || seen.Evidence != nil {
			t.Errorf("%s, both having spoken: %+v", side, seen)
		}
	}
	if seen := both.seenBy(AsInterpreter); seen.Supplier != nil || seen.Buyer != nil || seen.Verdict.Amount != nil || seen.Evidence != nil {
		t.Errorf("the interpreter sees amounts: %+v", seen)
	}
	if seen := both.seenBy(AsOffice); seen.Supplier == nil || seen.Attestation == nil || len(seen.Evidence) != 1 {
		t.Errorf("the office does not see all: %+v", seen)
	}
	if seen := both.seenBy("somebody"); seen.Supplier != nil || seen.Buyer != nil || seen.Attestation != nil {
		t.Errorf("somebody sees %+v", seen)
	}
}
