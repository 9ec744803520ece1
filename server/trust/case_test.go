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

func refused(err error) string {
	if p, ok := errors.AsType[*problem.Error](err); ok {
		return p.Code
	}
	return ""
}

func TestSupplierIsVerifiedByChecksWithEvidence(t *testing.T) {
	b := newBench(t)
	b.inReview(b.garam, b.maker)
	_, err := b.Decide(b.ctx(), b.duri, Decision{Company: "doedol", Move: Verify})
	if refused(err) != "trust_lacks" {
		t.Errorf("verified without a check: %v", err)
	}
	err = b.AddCheck(b.ctx(), b.duri, NewCheck{Company: "doedol", Kind: "registry", Result: Passed, Method: "register"})
	if refused(err) != "form_invalid" {
		t.Errorf("a check that shows nothing: %v", err)
	}
	b.must(b.HandIn(b.ctx(), b.garam, b.maker.ID, "registry", `C:\papers\extract.pdf`, strings.NewReader("%PDF-1.7 extract")))
	own, err := b.Own(b.ctx(), b.garam, b.maker.ID)
	b.must(err)
	if len(own.Evidence) != 1 || own.Evidence[0].Name != "extract.pdf" || own.Evidence[0].Type != "application/pdf" {
		t.Fatalf("evidence %+v", own.Evidence)
	}
	b.checks(b.duri, b.maker, "visit")
	b.must(b.AddCheck(b.ctx(), b.duri, NewCheck{Company: "doedol", Kind: "registry", Result: Passed, Method: "register", Evidence: own.Evidence[0].ID.String()}))
	c, err := b.Decide(b.ctx(), b.duri, Decision{Company: "doedol", Move: Verify})
	b.must(err)
	if want := b.now.Add(365 * 24 * time.Hour); c.State != Verified || !c.VerifiedUntil.Equal(want) || c.DueAt != nil {
		t.Errorf("%s until %s, due %v", c.State, c.VerifiedUntil, c.DueAt)
	}
	b.level(b.maker, account.L2)
	r, err := b.Open(b.ctx(), b.hana, "doedol")
	b.must(err)
	if !r.Whole || len(r.Events) != 11 {
		t.Errorf("%d events, whole %v", len(r.Events), r.Whole)
	}
}

func TestNobodyChecksWhatTheyWrote(t *testing.T) {
	b := newBench(t)
	both := b.person("both@doedol.example", account.Grant{Role: account.Supplier, Company: b.maker.ID})
	b.inReview(both, b.maker)
	b.must(b.Accounts.Grant(b.ctx(), both.User, account.Grant{Role: account.Officer}))
	both, err := b.Accounts.Viewer(b.ctx(), both.User)
	b.must(err)
	if _, err := b.Decide(b.ctx(), both, Decision{Company: "doedol", Move: Visit}); refused(err) != "forbidden_own" {
		t.Errorf("a party decides: %v", err)
	}
	b.must(b.Accounts.Leave(b.ctx(), both.User, b.maker.ID))
	both, err = b.Accounts.Viewer(b.ctx(), both.User)
	b.must(err)
	if err := b.AddCheck(b.ctx(), both, NewCheck{Company: "doedol", Kind: "registry", Result: Passed, Method: "register", Note: "x"}); refused(err) != "trust_own_edit" {
		t.Errorf("who wrote it checks it: %v", err)
	}
	b.checks(b.duri, b.maker, "visit")
	if _, err := b.Decide(b.ctx(), both, Decision{Company: "doedol", Move: Verify}); refused(err) != "trust_own_edit" {
		t.Errorf("who wrote it verifies it: %v", err)
	}
}

func TestIllegalMoveWritesNothing(t *testing.T) {
	b := newBench(t)
	_, err := b.Hand(b.ctx(), b.garam, b.maker.ID, Leave)
	refusal, ok := errors.AsType[*problem.Error](err)
	if !ok || refusal.Kind != problem.Conflict || refusal.State != "draft" || !slices.Equal(refusal.Legal, []string{"submit"}) {
		t.Fatalf("%v", err)
	}
	r, err := b.Open(b.ctx(), b.hana, "doedol")
	b.must(err)
	if r.State != Draft || len(r.Events) != 0 {
		t.Errorf("%s with %d events", r.State, len(r.Events))
	}
}

func TestQuestionWithoutAnswerIsClosedAfterTwoWeeks(t *testing.T) {
	b := newBench(t)
	b.inReview(b.garam, b.maker)
	if _, err := b.Decide(b.ctx(), b.duri, Decision{Company: "doedol", Move: Ask, Needs: []string{"a poem"}}); refused(err) != "form_invalid" {
		t.Errorf("asked for what is on no list: %v", err)
	}
	_, err := b.Decide(b.ctx(), b.duri, Decision{Company: "doedol", Move: Ask, Needs: []string{"factory_photos"}})
	b.must(err)
	b.now = b.now.Add(14 * 24 * time.Hour)
	b.must(b.Sweep(b.ctx()))
	b.state(b.maker, NeedsInfo)
	b.now = b.now.Add(time.Second)
	b.must(b.Sweep(b.ctx()))
	b.must(b.Sweep(b.ctx()))
	b.state(b.maker, ClosedStale)
	_, err = b.Hand(b.ctx(), b.garam, b.maker.ID, Submit)
	b.must(err)
	b.state(b.maker, Submitted)
}

