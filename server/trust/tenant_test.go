package trust

import (
	"strings"
	"testing"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
)

func TestNothingLeaksBetweenDesks(t *testing.T) {
	b := newBench(t)
	b.verified(b.ana, b.importer)
	b.verified(b.garam, b.maker)
	b.must(b.HandIn(b.ctx(), b.ana, b.importer.ID, "extract", "extract.pdf", strings.NewReader("%PDF-1.7 secret")))
	own, err := b.Own(b.ctx(), b.ana, b.importer.ID)
	b.must(err)
	file := own.Evidence[0].ID.String()
	e := b.active(b.importer)
	for name, v := range map[string]account.Viewer{"another desk": b.lena, "an association that did not bring it": b.elena, "another company": b.garam, "nobody": {}} {
		if _, err := b.Open(b.ctx(), v, "restaura"); err == nil {
			t.Errorf("%s reads the file of the company", name)
		}
		if _, _, err := b.ReadEvidence(b.ctx(), v, file); err == nil {
			t.Errorf("%s reads evidence", name)
		}
		if _, err := b.Endorsement(b.ctx(), v, e.Code); err == nil {
			t.Errorf("%s opens the endorsement", name)
		}
		if _, err := b.Decide(b.ctx(), v, Decision{Company: "restaura", Move: Ask, Needs: []string{"licence"}}); err == nil {
			t.Errorf("%s decides", name)
		}
		if err := b.Warn(b.ctx(), v, "restaura", "other", "x"); err == nil {
			t.Errorf("%s warns", name)
		}
		if err := b.Recommend(b.ctx(), v, "restaura", "we know them"); err == nil {
			t.Errorf("%s recommends", name)
		}
		if all, _ := b.Endorsements(b.ctx(), v); len(all) != 0 {
			t.Errorf("%s lists %d endorsements", name, len(all))
		}
		if all, _ := b.Queue(b.ctx(), v); len(all) != 0 {
			t.Errorf("%s lists %d companies", name, len(all))
		}
		if keys, _ := b.KeysOf(b.ctx(), v); len(keys) != 0 {
			t.Errorf("%s sees %d keys", name, len(keys))
		}
	}
	for name, v := range map[string]account.Viewer{"its desk": b.dan, "an officer": b.nemo} {
		if _, err := b.Open(b.ctx(), v, "restaura"); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, content, err := b.ReadEvidence(b.ctx(), v, file); err != nil {
			t.Errorf("%s: %v", name, err)
		} else {
			b.must(content.Close())
		}
	}
	if all, err := b.Queue(b.ctx(), b.dan); err != nil || len(all) != 1 {
		t.Errorf("the desk lists %d companies (%v)", len(all), err)
	}
	if r, err := b.Open(b.ctx(), b.dan, "restaura"); err != nil || len(r.Events) > 0 || len(r.Flags) > 0 {
		t.Errorf("the desk reads the office's history: %d events (%v)", len(r.Events), err)
	}
}

func TestAssociationOnlyRecommends(t *testing.T) {
	b := newBench(t)
	b.must(b.Accounts.Bring(b.ctx(), b.assoc.ID, b.importer.ID))
	b.verified2(t)
	b.must(b.Recommend(b.ctx(), b.elena, "restaura", "A member since 2010."))
	if _, err := b.Decide(b.ctx(), b.elena, Decision{Company: "restaura", Move: Ask, Needs: []string{"licence"}}); refused(err) != "association_recommends" {
		t.Errorf("decides: %v", err)
	}
	if _, err := b.Propose(b.ctx(), b.elena, Proposal{Company: "restaura", Scope: []string{"registry"}}); refused(err) != "association_recommends" {
		t.Errorf("proposes: %v", err)
	}
	r, err := b.Open(b.ctx(), b.dan, "restaura")
	b.must(err)
	if len(r.Recommended) != 1 || r.Recommended[0].OwnerEn != "assoc desk" || r.Level != account.L2 {
		t.Errorf("%+v at L%d", r.Recommended, r.Level)
	}
}

// verified2 is verified for a buyer whose review begins at the desk, since an association brought it.
func (b *bench) verified2(t *testing.T) {
	t.Helper()
	b.must(b.SetFacts(b.ctx(), b.ana, b.importer.ID, lines))
	b.checks(b.mara, b.importer, "call_back")
	_, err := b.Decide(b.ctx(), b.mara, Decision{Company: "restaura", Move: Verify})
	b.must(err)
}

func TestNamesOfAListAreFound(t *testing.T) {
	b := newBench(t)
	if _, err := b.ImportList(b.ctx(), b.dan, "demo", "2026-05-04", strings.NewReader("x")); !problem.Is(err, problem.Forbidden) {
		t.Errorf("a desk imports: %v", err)
	}
	for name, file := range map[string]string{"nothing": "", "no CSV": "a\"b\n", "a header": "name,reason\n"} {
		if _, err := b.ImportList(b.ctx(), b.hana, "demo", "2026-05-04", strings.NewReader(file)); refused(err) != "form_invalid" {
			t.Errorf("%s: %v", name, err)
		}
	}
	n, err := b.ImportList(b.ctx(), b.hana, "demo", "2026-05-04", strings.NewReader("\ufeffname,reason\nRESTAURA S.A.,unpaid\nRestaura,again\nOther Ltd\n"))
	if err != nil || n != 3 {
		t.Fatalf("%d names (%v)", n, err)
	}
	r, err := b.Open(b.ctx(), b.hana, "restaura")
	b.must(err)
	found := ""
	for _, s := range r.Signals {
		found += s.Code + " "
	}
	if !strings.Contains(found, "listed") {
		t.Errorf("signals %q", found)
	}
}
