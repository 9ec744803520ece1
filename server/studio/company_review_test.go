package studio

import (
	"slices"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/problem"
)

// approved has an officer take everything that waits of the bench's company.
func (b *bench) approved() {
	b.t.Helper()
	b.decided(map[string]string{})
}

func (b *bench) decided(returns map[string]string) {
	b.t.Helper()
	sheet, err := b.ReviewFirm(b.t.Context(), b.officer, "one")
	b.must(err)
	if sheet.AskedAt == nil {
		b.t.Fatal("nothing waits")
	}
	b.must(b.DecideFirm(b.t.Context(), b.officer, "one", Decision{Asked: *sheet.AskedAt, Returns: returns}))
}

func (b *bench) shown() account.Company {
	b.t.Helper()
	c, err := b.accounts.Company(b.t.Context(), b.company)
	b.must(err)
	return c
}

func TestWhatACompanySaysOfItselfWaitsForTheOffice(t *testing.T) {
	b := newBench(t)
	before := b.shown()
	b.must(b.SetFirm(t.Context(), b.maker, b.company, firmTyped()))
	if now := b.shown(); now.NameEn != before.NameEn || now.Staff != nil || !slices.Equal(now.Languages, []string{"ko", "en"}) {
		t.Errorf("the public is told %+v", now)
	}
	firm, err := b.Firm(t.Context(), b.maker, b.company)
	b.must(err)
	if firm.Profile.Details["contacts"] == "" {
		t.Error("contacts, which nobody reviews, wait too")
	}
	sheet, err := b.FirmSheet(t.Context(), b.maker, b.company)
	b.must(err)
	if sheet.Next.NameEn != "Lumivale Medical" || len(sheet.Changes()) != len(sheet.Typed) || slices.Contains(freely, sheet.Changes()[0].Field.Name) {
		t.Errorf("%d changes of %v", len(sheet.Changes()), sheet.Typed)
	}
	if waiting, err := b.WaitingFirms(t.Context(), b.officer); err != nil || len(waiting) != 1 {
		t.Errorf("%d companies wait (%v)", len(waiting), err)
	}
	if _, err := b.ReviewFirm(t.Context(), b.maker, "one"); !problem.Is(err, problem.Forbidden) {
		t.Errorf("a maker reviews: %v", err)
	}
	b.decided(map[string]string{"staff": "The register says 12."})
	if now := b.shown(); now.NameEn != "Lumivale Medical" || now.Staff != nil || now.Founded == nil {
		t.Errorf("after the review: %+v", now)
	}
	if sheet, err = b.FirmSheet(t.Context(), b.maker, b.company); err != nil || sheet.AskedAt != nil || sheet.Returned["staff"] == "" || len(sheet.Typed) != 1 {
		t.Errorf("what came back: %+v (%v)", sheet.FirmDraft, err)
	}
	b.must(b.SetFirm(t.Context(), b.maker, b.company, map[string]string{"staff": "12"}))
	b.approved()
	if now := b.shown(); now.Staff == nil || *now.Staff != 12 {
		t.Errorf("the mended field: %+v", now.Staff)
	}
}

func TestReviewOfACompanyThatChangedMeanwhileIsOver(t *testing.T) {
	b := newBench(t)
	b.must(b.SetFirm(t.Context(), b.maker, b.company, firmTyped()))
	seen, err := b.ReviewFirm(t.Context(), b.officer, "one")
	b.must(err)
	b.clock = b.clock.Add(time.Second)
	b.must(b.SetFirm(t.Context(), b.maker, b.company, map[string]string{"staff": "99"}))
	if err := b.DecideFirm(t.Context(), b.officer, "one", Decision{Asked: *seen.AskedAt}); !problem.Is(err, problem.Conflict) {
		t.Errorf("what nobody has looked at is taken: %v", err)
	}
	b.must(b.SetFirm(t.Context(), b.maker, b.company, map[string]string{"name_en": "Maker one", "name_ko": "제조"}))
	again, err := b.ReviewFirm(t.Context(), b.officer, "one")
	b.must(err)
	if again.waits("name_en") || !again.waits("staff") {
		t.Errorf("taken back: %v", again.Typed)
	}
	for _, reason := range []string{"", " "} {
		if err := b.DecideFirm(t.Context(), b.officer, "one", Decision{Asked: *again.AskedAt, Returns: map[string]string{"staff": reason}}); !problem.Is(err, problem.Invalid) {
			t.Errorf("given back without a reason: %v", err)
		}
	}
}

func TestFirstProfileIsShownToNobodyBeforeTheOfficeAgrees(t *testing.T) {
	b := newBench(t)
	b.company = b.newcomer("new")
	b.maker = b.person(account.Grant{Role: account.Supplier, Company: b.company})
	for _, only := range []map[string]string{{"distributors": "DE, RO"}, {"contacts": "Export | Hana | hana@maker.example | +82 | ko | prices"}, {"support": "Training"}} {
		b.must(b.SetFirm(t.Context(), b.maker, b.company, only))
	}
	typed := firmTyped()
	for _, name := range freely {
		f := FirmFields[slices.IndexFunc(FirmFields, func(f FirmField) bool { return f.Name == name })]
		typed[name] = map[string]string{"languages": "ko, en, de", "contacts": "Export | Minji | minji@maker.example | +82 | ko | prices", "distributors": "DE, VN", "support": "Spare parts", "tracking": "yes"}[name]
		if typed[name] == "" {
			t.Fatalf("%s (%s) is not filled in", name, f.Kind)
		}
	}
	b.must(b.SetFirm(t.Context(), b.maker, b.company, typed))
	if _, err := b.catalog.Company(t.Context(), "new"); !problem.Is(err, problem.NotFound) {
		t.Errorf("the public sees a company that the office has not looked at: %v", err)
	}
	found, err := b.catalog.Named(t.Context(), "", 1)
	b.must(err)
	if slices.ContainsFunc(found.Cards, func(c catalog.CompanyCard) bool { return c.Slug == "new" }) {
		t.Error("it stands in the list of companies")
	}
	sheet, err := b.ReviewFirm(t.Context(), b.officer, "new")
	b.must(err)
	b.must(b.DecideFirm(t.Context(), b.officer, "new", Decision{Asked: *sheet.AskedAt}))
	shown, err := b.catalog.Company(t.Context(), "new")
	b.must(err)
	if shown.Profile.Line["en"] != "Skin lasers" || !slices.Equal(shown.Profile.Distributors, []string{"DE", "VN"}) || !slices.Contains(shown.Languages, "de") {
		t.Errorf("after the review: %+v", shown)
	}
}
