package catalog

import (
	"strings"
	"testing"

	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/web"
)

func TestProgramIsToldWhatIsTranslatedAndOlderThanItsSource(t *testing.T) {
	p := exampleProduct("LV-1")
	p.Name = Texts{"ko": "레이저", "de": "Laser", "en": "Laser"}
	p.Details = map[string]string{"brand": "Lumivale", "hs_proof": "a letter", "own_right": "yes"}
	p.Origins = []Origin{
		{Field: "name", Lang: "de", SourceLang: "ko", SourceHash: HashText("레이저"), Method: ByMachine},
		{Field: "name", Lang: "en", SourceLang: "ko", SourceHash: HashText("옛 이름"), Method: ByPerson},
		{Field: "name", Lang: "ja", SourceLang: "ko", SourceHash: "gone", Method: ByPerson},
	}
	d := p.detail(today)
	if len(d.Translations) != 3 || d.Translations[0].Stale || !d.Translations[1].Stale || d.Translations[2].Stale || d.Translations[0].Reviewed {
		t.Errorf("translations %+v", d.Translations)
	}
	if d.Details["brand"] != "Lumivale" || len(d.Details) != 1 {
		t.Errorf("details %v", d.Details)
	}
	for lang, want := range map[string]string{"de": "machine", "en": "stale", "ja": "", "ko": ""} {
		if got := p.Standing("name", lang); got != want {
			t.Errorf("beside the name in %s stands %q, want %q", lang, got, want)
		}
	}
}

func TestEveryTextIsMarkedInTheLanguageThatItIsShownIn(t *testing.T) {
	p := exampleProduct("LV-1")
	p.Terms.Payment = Texts{"ko": "선금 30 %", "en": "30 % in advance", "de": "30 % Anzahlung"}
	p.Terms.Packing = Texts{"ko": "상자", "en": "Carton"}
	p.Origins = []Origin{
		{Field: "payment", Lang: "de", SourceLang: "ko", SourceHash: HashText("선금 30 %"), Method: ByMachine},
		{Field: "packing", Lang: "en", SourceLang: "ko", SourceHash: HashText("옛 상자"), Method: ByPerson},
	}
	for shown, want := range map[[2]string]string{
		{"de", "payment"}: "machine", {"en", "payment"}: "", {"ko", "payment"}: "", {"en", "packing"}: "stale",
		{"de", "packing"}: "stale", // in German the English text is shown
		{"ko", "packing"}: "", {"de", "sample"}: "", {"de", "name"}: "",
	} {
		if got := p.Beside(shown[0], shown[1]); got != want {
			t.Errorf("beside %s in %s stands %q, want %q", shown[1], shown[0], got, want)
		}
	}
	loaded, err := locale.Load(web.Locale())
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range compareRows(loaded, "de", []Product{p}) {
		if want := map[string]string{"payment": "machine"}[row.Key]; row.Cells[0].Note != want {
			t.Errorf("beside %s in the comparison stands %q, want %q", row.Key, row.Cells[0].Note, want)
		}
	}
}

func TestCardSaysHowItsNameStandsAsSoonAsThatIsKnown(t *testing.T) {
	b := newBench(t)
	p := exampleProduct("LV-1")
	p.Name = Texts{"ko": "레이저", "en": "Laser"}
	b.put(t, b.company(t, "one"), p)
	put, err := b.Product(t.Context(), "LV-1")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ source, want string }{{"옛 이름", "stale"}, {"레이저", ""}} {
		o := Origin{Field: "name", Lang: "en", SourceLang: "ko", SourceHash: HashText(c.source), Method: ByPerson, MadeAt: today}
		if err := b.db.Tx(t.Context(), func(tx postgres.Tx) error { return b.PutOrigins(t.Context(), tx, put, []Origin{o}) }); err != nil {
			t.Fatal(err)
		}
		b.Refresh()
		hit := b.search(t, Query{}).Hits[0]
		for lang, want := range map[string]string{"en": c.want, "de": c.want, "ko": ""} {
			if got := hit.Beside(lang); got != want {
				t.Errorf("translated from %q, beside the name in %s stands %q, want %q", c.source, lang, got, want)
			}
		}
	}
}

func TestHeadingNamesTheLanguagesOfTextsThatLackTheReaders(t *testing.T) {
	p := Product{
		Specs: []Spec{{Name: Texts{"ko": "무게", "en": "Weight"}, Value: Texts{"ko": "92 kg"}}, {Name: Texts{"ko": "폭", "en": "Width"}, Value: Texts{"en": "3 m"}}, {}},
		Certs: []Certificate{{Scope: Texts{"ko": "전 제품"}}, {}},
	}
	for lang, want := range map[string]string{"en": "ko", "ko": "en", "de": "en ko"} {
		if got := strings.Join(p.SpecsInstead(lang), " "); got != want {
			t.Errorf("in %s the specification is said to be in %q, want %q", lang, got, want)
		}
	}
	if ko, de := p.ScopesInstead("ko"), p.ScopesInstead("de"); len(ko) != 0 || strings.Join(de, " ") != "ko" {
		t.Errorf("scopes: %v in Korean, %v in German", ko, de)
	}
}
