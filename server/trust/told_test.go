package trust

import (
	"slices"
	"strings"
	"testing"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/statement"
)

// TestWhomAnEndorsementConcernsHearsOfItsEnd lets webhooks of the office, the company, the desk that signs and another desk
// listen while one is signed, revoked and runs out.
func TestWhomAnEndorsementConcernsHearsOfItsEnd(t *testing.T) {
	b := newBench(t)
	b.verified(b.ana, b.importer)
	listeners := map[string]account.Viewer{"office": b.hana, "company": b.ana, "desk": b.mara, "other desk": b.lena}
	heard := map[string]string{}
	for who, v := range listeners {
		e, err := b.hooks.Add(b.ctx(), v, "", "https://"+strings.ReplaceAll(who, " ", "-")+".example/hook", []string{"endorsement.revoke", "endorsement.expire"})
		b.must(err)
		heard[who] = e.ID.String()
	}
	first := b.active(b.importer)
	b.must(b.RevokeEndorsement(b.ctx(), b.hana, first.Code, "wrong_facts"))
	again, err := b.Propose(b.ctx(), b.mara, Proposal{Company: "restaura", Scope: []string{"registry"}, Until: "2026-12-31"})
	b.must(err)
	_, err = b.Sign(b.ctx(), b.dan, again.Code, b.signedAtDesk(again, "clj-1"))
	b.must(err)
	b.now = day("2027-01-01")
	b.must(b.Sweep(b.ctx()))
	b.must(b.Sweep(b.ctx()))
	for who, id := range heard {
		all, err := b.hooks.Deliveries(b.ctx(), listeners[who], id)
		b.must(err)
		var said []string
		for _, d := range all {
			said = append(said, d.Type)
			if !strings.Contains(d.Body, b.Origin+"/verify/SW-E-") || strings.Contains(d.Body, "seen") {
				t.Errorf("%s is told %s", who, d.Body)
			}
		}
		slices.Sort(said)
		want := []string{"endorsement.expire", "endorsement.revoke"}
		if who == "other desk" {
			want = nil
		}
		if !slices.Equal(said, want) {
			t.Errorf("%s hears %v, want %v", who, said, want)
		}
	}
}

func TestProposalIsToldNobody(t *testing.T) {
	b := newBench(t)
	b.verified(b.garam, b.maker)
	hook, err := b.hooks.Add(b.ctx(), b.garam, "", "https://maker.example/hook", nil)
	b.must(err)
	e, err := b.Propose(b.ctx(), b.duri, Proposal{Company: "doedol", Scope: []string{"registry"}})
	b.must(err)
	b.must(b.RevokeEndorsement(b.ctx(), b.hana, e.Code, "wrong_facts"))
	if all, err := b.hooks.Deliveries(b.ctx(), b.garam, hook.ID.String()); err != nil || len(all) > 0 {
		t.Errorf("%d messages (%v)", len(all), err)
	}
	if p, err := b.public(b.ctx(), e.Code); err != nil || p.Holds() || p.Mode != statement.Signed {
		t.Errorf("a revoked proposal holds (%v)", err)
	}
}
