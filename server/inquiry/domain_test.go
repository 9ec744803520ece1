package inquiry

import (
	"slices"
	"strings"
	"testing"

	"github.com/etradeoffice/portal/server/account"
)

func TestDomainsAreFoundHoweverTheyAreSaid(t *testing.T) {
	for text, want := range map[string][]string{
		"Write to first.last@Mira0n.example.": {"mira0n.example"}, "see https://www.mirraon.example/pay now": {"mirraon.example"}, "WWW.mirraon.example": {"mirraon.example"},
		"our new page is lumiva1e.example, thanks": {"lumiva1e.example"}, "twice a.example and a.example": {"a.example"}, "계좌는 mira0n.example에서": {"mira0n.example"},
		"the file miraon.pdf": nil, "we thank Miraon.Please pay 12.50 or 1.5e": nil, "e.g. this": nil,
	} {
		if got := domainsIn(text); !slices.Equal(got, want) {
			t.Errorf("%q: %v, wanted %v", text, got, want)
		}
	}
}

func TestImitatedDomainWarnsBothSidesEveryTime(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	_, err := b.db.Exec(ctx, `update users set email = 'sales@lumivale.example' where id = $1`, b.makers[0].User)
	b.must(err)
	b.makers[0], err = b.accounts.Viewer(ctx, b.makers[0].User)
	b.must(err)
	i := b.ask()
	alike := func(v account.Viewer) (domains []string) {
		t := b.thread(v, i)
		for _, s := range t.Alike {
			domains = append(domains, s.Domain())
		}
		return domains
	}
	if len(alike(b.buyer)) > 0 {
		t.Error("warned of nothing")
	}
	b.say(b.makers[0], i, "Our new address is lumiva1e.example")
	if told := b.letters(aboutMessage); len(told) != 1 || !strings.Contains(told[0].Text, "imitates") {
		t.Errorf("the mail does not warn: %+v", told)
	}
	b.must(b.service.See(ctx, b.officer, i.ID))
	b.say(b.makers[0], i, "Or lumivvale.example, or again lumiva1e.example")
	for _, v := range []account.Viewer{b.buyer, b.makers[0], b.officer} {
		if got := alike(v); !slices.Equal(slices.Sorted(slices.Values(got)), []string{"lumiva1e.example", "lumivvale.example"}) {
			t.Errorf("%s reads of %v", v.Email, got)
		}
	}
	open, err := openSignals(ctx, b.db)
	b.must(err)
	if n := len(slices.DeleteFunc(open, func(s Signal) bool { return s.Kind != LookAlike })); n != 2 {
		t.Errorf("%d signals wait for the office, though what was put aside came again", n)
	}
	if len(b.thread(b.buyer, i).Signals) > 0 {
		t.Error("the buyer reads the office's signals")
	}
	b.say(b.makers[0], i, "Write to sales@lumivale.example")
	if told := b.letters(aboutMessage); strings.Contains(told[0].Text, "imitates") {
		t.Error("the own domain is taken for an imitation")
	}
}
