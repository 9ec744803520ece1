package main

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/etradeoffice/portal/server/locale"
)

// copied is from how many letters on a sentence that equals the English one was forgotten, not translated.
const copied = 25

func TestEveryTranslationFitsItsEnglishSentence(t *testing.T) {
	folder := filepath.Join(root(t), "web", "locale")
	files, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		topic, lang, _ := strings.Cut(strings.TrimSuffix(filepath.Base(file), ".json"), ".")
		if lang == "en" {
			continue
		}
		if !locale.Supported(lang) {
			t.Errorf("%s is in no language of the interface", filepath.Base(file))
			continue
		}
		english := sentences(t, filepath.Join(folder, topic+".en.json"))
		for key, forms := range sentences(t, file) {
			for _, fault := range translationFaults(lang, english[scriptKey(english, key, lang)], forms) {
				t.Errorf("%s: %s %s", filepath.Base(file), key, fault)
			}
		}
	}
}

// scriptKey is the English key of a translation: its own, or for a plural form that English lacks the one of "other".
func scriptKey(english map[string]map[string]string, key, lang string) string {
	if english[key] != nil {
		return key
	}
	for _, form := range locale.Forms(lang) {
		if stem, found := strings.CutSuffix(key, "_"+form); found {
			return stem + "_" + locale.Other
		}
	}
	return key
}

// translationFaults lists what is wrong with the forms of one sentence in a language.
func translationFaults(lang string, english, forms map[string]string) []string {
	if english == nil {
		return nil // its English is gone: the step strings of the check says so
	}
	var faults []string
	if len(forms) > 1 {
		have := slices.Sorted(maps.Keys(forms))
		wanted := slices.Clone(locale.Forms(lang))
		slices.Sort(wanted)
		if !slices.Equal(have, wanted) {
			faults = append(faults, "has the plural forms "+strings.Join(have, ", ")+"; the language has "+strings.Join(wanted, ", "))
		}
	} else if len(english) > 1 && len(locale.Forms(lang)) > 1 {
		faults = append(faults, "has no plural forms; English has")
	}
	want := placeholders(english[locale.Other])
	for form, sentence := range forms {
		have := placeholders(sentence)
		missing := slices.DeleteFunc(slices.Clone(want), func(name string) bool { return slices.Contains(have, name) })
		extra := slices.DeleteFunc(have, func(name string) bool { return slices.Contains(want, name) })
		if len(extra) > 0 || len(missing) > 0 && (form == locale.Other || !slices.Equal(missing, []string{"Count"})) {
			faults = append(faults, "("+form+") lacks the places "+strings.Join(missing, ", ")+" or has others: "+strings.Join(extra, ", "))
		}
		if strings.TrimSpace(sentence) == "" {
			faults = append(faults, "("+form+") is empty")
		}
		if sentence == english[form] && words(sentence) >= copied {
			faults = append(faults, "is the English sentence: "+sentence)
		}
	}
	return faults
}

// words counts the letters outside of places.
func words(sentence string) int {
	count := 0
	for _, r := range placeholder.ReplaceAllString(sentence, "") {
		if unicode.IsLetter(r) {
			count++
		}
	}
	return count
}

func TestTranslationFaultsAreFound(t *testing.T) {
	one := func(text string) map[string]string { return map[string]string{"other": text} }
	for name, c := range map[string]struct {
		lang           string
		english, forms map[string]string
		want           string
	}{
		"right":          {"de", one("Dear {{.Name}}"), one("Guten Tag, {{.Name}}"), ""},
		"its key gone":   {"de", nil, one("x"), ""},
		"a lost place":   {"de", one("Dear {{.Name}}"), one("Guten Tag"), "lacks the places Name"},
		"another place":  {"de", one("Dear {name}"), one("Guten Tag, {vorname}"), "others: vorname"},
		"a copy":         {"de", one("Nothing was found; ask the Office."), one("Nothing was found; ask the Office."), "English sentence"},
		"a short copy":   {"de", one("Status"), one("Status"), ""},
		"too few forms":  {"ru", map[string]string{"one": "{{.Count}} day", "other": "{{.Count}} days"}, map[string]string{"one": "{{.Count}} день", "other": "{{.Count}} дней"}, "plural forms"},
		"no forms":       {"de", map[string]string{"one": "{{.Count}} day", "other": "{{.Count}} days"}, one("{{.Count}} Tage"), "no plural forms"},
		"one form alone": {"ja", map[string]string{"one": "{{.Count}} day", "other": "{{.Count}} days"}, one("{{.Count}}日"), ""},
		"all forms": {"ru", map[string]string{"one": "one day", "other": "{{.Count}} days"},
			map[string]string{"one": "один день", "few": "{{.Count}} дня", "many": "{{.Count}} дней", "other": "{{.Count}} дня"}, ""},
	} {
		got := strings.Join(translationFaults(c.lang, c.english, c.forms), "; ")
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s: found %q, wanted %q", name, got, c.want)
		}
	}
}
