package studio

import (
	"testing"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
)

func TestBuyerSaysWhatItImports(t *testing.T) {
	b := newBench(t)
	made, err := b.accounts.CreateCompany(t.Context(), account.Company{Slug: "importer", Kind: account.BuyerCompany, Country: "DE", City: "Cologne", Zone: "Europe/Berlin", NameEn: "Importer"})
	b.must(err)
	buyer := b.person(account.Grant{Role: account.Buyer, Company: made.ID})
	typed := map[string]string{"kind": "distributor", "interests": "9018, 9027.50, 33", "wishes": "Lasers | 40 | USD 9000 | CE-MDR | 2027", "origins": "KR, IT", "outlets": "12", "duns": "123456789", "staff": "51", "languages": "de, en",
		"references": "Klinikbedarf Nord, Hamburg", "relation": "Lumivale Medical, since a fair in April 2025", "gln": "4012345000009"}
	b.must(b.SetBuyer(t.Context(), buyer, made.ID, typed))
	firm, err := b.Buyer(t.Context(), buyer, made.ID)
	b.must(err)
	typed["interests"] = "9018, 902750, 33"
	for _, f := range BuyerFields {
		if got := f.Value(firm); got != typed[f.Name] {
			t.Errorf("%s is %q, typed was %q", f.Name, got, typed[f.Name])
		}
	}
	if len(firm.Interests) != 3 {
		t.Errorf("requests are compared with %v", firm.Interests)
	}
	for name, value := range map[string]string{"interests": "90181", "kind": "friend", "origins": "KR, XX", "duns": "12", "gln": "4012345000008", "outlets": "many"} {
		if err := b.SetBuyer(t.Context(), buyer, made.ID, map[string]string{name: value}); !problem.Is(err, problem.Invalid) {
			t.Errorf("%s is taken as %s: %v", value, name, err)
		}
	}
	if err := b.SetBuyer(t.Context(), b.maker, made.ID, typed); err == nil {
		t.Error("a maker writes what a buyer says")
	}
	if again, err := b.accounts.Company(t.Context(), made.ID); err != nil || again.NameEn != "Importer" || again.Details["kind"] != "distributor" || len(again.Origins()) != 2 || again.Wishes()[0] != "Lasers · 40 · USD 9000 · CE-MDR · 2027" {
		t.Errorf("%+v, %v", again, err)
	}
}
