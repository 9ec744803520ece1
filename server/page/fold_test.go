package page

import (
	"html/template"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/etradeoffice/portal/server/locale"
)

func TestWhatIsDrawnInAdvanceReadsTheSame(t *testing.T) {
	texts, err := locale.Load(fstest.MapFS{
		"t.en.json": {Data: []byte(`{"t.plain": "A word", "t.sign": "Q&A <b> \"it's\" 1+1", "t.count": {"one": "one", "other": "many"}}`)},
		"t.ko.json": {Data: []byte(`{"t.plain": "낱말"}`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	p := &Pages{texts: texts, asset: func(name string) string { return "/assets/" + name }}
	for source, constant := range map[string]bool{
		`{{t "t.plain"}}`:                                   true,
		`a {{- t "t.plain" -}} b`:                           true,
		`<i title="{{t "t.plain"}}">{{t "t.plain"}}</i>`:    true,
		`<title>{{t "t.plain"}}</title>`:                    true,
		`{{t "t.sign"}}`:                                    false,
		`<i title="{{t "t.sign"}}"></i>`:                    false,
		`<a href="{{path "/x"}}?q={{.}}">{{lang}}</a>`:      false,
		`<a href="{{path "/x"}}">{{lang}}</a>`:              true,
		`<a href="{{path "/x?a=1&b=2"}}">x</a>`:             false,
		`<a href="{{path "/x/" .}}">x</a>`:                  false,
		`<script src="{{asset "a.js"}}"></script>`:          true,
		`{{icon "clock"}}`:                                  true,
		`{{if .}}{{t "t.plain"}}{{else}}{{lang}}{{end}}`:    false,
		`{{range list "a" "b"}}{{t "t.plain"}}{{.}}{{end}}`: false,
		`{{with t "t.plain"}}{{.}}{{end}}`:                  false,
		`{{$x := t "t.plain"}}{{$x}}`:                       false,
		`{{t "t.count" "Count" 1}}`:                         false,
		`{{t "t.plain" | printf "%s!"}}`:                    false,
	} {
		for _, lang := range locale.Langs {
			plain, folded := &strings.Builder{}, &strings.Builder{}
			funcs := p.funcs(lang, &pen{})
			inAdvance := template.Must(template.New("x").Funcs(funcs).Parse(source))
			fold(inAdvance, funcs)
			if got := len(inAdvance.Tree.Root.Nodes) == 1 && !strings.Contains(inAdvance.Tree.Root.String(), "{{"); got != constant {
				t.Errorf("%s: constant is %v", source, got)
			}
			if err := template.Must(template.New("x").Funcs(funcs).Parse(source)).Execute(plain, "d&e"); err != nil {
				t.Fatal(err)
			}
			if err := inAdvance.Execute(folded, "d&e"); err != nil {
				t.Fatal(err)
			}
			if plain.String() != folded.String() {
				t.Errorf("%s in %s: %s, want %s", source, lang, folded, plain)
			}
		}
	}
}
