package consultation

import (
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
)

func TestCompanyMayNotRequestItselfForABuyer(t *testing.T) {
	b := newBench(t)
	f := b.form(thursday, interpreted())
	f.Buyer = b.buyer().User
	if _, err := b.service.Request(t.Context(), b.supplier, f); refused(err) != "not_a_buyer" {
		t.Errorf("the supplier asks in a buyer's name: %v", err)
	}
	if _, err := b.service.Request(t.Context(), b.officer, f); err != nil {
		t.Errorf("an officer asks for the same buyer: %v", err)
	}
}

func TestSameKeyForAnotherBuyerIsAnotherBody(t *testing.T) {
	b := newBench(t)
	f := b.form(thursday, interpreted())
	f.Key, f.Buyer = "one", b.buyer().User
	first, err := b.service.Request(t.Context(), b.officer, f)
	b.must(err)
	if again, err := b.service.Request(t.Context(), b.officer, f); err != nil || again.ID != first.ID {
		t.Errorf("the same again: %v, %v", again.Number, err)
	}
	f.Buyer = b.buyer().User
	if _, err := b.service.Request(t.Context(), b.officer, f); refused(err) != "key_reused" {
		t.Errorf("the same key for another buyer: %v", err)
	}
}

func TestDraftWithoutABrowserIsNobodys(t *testing.T) {
	b := newBench(t)
	c, err := b.service.Enter(t.Context(), Entry{Kind: Programme, Company: b.company, Host: b.supplier.User, Buyer: b.buyer().User,
		Start: thursday, Length: 30 * time.Minute})
	b.must(err)
	if _, err := b.service.Draft(t.Context(), "", c.ID); !problem.Is(err, problem.NotFound) {
		t.Errorf("a browser without a session reads what was entered by hand: %v", err)
	}
}

func TestNumberTellsStrangersNothing(t *testing.T) {
	b := newBench(t)
	c := b.request(b.buyer(), thursday, interpreted())
	stranger := b.person("Europe/Berlin", account.Grant{Role: account.Interpreter})
	for who, v := range map[string]account.Viewer{"a stranger": stranger, "another buyer": b.buyer(), "the supplier before the office": b.supplier} {
		for _, number := range []string{c.Number, "SW-2027-9999"} {
			_, approve := b.service.Approve(t.Context(), v, Decision{Number: number})
			_, end := b.service.End(t.Context(), v, number)
			_, resubmit := b.service.Resubmit(t.Context(), v, Decision{Number: number}, interpreted())
			for _, err := range []error{approve, end, resubmit} {
				if !problem.Is(err, problem.NotFound) {
					t.Errorf("%s about %s: %v", who, number, err)
				}
			}
		}
	}
}
