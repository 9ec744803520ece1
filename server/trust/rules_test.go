package trust

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
)

var noon = time.Date(2026, 11, 26, 3, 0, 0, 0, time.UTC) // a Thursday

func passed(kind, method string) Check {
	return Check{Kind: kind, Result: Passed, Method: method, Note: "seen", CheckedAt: noon}
}

func allOf(kind account.Kind, method string) []Check {
	var all []Check
	for _, k := range Mandatory(kind) {
		all = append(all, passed(k, method))
	}
	return all
}

func TestLevelComesFromEvidenceAlone(t *testing.T) {
	until, over := noon.Add(time.Hour), noon
	office, city := Voucher{ByOffice: true}, Voucher{ByCity: true}
	without := func(kind string) []Check {
		return slices.DeleteFunc(allOf(account.BuyerCompany, "call_back"), func(c Check) bool { return c.Kind == kind })
	}
	ended := allOf(account.BuyerCompany, "call_back")
	ended[0].ExpiresAt = &over
	failed := allOf(account.BuyerCompany, "call_back")
	failed[0].Result = Failed
	whole := facts{kind: account.BuyerCompany, state: Verified, until: &until, checks: allOf(account.BuyerCompany, "call_back")}
	for name, tt := range map[string]struct {
		change func(*facts)
		want   account.Level
	}{
		"nothing known":                       {func(f *facts) { *f = facts{kind: account.BuyerCompany, state: SelfRegistered} }, account.L0},
		"identity documents":                  {func(f *facts) { f.state, f.checks = DocReview, f.checks[:2] }, account.L1},
		"one identity document":               {func(f *facts) { f.state, f.checks = DocReview, f.checks[:1] }, account.L0},
		"verified":                            {func(*facts) {}, account.L2},
		"verified on paper alone":             {func(f *facts) { f.checks = allOf(account.BuyerCompany, "document") }, account.L1},
		"a mandatory check is missing":        {func(f *facts) { f.checks = without("address") }, account.L1},
		"a check has run out":                 {func(f *facts) { f.checks = ended }, account.L0},
		"a check has failed":                  {func(f *facts) { f.checks = failed }, account.L0},
		"a year has gone by":                  {func(f *facts) { f.until = &over }, account.L1},
		"being checked again":                 {func(f *facts) { f.state, f.signed = Recheck, []Voucher{office, city} }, account.L1},
		"the office has signed":               {func(f *facts) { f.signed = []Voucher{office} }, account.L3},
		"a city has signed":                   {func(f *facts) { f.signed = []Voucher{city} }, account.L3},
		"both have signed":                    {func(f *facts) { f.signed = []Voucher{city, office} }, account.L4},
		"no desk for its country":             {func(f *facts) { f.signed, f.deskless = []Voucher{office, city}, true }, account.L2},
		"signed without being verified":       {func(f *facts) { f.state, f.checks, f.signed = DocReview, nil, []Voucher{office, city} }, account.L0},
		"suspended":                           {func(f *facts) { f.suspended, f.signed = true, []Voucher{office, city} }, account.L0},
		"revoked":                             {func(f *facts) { f.state = Revoked }, account.L0},
		"a supplier without its factory seen": {func(f *facts) { f.kind = account.SupplierCompany }, account.L1},
	} {
		t.Run(name, func(t *testing.T) {
			f := whole
			f.checks = slices.Clone(whole.checks)
			tt.change(&f)
			if got := f.level(noon); got != tt.want {
				t.Errorf("L%d, want L%d", got, tt.want)
			}
		})
	}
}

func TestEachStateAllowsEachPartyWhatTheTableSays(t *testing.T) {
	for kind, table := range map[account.Kind]map[State]string{
		account.SupplierCompany: {
			Draft: "c:submit", Submitted: "r:review", DocReview: "r:ask,visit,verify,reject", NeedsInfo: "c:submit s:close", SiteVisit: "r:visited", ClosedStale: "c:submit",
			Verified: "c:withdraw o:recheck,suspend s:recheck,suspend", Recheck: "r:review", Suspended: "o:restore,revoke",
			Rejected: "", Revoked: "", Withdrawn: "", Invited: "", EmailOK: "", DeskReview: "", OfficeReview: "", SelfRegistered: "",
		},
		account.BuyerCompany: {
			Invited: "c:confirm s:confirm", SelfRegistered: "c:confirm s:confirm", EmailOK: "c:submit", DocReview: "r:pass", DeskReview: "r:ask,verify,reject",
			OfficeReview: "o:ask,verify,reject", NeedsInfo: "c:submit s:close", ClosedStale: "c:submit",
			Verified: "c:withdraw o:recheck,suspend s:recheck,suspend", Recheck: "r:review", Suspended: "o:restore,revoke",
			Rejected: "", Revoked: "", Withdrawn: "", Draft: "", Submitted: "", SiteVisit: "",
		},
	} {
		for state, want := range table {
			var got []string
			for _, p := range []struct {
				mark string
				by   party
			}{{"c:", company}, {"r:", reviewer}, {"o:", officer}, {"s:", server}} {
				if legal := Legal(kind, state, p.by); len(legal) > 0 {
					got = append(got, p.mark+strings.Join(legal, ","))
				}
			}
			if text := strings.Join(got, " "); text != want {
				t.Errorf("%s, %s: %q, want %q", kind, state, text, want)
			}
		}
	}
}

