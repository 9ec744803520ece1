package main

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	placeholder = regexp.MustCompile(`\{\{\s*\.(\w+)\s*\}\}|\{(\w+)\}`)
	templateKey = regexp.MustCompile("\\{\\{[^}]*?\\bt\\s+\"([^\"]+)\"|\\(t\\s+\"([^\"]+)\"")
	refusalCode = regexp.MustCompile(`problem\.New\(\s*problem\.\w+,\s*"([a-z0-9_.]+)"`)
	fieldCode   = regexp.MustCompile(`problem\.Field\{\s*(?:Name:\s*)?"[^"]*",\s*(?:Code:\s*)?"([a-z0-9_.]+)"`)
)

// sentences reads one locale file: key -> plural form -> sentence ("other" where there is one form only).
func sentences(t *testing.T, file string) map[string]map[string]string {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var flat map[string]json.RawMessage
	if err := json.Unmarshal(raw, &flat); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	all := map[string]map[string]string{}
	for key, value := range flat {
		forms := map[string]string{}
		var one string
		if json.Unmarshal(value, &one) == nil {
			forms["other"] = one
		} else if err := json.Unmarshal(value, &forms); err != nil {
			t.Fatalf("%s: %s: %v", file, key, err)
		}
		all[key] = forms
	}
	return all
}

func placeholders(sentence string) []string {
	found := map[string]bool{}
	for _, m := range placeholder.FindAllStringSubmatch(sentence, -1) {
		found[m[1]+m[2]] = true
	}
	return slices.Sorted(maps.Keys(found))
}

func localeFiles(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root(t), "web", "locale", "*.en.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no web/locale/*.en.json: %v", err)
	}
	return files
}

func TestEverySentenceExistsInBothLanguages(t *testing.T) {
	for _, english := range localeFiles(t) {
		korean := strings.TrimSuffix(english, ".en.json") + ".ko.json"
		en, ko := sentences(t, english), sentences(t, korean)
		for _, key := range slices.Sorted(maps.Keys(en)) {
			if ko[key] == nil {
				t.Errorf("%s lacks %s", filepath.Base(korean), key)
				continue
			}
			for form, sentence := range ko[key] {
				if strings.TrimSpace(sentence) == "" {
					t.Errorf("%s: %s (%s) is empty", filepath.Base(korean), key, form)
				}
			}
			if a, b := placeholders(en[key]["other"]), placeholders(ko[key]["other"]); !slices.Equal(a, b) {
				t.Errorf("%s: placeholders differ: en %v, ko %v", key, a, b)
			}
			if en[key]["other"] == "" || ko[key]["other"] == "" {
				t.Errorf("%s: the form \"other\" is what every language falls back to; it is empty", key)
			}
		}
		for key := range ko {
			if en[key] == nil {
				t.Errorf("%s lacks %s", filepath.Base(english), key)
			}
		}
	}
}

func TestEveryKeyAskedForExists(t *testing.T) {
	known := map[string]bool{}
	for _, file := range localeFiles(t) {
		for key := range sentences(t, file) {
			known[key] = true
		}
	}
	top := root(t)
	for _, name := range filesBelow(t, filepath.Join(top, "web", "template"), ".html") {
		source, err := os.ReadFile(filepath.Join(top, "web", "template", name))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range templateKey.FindAllStringSubmatch(string(source), -1) {
			if key := m[1] + m[2]; !known[key] {
				t.Errorf("web/template/%s asks for %q, which no locale file has", name, key)
			}
		}
	}
	for _, f := range sources(t) {
		if f.test {
			continue
		}
		source, err := os.ReadFile(filepath.Join(top, f.path))
		if err != nil {
			t.Fatal(err)
		}
		for _, pattern := range []*regexp.Regexp{refusalCode, fieldCode} {
			for _, m := range pattern.FindAllStringSubmatch(string(source), -1) {
				if key := "problem." + m[1]; !known[key] && !strings.HasSuffix(key, "_") { // an ending is added at run time
					t.Errorf("%s refuses with %q, which no locale file has", f.path, key)
				}
			}
		}
	}
}
