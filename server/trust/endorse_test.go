package trust

import (
	"strings"
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/statement"
)

func TestTwoCitiesSignAndAnybodyChecks(t *testing.T) {
	b := newBench(t)
	b.verified(b.garam, b.maker)
	key := b.key()
	e, err := b.Propose(b.ctx(), b.duri, Proposal{Company: "doedol", Desk: "cluj", Scope: []string{"factory", "registry", "legal_name"}})
	b.must(err)
	if _, err := b.Find(b.ctx(), e.Code); !problem.Is(err, problem.NotFound) {
		t.Errorf("a proposal is shown: %v", err)
	}
	if _, err := b.Sign(b.ctx(), b.duri, e.Code, statement.Signature{}); refused(err) != "endorsement_own" {
		t.Errorf("the proposer signs: %v", err)
	}
	b.level(b.maker, account.L2)
	one, err := b.Sign(b.ctx(), b.hana, e.Code, statement.Signature{})
	b.must(err)
	b.level(b.maker, account.L3)
	if one.State != SignedByOne {
		t.Errorf("after one signature: %s", one.State)
	}
	if _, err := b.Sign(b.ctx(), b.nemo, e.Code, statement.Signature{}); refused(err) != "endorsement_signed" {
		t.Errorf("the office signs twice: %v", err)
	}
	wrong := b.signedAtDesk(e, key)
	wrong.Signature = b.signedAtDesk(Endorsement{Statement: []byte("{}")}, key).Signature
	if _, err := b.Sign(b.ctx(), b.dan, e.Code, wrong); refused(err) != "form_invalid" {
		t.Errorf("a signature over something else: %v", err)
	}
	both, err := b.Sign(b.ctx(), b.dan, e.Code, b.signedAtDesk(e, key))
	b.must(err)
	b.level(b.maker, account.L4)
	if both.State != Active {
		t.Errorf("after both: %s", both.State)
	}
	if found := b.verify(e); found.Result != statement.Valid || len(found.Signers) != 2 {
		t.Errorf("%s by %d", found.Result, len(found.Signers))
	}
	if said := mustParse(t, e.Statement).Said("en"); !strings.Contains(said, "the legal name, the registration, the factory of Doedol Systems Co., Ltd., 999-88-06662 (KR)") {
		t.Error(said)
	}
}