func TestIllegalMoveNamesTheLegalOnes(t *testing.T) {
	_, err := next(account.SupplierCompany, DocReview, Submit, reviewer, false)
	refusal := &problem.Error{}
	if !problem.Is(err, problem.Conflict) || !asProblem(err, &refusal) || !slices.Equal(refusal.Legal, []string{"ask", "visit", "verify", "reject"}) {
		t.Errorf("%v, legal %v", err, refusal.Legal)
	}
	if to, err := next(account.BuyerCompany, DocReview, Pass, reviewer, true); err != nil || to != OfficeReview {
		t.Errorf("without a desk: %s (%v)", to, err)
	}
}

func TestReviewIsDueInThreeWorkingDays(t *testing.T) {
	seoul, err := time.LoadLocation("Asia/Seoul")
	if err != nil {
		t.Fatal(err)
	}
	office := New(Config{Zone: seoul}) // Friday, Monday, Tuesday
	if got, want := *office.due(Submitted, noon), noon.AddDate(0, 0, 5); !got.Equal(want) {
		t.Errorf("%s, want %s", got, want)
	}
	open := New(Config{Zone: seoul, Working: func(day time.Time) bool { return weekday(day) && day.Day() != 27 }}) // Friday is a holiday
	if got, want := *open.due(Submitted, noon), noon.AddDate(0, 0, 6); !got.Equal(want) {
		t.Errorf("over a holiday: %s, want %s", got, want)
	}
	if got, want := *office.due(NeedsInfo, noon), noon.AddDate(0, 0, 14); !got.Equal(want) {
		t.Errorf("an answer: %s, want %s", got, want)
	}
	if got := office.due(Verified, noon); got != nil {
		t.Errorf("verified is due %s", got)
	}
}

func TestKoreanNumberCarriesItsCheckDigit(t *testing.T) {
	for number, want := range map[string]bool{
		"999-88-01110": true, "999-88-02220": true, "999-88-03331": true, "999-88-04441": true, "999-88-05552": true, "9998806662": true,
		"999-88-01111": false, "999-88-0111": false, "999-88-01110x": false, "": false,
	} {
		if KoreanNumber(number) != want {
			t.Errorf("%s: %v", number, !want)
		}
	}
}

func TestDomainsThatAreTakenForOthersAreFound(t *testing.T) {
	for pair, want := range map[[2]string]bool{
		{"lumivale.example", "lumivale.example"}: false, {"mail.lumivale.example", "lumivale.example"}: false, {"lumlvale.example", "lumivale.example"}: true,
		{"lumivale.test", "lumivale.example"}: true, {"lumivaie.example", "lumivale.example"}: true, {"lumvale.example", "lumivale.example"}: true,
		{"lumiavle.example", "lumivale.example"}: true, {"durea.example", "miraon.example"}: false, {"d0edol.example", "doedol.example"}: true,
		{"doedoll.example", "doedol.example"}: true, {"abc.example", "abd.example"}: false,
	} {
		if LookAlike("x@"+pair[0], pair[1]) != want {
			t.Errorf("%v: %v", pair, !want)
		}
	}
}

func TestMailOfAnOwnDomainIsToldFromFreeMail(t *testing.T) {
	for address, want := range map[string]bool{"a@durea.example": true, "a@sales.durea.example": true, "a@notdurea.example": false, "a@gmail.com": false} {
		if OwnDomain(address, "https://www.durea.example/kr") != want {
			t.Errorf("%s: %v", address, !want)
		}
	}
}

func TestNamesOfListsAreComparedWithoutCaseMarksAndForm(t *testing.T) {
	for _, pair := range [][2]string{{"Grand Global Supply Corp", "GRAND  GLOBAL SUPPLY, Inc."}, {"Kölner Klangwerk GmbH", "koelner klangwerk"}, {"Distribuție SRL", "Distributie"}, {"주식회사 온맥", "온맥"}} {
		same := fold(pair[0]) == fold(pair[1])
		if want := !strings.HasPrefix(pair[0], "Kölner"); same != want { // ö is o, not oe
			t.Errorf("%q and %q: %q, %q", pair[0], pair[1], fold(pair[0]), fold(pair[1]))
		}
	}
}

func TestSignalsSayWhy(t *testing.T) {
	e := evidence{country: "KR", registry: "123-45-67890", website: "doedol.example", mails: []string{"a@freemail.example", "b@d0edol.example", "c@doedol.example"},
		known: []string{"doedol.example"}, listed: []Listed{{Name: "Grand", List: "demo", Dated: noon}}}
	var codes []string
	for _, s := range e.signals() {
		codes = append(codes, s.Code)
	}
	if want := []string{"checksum", "free_mail", "other_domain", "look_alike", "listed"}; !slices.Equal(codes, want) {
		t.Errorf("%v, want %v", codes, want)
	}
}

func asProblem(err error, into **problem.Error) bool { return errors.As(err, into) }
