package studio

import (
	"maps"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/trust"
	"github.com/etradeoffice/portal/server/trust/trusttest"
)

func TestBusinessNumberIsCheckedByItsLastDigit(t *testing.T) {
	for typed, want := range map[string]bool{"999-88-01110": true, "9998801110": true, " 999-88-01110 ": true, "999-88-01111": false, "999-88-0111": false, "": false, "abc-de-fghij": false} {
		if _, ok := BusinessNo(typed); ok != want {
			t.Errorf("%q: %v", typed, ok)
		}
	}
}

func firmTyped() map[string]string {
	return map[string]string{
		"name_ko": "루미베일메디칼", "name_en": "Lumivale Medical", "business_no": "9998801110", "line_en": "Skin lasers", "languages": "ko, EN", "founded": "2006", "staff": "48",
		"factory_m2": "2,100", "turnover": "9,200,000", "markets": "de, vn", "representative": "Hana", "contacts": "Export | Hana | hana@maker.example | +82 | ko | prices",
	}
}

func TestCompanyIsWrittenAsAWholeAndItsContactsStayHidden(t *testing.T) {
	b := newBench(t)
	firm, err := b.Firm(t.Context(), b.maker, b.company)
	b.must(err)
	trusttest.Verify(t, b.db, b.company)
	b.must(b.catalog.PutCompany(t.Context(), b.company, firm.Profile))

	wrong := maps.Clone(firmTyped())
	wrong["business_no"], wrong["markets"] = "999-88-01111", "Germany"
	if err := b.SetFirm(t.Context(), b.maker, b.company, wrong); !problem.Is(err, problem.Invalid) {
		t.Errorf("wrong values are taken: %v", err)
	}
	b.must(b.SetFirm(t.Context(), b.maker, b.company, firmTyped()))
	b.approved()
	after, err := b.Firm(t.Context(), b.maker, b.company)
	b.must(err)
	want := firmTyped()
	maps.Copy(want, map[string]string{"business_no": "999-88-01110", "languages": "ko, en", "factory_m2": "2100", "turnover": "9200000", "markets": "DE, VN"})
	for _, f := range FirmFields {
		if got := f.Value(after); want[f.Name] != "" && got != want[f.Name] {
			t.Errorf("%s is %q, want %q", f.Name, got, want[f.Name])
		}
	}
	if level, err := trust.LevelOf(t.Context(), b.db, time.Now(), b.company); err != nil || level >= account.L2 {
		t.Error("a new legal name keeps the mark of the old one")
	}
	if FirmMeter(after).Percent <= FirmMeter(firm).Percent {
		t.Errorf("%d %% after %d %%", FirmMeter(after).Percent, FirmMeter(firm).Percent)
	}
	shown, err := b.catalog.Company(t.Context(), "one")
	b.must(err)
	if shown.Profile.Details["contacts"] != "" || shown.Profile.Details["representative"] != "Hana" {
		t.Errorf("the public is told %v", shown.Profile.Details)
	}
	other := b.person(account.Grant{Role: account.Supplier, Company: b.supplier("two")})
	if _, err := b.Firm(t.Context(), other, b.company); !problem.Is(err, problem.NotFound) {
		t.Errorf("another maker reads the contacts: %v", err)
	}
	if err := b.SetFirm(t.Context(), other, b.company, firmTyped()); !problem.Is(err, problem.NotFound) {
		t.Errorf("another maker writes: %v", err)
	}
}
