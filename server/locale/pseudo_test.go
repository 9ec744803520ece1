package locale_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/etradeoffice/portal/server/locale"
)

func TestPseudoLanguagesChangeWordsAndKeepPlaces(t *testing.T) {
	loaded, err := locale.Load(fstest.MapFS{"a.en.json": {Data: []byte(`{
		"a.plain": "Search the catalog", "a.name": "Dear {{.Name}}, welcome", "a.script": "{name} joined", "a.mail": "help@office.example", "a.lang": "ko",
		"a.left": {"one": "one left", "other": "{{.Count}} left"}}`)}})
	if err != nil {
		t.Fatal(err)
	}
	if loaded.Speaks("en-XA") || !loaded.Speaks("zh-Hans") {
		t.Error("a pseudo-language is spoken that nobody asked for, or a language is not")
	}
	loaded.AddPseudo()
	for key, want := range map[string]string{
		"a.plain": "[Šéåŕçĥ ţĥé çåţåļöĝ one two]", "a.name": "[Đéåŕ Ana, ŵéļçöɱé one two]", "a.mail": "[help@office.example one two]", "a.left": "[2 ļéƒţ one]",
	} {
		if got := loaded.T("en-XA", key, "Name", "Ana", "Count", 2); got != want {
			t.Errorf("%s: %q, wanted %q", key, got, want)
		}
	}
	for _, lang := range locale.Pseudo {
		if got := loaded.T(lang, "a.script"); !strings.Contains(got, "{name}") || strings.Contains(got, " joined") {
			t.Errorf("%s: %q", lang, got)
		}
		if loaded.T(lang, "a.lang") != "ko" {
			t.Errorf("%s: a language tag became %q", lang, loaded.T(lang, "a.lang"))
		}
	}
	if got := loaded.T("ar-XB", "a.name", "Name", "Ana"); !strings.Contains(got, " Ana, ") || !strings.Contains(got, "\u202eDear\u202c") {
		t.Errorf("%q", got)
	}
	if locale.Dir("ar-XB") != "rtl" || locale.Dir("en-XA") != "ltr" || locale.Dir("ko") != "ltr" {
		t.Error("a language is written in the wrong direction")
	}
}
