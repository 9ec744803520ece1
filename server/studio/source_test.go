package studio

import (
	"slices"
	"strings"
	"testing"

	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/problem"
)

func (b *bench) profile() catalog.Profile {
	b.t.Helper()
	c, err := b.catalog.Company(b.t.Context(), "one")
	b.must(err)
	return c.Profile
}

func TestEnglishOfACompanySaysWhenItsKoreanHasChanged(t *testing.T) {
	b := newBench(t)
	say := func(typed map[string]string) { b.must(b.SetFirm(t.Context(), b.maker, b.company, typed)) }
	say(map[string]string{"line_ko": "피부 레이저", "line_en": "Skin lasers", "about_ko": "하나", "about_en": "One"})
	b.approved()
	if p := b.profile(); p.Behind("line") || p.Behind("about") {
		t.Errorf("older although both were written at once: %v", p.Sources)
	}
	say(map[string]string{"line_ko": "의료 레이저", "about_ko": "둘"})
	if p := b.profile(); p.Behind("line") {
		t.Error("older although the public sees the Korean of before")
	}
	b.approved()
	if p := b.profile(); p.Beside("en", "line") != "stale" || p.Beside("de", "about") != "stale" || p.Beside("ko", "line") != "" {
		t.Errorf("after the Korean changed: %v", p.TextsBehind())
	}
	say(map[string]string{"right.line_en": "yes", "about_en": "Two"})
	sheet, err := b.FirmSheet(t.Context(), b.maker, b.company)
	b.must(err)
	if c := sheet.Changes(); len(c) != 2 || c[0].Field.Name != "right.line_en" || c[0].To != "yes" {
		t.Errorf("the office sees %+v", c)
	}
	b.approved()
	if p := b.profile(); len(p.TextsBehind()) != 0 {
		t.Errorf("read again and still older: %v", p.TextsBehind())
	}
}

func TestOfficerTakesEnglishAsStillRight(t *testing.T) {
	b := newBench(t)
	b.published("LV-1")
	specs := func(weight string) string { return "Weight | 무게 | 92 kg | " + weight + "\nWidth | 폭 | 3 m | 3 m" }
	b.must(b.save("LV-1", map[string]string{"specs": specs("92 kg")}))
	b.translate(Translation{Lang: "de", Texts: map[string]string{"short": "Zwei"}, Method: catalog.ByPerson})
	b.approve()
	b.must(b.save("LV-1", map[string]string{"specs": specs("92 킬로"), "short_en": "Two wavelengths, new"}))
	b.move("LV-1", "ask")
	sheet, err := b.Review(t.Context(), b.officer, "LV-1")
	b.must(err)
	older := map[string]string{}
	for _, c := range sheet.Changes() {
		older[c.Field.Name] = strings.Join(sheet.older(c.Field), " ")
	}
	if older["specs"] != "en" || older["short_en"] != "de" {
		t.Errorf("the officer is told of %v", older)
	}
	decide := func(right ...string) error {
		return b.Decide(t.Context(), b.officer, "LV-1", Decision{Asked: sheet.asked(), Right: right})
	}
	if err := b.Decide(t.Context(), b.maker, "LV-1", Decision{Asked: sheet.asked(), Right: []string{"specs"}}); !problem.Is(err, problem.Forbidden) {
		t.Errorf("a maker decides: %v", err)
	}
	b.must(decide("specs", "short_en"))
	p := b.public("LV-1")
	if len(p.SpecsBehind()) != 0 || p.Standing("short", "de") != "" || p.OriginOf("short", "de").ReviewedBy != b.officer.User {
		t.Errorf("taken as right and still older: %v %q", p.SpecsBehind(), p.Standing("short", "de"))
	}

	firm := func(typed map[string]string) { b.must(b.SetFirm(t.Context(), b.maker, b.company, typed)) }
	firm(map[string]string{"line_ko": "레이저", "line_en": "Lasers"})
	b.approved()
	firm(map[string]string{"line_ko": "레이저 기기"})
	waits, err := b.ReviewFirm(t.Context(), b.officer, "one")
	b.must(err)
	b.must(b.DecideFirm(t.Context(), b.officer, "one", Decision{Asked: *waits.AskedAt, Right: []string{"line_ko"}}))
	if p := b.profile(); p.Behind("line") {
		t.Error("taken as right and still older")
	}
}

func TestLineOfASpecificationIsOlderUntilItIsReadAgain(t *testing.T) {
	b := newBench(t)
	b.published("LV-1")
	b.must(b.save("LV-1", map[string]string{"specs": "Weight | 무게 | 92 kg | 92 kg\nWidth | 폭 | 3 m | 3 m"}))
	b.approve()
	b.must(b.save("LV-1", map[string]string{"specs": "Weight | 무게 | 92 kg | 95 kg\nWidth | 폭 | 3.1 m | 3.1 m"}))
	b.approve()
	behind := b.public("LV-1").SpecsBehind()
	if len(behind) != 1 || behind[0].Name["en"] != "Weight" {
		t.Fatalf("older are %v", behind)
	}
	typed := b.sheet("LV-1").Base.Typed()
	if again, wrong := b.sheet("LV-1").Base.With(typed); len(wrong) != 0 || len(again.SpecsBehind()) != 1 {
		t.Errorf("written out and read in, older are %v (%v)", again.SpecsBehind(), wrong)
	}
	b.must(b.save("LV-1", map[string]string{catalog.RightSpecs: "yes"}))
	if c := b.sheet("LV-1").Changes(); !slices.ContainsFunc(c, func(c Change) bool { return c.Field.Name == catalog.RightSpecs && c.To == "yes" }) {
		t.Errorf("the office sees %+v", c)
	}
	b.approve()
	if left := b.public("LV-1").SpecsBehind(); len(left) != 0 {
		t.Errorf("read again and still older: %v", left)
	}
}

func TestScopeOfACertificateIsOlderUntilItIsReadAgain(t *testing.T) {
	b := newBench(t)
	b.published("LV-1")
	paper := Paper{Scheme: "KC", ScopeKo: "제2종", ScopeEn: "class 2", State: catalog.Pending}
	set := func(change func(*Paper)) catalog.Certificate {
		change(&paper)
		b.must(b.SetCertificate(t.Context(), b.maker, "LV-1", paper))
		certs := b.public("LV-1").Certs
		return certs[slices.IndexFunc(certs, func(c catalog.Certificate) bool { return c.Scheme == "KC" })]
	}
	if c := set(func(*Paper) {}); c.Behind() {
		t.Error("older although both were written at once")
	}
	if c := set(func(p *Paper) { p.ScopeKo = "제3종" }); !c.Behind() || !paperFrom(c).Behind {
		t.Error("right although its Korean changed")
	}
	if c := set(func(p *Paper) { p.Right = true }); c.Behind() {
		t.Error("read again and still older")
	}
}
