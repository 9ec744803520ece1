package server

import (
	"strings"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
)

func TestFirstPageTellsOfProgrammesThatAreAheadWithTheirMakers(t *testing.T) {
	var meetings *consultation.Service
	var now time.Time
	h := shop(t, func(cfg *Config) { meetings, now = cfg.Consultation, cfg.Now() })
	h.user("officer@office.example", "", account.Grant{Role: account.Officer})
	officer := h.viewer("officer@office.example")
	open := func(en, ko string, days int, makers ...account.CompanyID) {
		t.Helper()
		from := now.Truncate(24*time.Hour).AddDate(0, 0, days)
		until := from.AddDate(0, 0, 1)
		id, err := meetings.OpenOccasion(t.Context(), officer, consultation.Occasion{NameEn: en, NameKo: ko, Moderation: consultation.All, From: &from, Until: &until})
		if err != nil {
			t.Fatal(err)
		}
		for _, maker := range makers {
			if err := meetings.TakePart(t.Context(), officer, id, maker, true); err != nil {
				t.Fatal(err)
			}
		}
	}
	if got := h.get("/en"); strings.Contains(got.body, "coming-title") {
		t.Error("programmes before there is one")
	}
	maker, err := h.accounts.CompanyBySlug(t.Context(), "lumivale")
	if err != nil {
		t.Fatal(err)
	}
	open("Cluj days", "클루지 상담주간", 30, maker.ID)
	open("Days that are over", "지난 상담주간", -30, maker.ID)
	open("Days without a maker", "참가 기업 없는 상담주간", 40)
	for path, wants := range map[string][]string{
		"/en": {"Cluj days", "1 maker takes part", `href="/en/companies/lumivale"`, `"@type":"Event"`, `"startDate":"` + now.Truncate(24*time.Hour).AddDate(0, 0, 30).Format(time.DateOnly) + `"`},
		"/ko": {"클루지 상담주간", "참가 기업 1곳"},
		"/de": {`<span lang="en">Cluj days</span>`},
	} {
		got := h.get(path)
		for _, want := range wants {
			if !strings.Contains(got.body, want) {
				t.Errorf("%s lacks %s", path, want)
			}
		}
		for _, never := range []string{"Days that are over", "지난 상담주간", "Days without a maker", "참가 기업 없는"} {
			if strings.Contains(got.body, never) {
				t.Errorf("%s tells of %s", path, never)
			}
		}
	}
}
