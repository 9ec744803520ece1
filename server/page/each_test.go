package page

import (
	"html/template"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/etradeoffice/portal/server/locale"
)

// A piece is drawn from the still part of its key with its blanks put in, and has to read as if it had been drawn by itself.
func TestPiecesOfOneKeyReadAsIfEachWasDrawn(t *testing.T) {
	texts, err := locale.Load(fstest.MapFS{"t.en.json": {Data: []byte(`{"t.title": "Title"}`)}, "t.ko.json": {Data: []byte(`{"t.title": "제목"}`)}})
	if err != nil {
		t.Fatal(err)
	}
	p, err := New(texts, fstest.MapFS{
		"frame.html": {Data: []byte(`{{define "frame"}}{{template "content" .}}{{end}}`)},
		"part/row.html": {Data: []byte(`<a title="{{.Name}}" href="{{path "/x"}}{{.Link}}">{{t "t.title"}} {{.Kind}}{{if .Name}}: {{.Name}}{{end}}</a>` +
			`<i data-n="{{.N}}">{{.N}}</i><time>{{.Day}}</time>`)},
		"topic/one.html": {Data: []byte(`{{define "content"}}{{each "part/row" .Body}}{{end}}`)},
	}, func(name string) string { return name })
	if err != nil {
		t.Fatal(err)
	}
	day := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	rows := func(keyed bool) (pieces []Piece) {
		for _, kind := range []string{"a", "b<c"} {
			for n, name := range []string{"plain", `<b title="it's">a+b & c</b>`, "", "한글 0blank0x", "a\x00b", "{{.}}"} {
				piece := Piece{Blanks: []any{name, "?q=a%20b+c&page=2", 1234567 * n, day.AddDate(0, n, 0)}, Part: func(blanks []string) any {
					return struct{ Kind, Name, Link, N, Day string }{kind, blanks[0], blanks[1], blanks[2], blanks[3]}
				}}
				if keyed {
					piece.Key = kind
				}
				pieces = append(pieces, piece)
			}
		}
		return pieces
	}
	for _, lang := range locale.Langs[:2] {
		whole := draw(t, p, Frame{Lang: lang}, rows(false))
		for range 2 { // the first time as it is drawn, then from what is kept
			if got := draw(t, p, Frame{Lang: lang}, rows(true)); got != whole {
				t.Errorf("in %s: %s\nwant %s", lang, got, whole)
			}
		}
		if n := strings.Count(whole, "<a "); n != 12 || !strings.Contains(whole, template.HTMLEscapeString("b<c")) {
			t.Errorf("in %s %d pieces: %s", lang, n, whole)
		}
	}
	if n := len(p.forms.young); n != 8 {
		t.Errorf("%d forms are kept of two keys in two languages, with a name and without", n)
	}
}
