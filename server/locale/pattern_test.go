package locale

import (
	"testing"
	"testing/fstest"
)

func TestSentencesAreFilledIn(t *testing.T) {
	texts, err := Load(fstest.MapFS{
		"t.en.json": {Data: []byte(`{"t.two": "{{.A}} of {{ .B }}.", "t.none": "nothing",
			"t.count": {"one": "{{.Count}} thing", "other": "{{.Count}} things"}}`)},
		"t.ko.json": {Data: []byte(`{"t.two": "{{.B}} 중 {{.A}}", "t.none": "없음", "t.count": {"other": "{{.Count}}개"}}`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		lang, key string
		args      []any
		want      string
	}{
		{"en", "t.two", []any{"A", 1, "B", "<2>"}, "1 of <2>."},
		{"ko", "t.two", []any{"A", 1, "B", "2", "C", 3}, "2 중 1"},
		{"en", "t.none", []any{"A", 1}, "nothing"},
		{"en", "t.count", []any{"Count", 1}, "1 thing"},
		{"en", "t.count", []any{"Count", 0}, "0 things"},
		{"ko", "t.count", []any{"Count", 1}, "1개"},
		{"en", "t.two", []any{"A", 1}, "1 of <no value>."},
	} {
		if got := texts.T(c.lang, c.key, c.args...); got != c.want {
			t.Errorf("%s in %s: %q, want %q", c.key, c.lang, got, c.want)
		}
	}
}

func TestPlaceThatIsMoreThanANameIsRefused(t *testing.T) {
	if _, err := Load(fstest.MapFS{"t.en.json": {Data: []byte(`{"t.pick": "{{if .A}}a{{else}}b{{end}}"}`)}}); err == nil {
		t.Error("a sentence that is a program was taken")
	}
}
