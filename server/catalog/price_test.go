package catalog

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/trust/trusttest"
)

// fourPrices are one for each level; their last digits tell them apart wherever they are written.
var fourPrices = []Tier{{From: 1, Minor: 41000}, {From: 10, Minor: 31011, Level: PriceForKnown}, {From: 100, Minor: 21013, Level: PriceForChecked}, {From: 1000, Minor: 11015, Level: OnRequest}}

func TestPriceIsSeenFromItsLevelOnAndByNobodyBelow(t *testing.T) {
	for level, want := range map[int]int{0: 1, 1: 2, 2: 2, 3: 3, 4: 3, OnRequest: 4} {
		shown, hidden := visible(fourPrices, level)
		if len(shown) != want || hidden != len(fourPrices)-want {
			t.Errorf("level %d sees %d tiers, %d hidden; want %d", level, len(shown), hidden, want)
		}
	}
}

func TestViewerSeesPricesByTheLevelOfTheCompany(t *testing.T) {
	b := newBench(t)
	maker, other := b.company(t, "maker"), b.company(t, "other")
	p := exampleProduct("P-1")
	p.Tiers = fourPrices
	b.put(t, maker, p)
	buyers := func(known bool) account.CompanyID {
		company := account.Company{Slug: fmt.Sprintf("buyer-%v", known), Kind: account.BuyerCompany, Country: "DE", City: "Cologne", Zone: "Europe/Berlin", NameEn: "Buyer"}
		made, err := b.accounts.CreateCompany(t.Context(), company)
		if err != nil {
			t.Fatal(err)
		}
		if known {
			trusttest.Verify(t, b.db, made.ID)
		}
		return made.ID
	}
	fresh, known := buyers(false), buyers(true)
	as := func(role account.Role, company account.CompanyID) account.Viewer {
		return account.Viewer{User: account.UserID{UUID: uuid.New()}, Grants: []account.Grant{{Role: role, Company: company}}}
	}
	for name, c := range map[string]struct {
		viewer account.Viewer
		shown  int
	}{
		"a visitor": {account.Viewer{}, 1}, "a buyer that nobody knows": {as(account.Buyer, fresh), 1}, "a known buyer": {as(account.Buyer, known), 2},
		"the maker": {as(account.Supplier, maker), 4}, "another maker": {as(account.Supplier, other), 1}, "an officer": {as(account.Officer, account.CompanyID{}), 4},
		"an interpreter": {as(account.Interpreter, account.CompanyID{}), 1}, "a partner": {as(account.Partner, account.CompanyID{}), 1}, "an operator": {as(account.Operator, account.CompanyID{}), 1},
	} {
		ctx := account.WithViewer(t.Context(), c.viewer)
		got, err := b.Product(ctx, "P-1")
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Tiers) != c.shown || got.Hidden != len(fourPrices)-c.shown {
			t.Errorf("%s sees %v, %d hidden", name, got.Tiers, got.Hidden)
		}
		compared, _, err := b.Compare(ctx, []string{"P-1"})
		if err != nil {
			t.Fatal(err)
		}
		found, err := b.Search(ctx, Query{Text: "laser"})
		if err != nil || len(found.Hits) != 1 {
			t.Fatal(found, err)
		}
		written, err := json.Marshal([]any{productLD(got, "en", today, ""), got.detail(today), compared[0].Tiers, summaries(found.Hits)})
		if err != nil {
			t.Fatal(err)
		}
		for i, tier := range fourPrices[c.shown:] {
			digits := fmt.Sprint(tier.Minor)
			for _, form := range []string{digits, digits[:3] + "." + digits[3:]} {
				if strings.Contains(string(written), form) {
					t.Errorf("%s reads the price of tier %d: %s", name, c.shown+i, written)
				}
			}
		}
	}
}

func TestCardShowsEverybodyTheSamePriceWhoeverAskedFirst(t *testing.T) {
	b := newBench(t)
	maker := b.company(t, "maker")
	secret := exampleProduct("SECRET")
	secret.Tiers = []Tier{{From: 1, Minor: 700, Level: PriceForChecked}}
	b.put(t, maker, secret)
	b.put(t, maker, exampleProduct("OPEN"))
	officer := account.WithViewer(t.Context(), account.Viewer{User: account.UserID{UUID: uuid.New()}, Grants: []account.Grant{{Role: account.Officer}}})
	for _, who := range []context.Context{officer, t.Context(), officer} {
		found, err := b.Search(who, Query{})
		if err != nil || len(found.Hits) != 2 {
			t.Fatalf("%d cards, %v", len(found.Hits), err)
		}
		for _, hit := range found.Hits {
			if public := hit.SKU == "OPEN"; (hit.From != nil) != public || (public && hit.From.Minor != 1000) {
				t.Errorf("%s costs %v", hit.SKU, hit.From)
			}
			found.Hits[0].Maker.City, found.Hits[0].Saved = "changed by who looks", true // is theirs alone
		}
		if product, err := b.Product(who, "SECRET"); err != nil || (len(product.Tiers) > 0) != (who == officer) {
			t.Errorf("prices %v, %v", product.Tiers, err)
		}
	}
	if found := b.search(t, Query{}); found.Hits[0].Saved || found.Hits[0].Maker.City != "Suwon" {
		t.Errorf("a card remembers who looked: %+v", found.Hits[0])
	}
}

func TestRememberedCardChangesWithItsProduct(t *testing.T) {
	b := newBench(t)
	maker := b.company(t, "maker")
	b.put(t, maker, exampleProduct("A"))
	before := b.search(t, Query{}).Hits[0]
	changed := exampleProduct("A")
	changed.Tiers[0].Minor = 950
	b.put(t, maker, changed)
	after := b.search(t, Query{}).Hits[0]
	if after.From.Minor != 950 || before.Face(false) == after.Face(false) {
		t.Errorf("it costs %v and is drawn as %q", after.From, after.Face(false))
	}
	if after.Face(true) == after.Face(false) || (Hit{}).Face(true) != "" {
		t.Error("faces are not told apart")
	}
}