func mustParse(t *testing.T, raw []byte) statement.Statement {
	t.Helper()
	s, err := statement.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestEndorsementNamesOnlyWhatWasChecked(t *testing.T) {
	b := newBench(t)
	if _, err := b.Propose(b.ctx(), b.duri, Proposal{Company: "doedol", Scope: []string{"registry"}}); refused(err) != "endorsement_level" {
		t.Errorf("of a company that is not verified: %v", err)
	}
	b.verified(b.garam, b.maker)
	for name, p := range map[string]Proposal{
		"a check that was not made": {Scope: []string{"medical_licence"}}, "nothing": {}, "for two years": {Scope: []string{"registry"}, Until: "2028-11-26"},
		"for no day": {Scope: []string{"registry"}, Until: "2026-11-26"}, "with an association": {Scope: []string{"registry"}, Desk: "assoc"},
		"in place of nothing": {Scope: []string{"registry"}, Supersedes: "SW-E-0999"},
	} {
		p.Company = "doedol"
		if _, err := b.Propose(b.ctx(), b.duri, p); refused(err) != "form_invalid" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRevokedAndExpiredCountNowhereFromThatMoment(t *testing.T) {
	b := newBench(t)
	b.verified(b.ana, b.importer)
	e := b.active(b.importer)
	if _, err := b.Propose(b.ctx(), b.elena, Proposal{Company: "restaura", Scope: []string{"registry"}}); !problem.Is(err, problem.NotFound) {
		t.Errorf("somebody else's buyer: %v", err)
	}
	if err := b.RevokeEndorsement(b.ctx(), b.lena, e.Code, "fraud"); !problem.Is(err, problem.NotFound) {
		t.Errorf("another desk revokes: %v", err)
	}
	b.must(b.RevokeEndorsement(b.ctx(), b.dan, e.Code, "wrong_facts"))
	b.level(b.importer, account.L2)
	found := b.verify(e)
	if found.Result != statement.Revoke || found.Revoked.On != "2026-11-26" {
		t.Errorf("%s %+v", found.Result, found.Revoked)
	}
	if err := b.RevokeEndorsement(b.ctx(), b.dan, e.Code, "wrong_facts"); refused(err) != "endorsement_move" {
		t.Errorf("revoked twice: %v", err)
	}
	again, err := b.Propose(b.ctx(), b.mara, Proposal{Company: "restaura", Scope: []string{"registry"}, Until: "2026-12-31"})
	b.must(err)
	_, err = b.Sign(b.ctx(), b.dan, again.Code, b.signedAtDesk(again, "clj-1"))
	b.must(err)
	b.level(b.importer, account.L3)
	b.now = time.Date(2026, 12, 31, 23, 59, 0, 0, time.UTC)
	b.level(b.importer, account.L3)
	b.now = b.now.Add(time.Minute)
	b.level(b.importer, account.L2)
	if p, err := b.Find(b.ctx(), again.Code); err != nil || p.State != Expired {
		t.Errorf("%s (%v)", p.State, err)
	}
	if found := b.verify(again); found.Result != statement.Expired {
		t.Errorf("%s", found.Result)
	}
	b.must(b.Sweep(b.ctx()))
	if stored, err := findEndorsement(b.ctx(), b.db, again.Code, false); err != nil || stored.State != Expired {
		t.Errorf("%s (%v)", stored.State, err)
	}
}

func TestNewEndorsementSupersedesTheOldWhenItIsSigned(t *testing.T) {
	b := newBench(t)
	b.verified(b.garam, b.maker)
	old := b.active(b.maker)
	e, err := b.Propose(b.ctx(), b.duri, Proposal{Company: "doedol", Scope: []string{"registry"}, Supersedes: old.Code})
	b.must(err)
	if found := b.verify(old); found.Result != statement.Valid {
		t.Errorf("before: %s", found.Result)
	}
	_, err = b.Sign(b.ctx(), b.hana, e.Code, statement.Signature{})
	b.must(err)
	if found := b.verify(old); found.Result != statement.Revoke || found.Revoked.Reason != "superseded" {
		t.Errorf("after: %s %+v", found.Result, found.Revoked)
	}
	b.level(b.maker, account.L3)
}

func TestWithdrawnKeySignsNothing(t *testing.T) {
	b := newBench(t)
	b.verified(b.garam, b.maker)
	e := b.active(b.maker)
	b.must(b.SettleKey(b.ctx(), b.dan, "clj-1", "withdraw"))
	b.level(b.maker, account.L3)
	if found := b.verify(e); found.Result != statement.UnknownKey {
		t.Errorf("%s", found.Result)
	}
	p, err := b.Find(b.ctx(), e.Code)
	b.must(err)
	if told := recordOf(p); told.State != SignedByOne || !told.Valid || !told.Signatures[0].Withdrawn && !told.Signatures[1].Withdrawn {
		t.Errorf("programs are told %+v", told)
	}
}

func TestKeySignsOnlyOnceItIsPublished(t *testing.T) {
	b := newBench(t)
	b.verified(b.garam, b.maker)
	b.key()
	b.must(b.AddKey(b.ctx(), b.mara, fresh("cluj", "clj-new")))
	for name, k := range map[string]NewKey{"another's proof": fresh("koeln", "clj-two"), "a proof of another key": {"clj-two", fresh("cluj", "clj-two").Public, fresh("cluj", "clj-two").Proof}, "none": {"clj-two", fresh("cluj", "clj-two").Public, ""}} {
		if err := b.AddKey(b.ctx(), b.mara, k); refused(err) != "form_invalid" {
			t.Errorf("a key with %s: %v", name, err)
		}
	}
	e, err := b.Propose(b.ctx(), b.duri, Proposal{Company: "doedol", Desk: "cluj", Scope: []string{"registry"}})
	b.must(err)
	if _, err := b.Sign(b.ctx(), b.mara, e.Code, b.signedAtDesk(e, "clj-new")); refused(err) != "form_invalid" {
		t.Errorf("signed with a key that nobody has compared: %v", err)
	}
	if err := b.AddKey(b.ctx(), b.lena, fresh("koeln", "clj-new")); refused(err) != "key_there" {
		t.Errorf("another desk takes the name: %v", err)
	}
	for _, v := range []account.Viewer{b.mara, b.lena} {
		if err := b.SettleKey(b.ctx(), v, "clj-new", "publish"); !problem.Is(err, problem.Forbidden) {
			t.Errorf("a desk publishes: %v", err)
		}
	}
	if err := b.AddKey(b.ctx(), b.elena, fresh("assoc", "assoc-1")); refused(err) != "association_recommends" {
		t.Errorf("an association keeps a key: %v", err)
	}
}

func TestOfficeKeyIsClosedByTheOfficesSecret(t *testing.T) {
	b := newBench(t)
	b.verified(b.garam, b.maker)
	e := b.active(b.maker)
	before := b.Seal
	b.Seal, b.Before = []byte(strings.Repeat("n", 32)), before
	b.must(b.RevokeEndorsement(b.ctx(), b.hana, e.Code, "fraud"))
	b.Before = nil
	b.now = b.now.Add(25 * time.Hour)
	if _, err := b.RevocationList(b.ctx()); err == nil || !strings.Contains(err.Error(), "ETRADE_SECRET") {
		t.Errorf("signed with a key that does not open: %v", err)
	}
}

func TestSweepClosesTheOfficeKeyWithTheNewSecret(t *testing.T) {
	b := newBench(t)
	b.verified(b.garam, b.maker)
	e := b.active(b.maker)
	b.Seal, b.Before = []byte(strings.Repeat("n", 32)), b.Seal
	b.must(b.Sweep(b.ctx()))
	b.Before = nil
	b.must(b.RevokeEndorsement(b.ctx(), b.hana, e.Code, "fraud"))
}

func TestLetterOnPaperIsNoSignature(t *testing.T) {
	b := newBench(t)
	b.verified(b.ana, b.importer)
	e, err := b.Propose(b.ctx(), b.duri, Proposal{Company: "restaura", Desk: "koeln", Scope: []string{"registry"}, Letter: "Letter of 1 June 2026, no. 12"})
	b.must(err)
	if _, err := b.Sign(b.ctx(), b.hana, e.Code, statement.Signature{}); refused(err) != "endorsement_paper" {
		t.Errorf("signed: %v", err)
	}
	if p, err := b.Find(b.ctx(), e.Code); err != nil || p.Mode != statement.Paper {
		t.Errorf("%s (%v)", p.Mode, err)
	}
	if _, err := b.File(b.ctx(), e.Code); !problem.Is(err, problem.NotFound) {
		t.Errorf("a file of a letter: %v", err)
	}
	b.level(b.importer, account.L2)
}

func TestDeskThatHasNotSignedDeclinesAndDoesNotRevoke(t *testing.T) {
	b := newBench(t)
	b.verified(b.garam, b.maker)
	b.key()
	propose := func() Endorsement {
		e, err := b.Propose(b.ctx(), b.duri, Proposal{Company: "doedol", Desk: "cluj", Scope: []string{"registry"}})
		b.must(err)
		return e
	}
	e := propose()
	_, err := b.Sign(b.ctx(), b.hana, e.Code, statement.Signature{})
	b.must(err)
	if err := b.RevokeEndorsement(b.ctx(), b.dan, e.Code, "withdrawn"); refused(err) != "endorsement_not_signed" {
		t.Errorf("a desk that has not signed revokes: %v", err)
	}
	if shown, err := b.Endorsement(b.ctx(), b.dan, e.Code); err != nil || shown.CanEnd || !shown.CanDecline {
		t.Errorf("it is offered to revoke %v, to decline %v (%v)", shown.CanEnd, shown.CanDecline, err)
	}
	for name, c := range map[string]struct {
		v    account.Viewer
		code string
	}{"the office": {b.nemo, "endorsement_not_asked"}, "another desk": {b.lena, "not_found"}, "the company": {b.garam, "forbidden"}, "nobody": {account.Viewer{}, "sign_in_needed"}} {
		if err := b.Decline(b.ctx(), c.v, e.Code); refused(err) != c.code {
			t.Errorf("%s declines: %v", name, err)
		}
	}
	b.must(b.Decline(b.ctx(), b.dan, e.Code))
	b.level(b.maker, account.L3)
	if found := b.verify(e); found.Result != statement.Valid {
		t.Errorf("the office's signature after the desk has declined: %s", found.Result)
	}
	if _, err := b.Sign(b.ctx(), b.dan, e.Code, b.signedAtDesk(e, "clj-1")); !problem.Is(err, problem.NotFound) {
		t.Errorf("who has declined signs: %v", err)
	}
	b.must(b.RevokeEndorsement(b.ctx(), b.nemo, e.Code, "withdrawn"))
	if p, err := b.Find(b.ctx(), e.Code); err != nil || p.RevokedBy["en"] != "Suwon e-Trade Office" {
		t.Errorf("revoked by %v (%v)", p.RevokedBy, err)
	}
}

func TestDeskRevokesWhatItHasSignedAndThePageNamesIt(t *testing.T) {
	b := newBench(t)
	b.verified(b.garam, b.maker)
	e := b.active(b.maker)
	if err := b.Decline(b.ctx(), b.dan, e.Code); refused(err) != "endorsement_move" {
		t.Errorf("declined after signing: %v", err)
	}
	b.must(b.RevokeEndorsement(b.ctx(), b.mara, e.Code, "withdrawn"))
	if p, err := b.Find(b.ctx(), e.Code); err != nil || p.RevokedBy["en"] != "cluj desk" {
		t.Errorf("revoked by %v (%v)", p.RevokedBy, err)
	}
}
