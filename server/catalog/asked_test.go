package catalog

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/etradeoffice/portal/server/postgres/pgtest"
)

// few is a lexicon of two groups and one name.
func few() *lexicon {
	return newLexicon([]SynonymGroup{
		{Name: "skin-laser", Words: map[string][]string{"en": {"skin laser"}, "ko": {"피부 레이저"}, "ru": {"лазер для кожи"}}},
		{Name: "kimchi", Words: map[string][]string{"en": {"kimchi"}, "ko": {"김치"}, "ja": {"キムチ"}}},
	}, map[string]int{"amplifier": 3, "analyzer": 1})
}

func TestQueryAsksForAllThatWasTyped(t *testing.T) {
	const (
		kimchi    = "('kimchi' | '김치' | ('キム' & 'ムチ'))"
		skinLaser = "(('skin' & 'laser') | ('лазер' & 'кожи') | ('피부' & '레이' & '이저'))"
	)
	for typed, want := range map[string]string{
		"":                "",
		"!?":              "",
		"laser":           "'laser':*",
		"amplifier chip":  "('amplifier':* | 'amplifi':*) & 'chip':*",
		"분석기":             "('분석' & '석기')",
		"분석기를":            "(('분석' & '석기' & '기를') | ('분석' & '석기'))",
		"앰":               "'앰'",
		"it's \\ 'x' ":    "'it':* & 's':* & 'x':*",
		"LV-Q1600":        "'lv':* & 'q1600':*",
		"HS code 9019.10": "'901910':*",
		"hs9019.10":       "'901910':*",
		"HS901910":        "('hs901910':* | '901910':*)",
		"iso13485":        "('iso13485':* | 'iso') & ('iso13485':* | '13485':*)",
		"ISO 13485":       "'iso':* & '13485':*",
		"9019109000":      "('9019109000':* | '901910')",
		"kimchi":          "(" + kimchi + " | ('kimchi':* | 'kimch':*))",
		"김치를":             "(" + kimchi + " | '김치')",
		"skin lasers":     "(" + skinLaser + " | ('skin' & ('lasers':* | 'laser':*)))",
		"лазеры для кожи": "(" + skinLaser + " | ('лазеры' & 'кожи':*))",
		"피부레이저":           "(" + skinLaser + " | ('피부' & '부레' & '레이' & '이저'))",
	} {
		if got := all(few().ask(typed).terms); got != want {
			t.Errorf("%q asks %s\nwant %s", typed, got, want)
		}
	}
}

func TestWhateverStandsInANameIsFoundByIt(t *testing.T) {
	db := pgtest.Reused(t)
	words := few()
	rapid.Check(t, func(r *rapid.T) {
		name := rapid.StringOf(rapid.RuneFrom([]rune("abzÄöñ09 -.가나힣日本キムЖя'\\"))).Draw(r, "name")
		asked := words.ask(name)
		if len(asked.terms) == 0 {
			return
		}
		d := document{}
		d.add(inName, name)
		var found bool
		if err := db.QueryRow(t.Context(), `select $1::text::tsvector @@ $2::text::tsquery`, d.vector(), all(asked.terms)).Scan(&found); err != nil {
			r.Fatalf("%q: %v", name, err)
		}
		if !found {
			r.Fatalf("%q is %s and is not found by %s", name, d.vector(), all(asked.terms))
		}
	})
}

func TestMisspeltWordsAreMended(t *testing.T) {
	for typed, want := range map[string]string{
		"amplifer":     "amplifier", // a letter is missing
		"amplfiier":    "amplifier", // two are swapped
		"analyzer":     "",          // is right
		"anal":         "",          // begins a word, and is short
		"kimchy 9019":  "kimchi 9019",
		"레이져":          "레이저",
		"김치":           "",
		"zzzzzzzzzzz":  "",
		"for analyser": "for analyzer",
	} {
		if got := few().corrected(typed); got != want {
			t.Errorf("%q is mended to %q, want %q", typed, got, want)
		}
	}
}

func TestFirstSynonymsCanAllBePut(t *testing.T) {
	groups, err := FirstSynonyms()
	if err != nil || len(groups) < 100 {
		t.Fatalf("%d groups, %v", len(groups), err)
	}
	for _, g := range groups {
		if wrong := g.wrong(); len(wrong) > 0 {
			t.Errorf("%s: %v", g.Name, wrong)
		}
		for _, lang := range SynonymLanguages {
			if len(g.Words[lang]) == 0 {
				t.Errorf("%s has no word in %s", g.Name, lang)
			}
		}
		if g.HS4 != "" && HSName(g.HS4) == nil {
			t.Errorf("%s: heading %s has no name", g.Name, g.HS4)
		}
	}
}
