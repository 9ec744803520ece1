package catalog

import "testing"

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