func (b *bench) state(c account.Company, want State) {
	b.t.Helper()
	found, err := findCase(b.ctx(), b.db, c.ID, false)
	b.must(err)
	if found.State != want {
		b.t.Fatalf("%s is %s, want %s", c.Slug, found.State, want)
	}
}

func TestVerificationLastsAYear(t *testing.T) {
	b := newBench(t)
	b.verified(b.garam, b.maker)
	b.now = b.now.Add(365*24*time.Hour - time.Second)
	b.level(b.maker, account.L2)
	b.now = b.now.Add(time.Second)
	b.level(b.maker, account.L1) // at once, before any job has run
	b.must(b.Sweep(b.ctx()))
	b.state(b.maker, Recheck)
}

func TestChangedNameIsCheckedAgain(t *testing.T) {
	b := newBench(t)
	b.verified(b.garam, b.maker)
	moved := lines
	moved.Address = "Suwon, Gwanggyo 2"
	b.must(b.SetFacts(b.ctx(), b.garam, b.maker.ID, moved))
	b.state(b.maker, Recheck)
	b.level(b.maker, account.L1)
	r, err := b.Open(b.ctx(), b.hana, "doedol")
	b.must(err)
	if !slices.Equal(r.Missing, []string{"address"}) {
		t.Errorf("missing %v", r.Missing)
	}
}

func TestTwoConfirmedWarningsSuspend(t *testing.T) {
	b := newBench(t)
	b.verified(b.ana, b.importer)
	for i, want := range []State{Verified, Suspended} {
		b.must(b.Warn(b.ctx(), b.mara, "restaura", "asks_fees", "asked for a fee in a mail"))
		r, err := b.Open(b.ctx(), b.hana, "restaura")
		b.must(err)
		b.must(b.SettleFlag(b.ctx(), b.hana, "restaura", r.Flags[i].ID.String(), true))
		b.state(b.importer, want)
	}
	b.level(b.importer, account.L0)
	if c, err := b.Accounts.Company(b.ctx(), b.importer.ID); err != nil || c.SuspendedAt == nil {
		t.Errorf("suspended %v (%v)", c.SuspendedAt, err)
	}
	_, err := b.Decide(b.ctx(), b.hana, Decision{Company: "restaura", Move: Restore})
	b.must(err)
	b.level(b.importer, account.L2)
}

func TestExpiredLicenceSuspends(t *testing.T) {
	b := newBench(t)
	b.verified(b.garam, b.maker)
	b.must(b.AddCheck(b.ctx(), b.duri, NewCheck{Company: "doedol", Kind: "medical_licence", Result: Passed, Method: "document", Note: "no. DEMO", Expires: "2026-12-31"}))
	b.must(b.Sweep(b.ctx()))
	b.state(b.maker, Verified)
	b.now = time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	b.must(b.Sweep(b.ctx()))
	b.state(b.maker, Suspended)
	b.level(b.maker, account.L0)
}

func TestTwoOfficersRevokeAndTheEndorsementsGo(t *testing.T) {
	b := newBench(t)
	b.verified(b.ana, b.importer)
	e := b.active(b.importer)
	b.level(b.importer, account.L4)
	revoke := Decision{Company: "restaura", Move: Revoke, Reason: "documents_false"}
	if _, err := b.Decide(b.ctx(), b.hana, revoke); refused(err) != "trust_move" {
		t.Errorf("revoked without being suspended: %v", err)
	}
	_, err := b.Decide(b.ctx(), b.duri, Decision{Company: "restaura", Move: Suspend, Reason: "complaint"})
	b.must(err)
	_, err = b.Decide(b.ctx(), b.hana, revoke)
	b.must(err)
	b.state(b.importer, Suspended)
	if _, err := b.Decide(b.ctx(), b.hana, revoke); refused(err) != "trust_second_officer" {
		t.Errorf("one officer alone: %v", err)
	}
	_, err = b.Decide(b.ctx(), b.nemo, revoke)
	b.must(err)
	b.state(b.importer, Revoked)
	if found := b.verify(e); found.Result != "revoked" || found.Revoked.Reason != "company_revoked" {
		t.Errorf("%s, %+v", found.Result, found.Revoked)
	}
	r, err := b.Open(b.ctx(), b.hana, "restaura")
	b.must(err)
	if !r.Whole {
		t.Error("the history is broken")
	}
}

func TestHistoryThatIsChangedIsNoticed(t *testing.T) {
	b := newBench(t)
	b.verified(b.garam, b.maker)
	for _, sql := range []string{`update trust_events set reason = 'nothing' where version = 3`, `delete from trust_events where version = 5`} {
		if _, err := b.db.Exec(b.ctx(), sql); err != nil {
			t.Fatal(err)
		}
		r, err := b.Open(b.ctx(), b.hana, "doedol")
		b.must(err)
		if r.Whole {
			t.Errorf("whole after: %s", sql)
		}
	}
}
