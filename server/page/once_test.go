package page

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/etradeoffice/portal/server/locale"
)

func TestPartWithAKeyIsDrawnOnceInEachLanguage(t *testing.T) {
	texts, err := locale.Load(fstest.MapFS{"t.en.json": {Data: []byte(`{"t.title": "Title"}`)}, "t.ko.json": {Data: []byte(`{"t.title": "제목"}`)}})
	if err != nil {
		t.Fatal(err)
	}
	p, err := New(texts, fstest.MapFS{
		"frame.html":     {Data: []byte(`{{define "frame"}}{{template "content" .}}{{end}}`)},
		"part/face.html": {Data: []byte(`<b>{{t "t.title"}} {{.}}</b>`)},
		"topic/one.html": {Data: []byte(`{{define "content"}}{{range .Body}}{{once "part/face" (index . 0) (index . 1)}}{{end}}{{end}}`)},
	}, func(name string) string { return name })
	if err != nil {
		t.Fatal(err)
	}
	body := [][]string{{"1", "a<b"}, {"1", "other"}, {"2", "other"}, {"", "c"}, {"", "d"}}
	for lang, want := range map[string]string{
		"en": `<b>Title a&lt;b</b><b>Title a&lt;b</b><b>Title other</b><b>Title c</b><b>Title d</b>`,
		"ko": `<b>제목 a&lt;b</b><b>제목 a&lt;b</b><b>제목 other</b><b>제목 c</b><b>제목 d</b>`,
	} {
		for range 2 {
			if got := draw(t, p, Frame{Lang: lang}, body); got != want {
				t.Errorf("%s: %s", lang, got)
			}
		}
	}
}

func TestPageNeedsAllThatItDraws(t *testing.T) {
	texts, err := locale.Load(fstest.MapFS{"t.en.json": {Data: []byte(`{"t.title": "Title"}`)}})
	if err != nil {
		t.Fatal(err)
	}
	for _, content := range []string{`{{template "part/missing" .}}`, `{{if .Body}}x{{else}}{{once "part/missing" "" .}}{{end}}`} {
		_, err := New(texts, fstest.MapFS{
			"frame.html":     {Data: []byte(`{{define "frame"}}{{template "content" .}}{{end}}`)},
			"part/bold.html": {Data: []byte(`<b></b>`)},
			"topic/one.html": {Data: []byte(`{{define "content"}}` + content + `{{end}}`)},
		}, func(name string) string { return name })
		if err == nil || !strings.Contains(err.Error(), "part/missing") {
			t.Errorf("%s: %v", content, err)
		}
	}
}
