package server

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"

	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/web"
)

// madePages are made once for all portals of the tests: reading sentences and templates, and escaping these, costs more than most tests.
var madePages = sync.OnceValues(func() (*page.Pages, error) {
	texts, err := locale.Load(web.Locale())
	if err != nil {
		return nil, err
	}
	return page.New(texts, web.Templates(), web.Asset)
})

func portalPages(t testing.TB) *page.Pages {
	t.Helper()
	pages, err := madePages()
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

// pseudoTexts are those of the pseudo-languages too.
func pseudoTexts(t testing.TB) *locale.Texts {
	t.Helper()
	texts, err := locale.Load(web.Locale())
	if err != nil {
		t.Fatal(err)
	}
	texts.AddPseudo()
	return texts
}

func testPages(t testing.TB) *page.Pages {
	t.Helper()
	pages, err := page.New(pseudoTexts(t), web.Templates(), web.Asset)
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

func TestEveryPageDrawsInEveryLanguage(t *testing.T) {
	pages := testPages(t)
	drawn := map[string]bool{}
	for _, example := range Examples() {
		drawn[example.Name] = true
		for _, lang := range slices.Concat(locale.Langs, locale.Pseudo) {
			ctx := page.WithFrame(t.Context(), ExampleFrame(lang))
			source, err := pages.Draw(ctx, example.Name, example.TitleKey, example.Body, example.TitleArgs...)
			if err != nil {
				t.Errorf("%s: %v", example.Name, err)
				continue
			}
			faults := leaks(source)
			if lang == locale.Langs[0] { // what a page is built of is the same in every language
				faults = append(faults, pageFaults(source)...)
			}
			for _, fault := range faults {
				t.Errorf("%s in %s: %s", example.Name, lang, fault)
			}
		}
	}
	for _, name := range pages.Names() {
		if !drawn[name] {
			t.Errorf("page %s has no example: add one to its topic's Examples", name)
		}
	}
}

// leaks lists what shows where a sentence or a value is missing.
func leaks(source []byte) (faults []string) {
	for _, leak := range []string{"⟦", "&lt;no value", "<no value", "ZgotmplZ", "%!"} {
		if i := bytes.Index(source, []byte(leak)); i >= 0 {
			faults = append(faults, "holds "+leak+" near "+string(source[max(0, i-60):min(len(source), i+80)]))
		}
	}
	return faults
}

// pageFaults lists what a drawn page must not be built of, whatever it shows.
func pageFaults(source []byte) []string {
	document, err := html.Parse(bytes.NewReader(source))
	if err != nil {
		return []string{err.Error()}
	}
	var faults []string
	ids, references, headings := map[string]int{}, map[string]string{}, 0
	labelled := map[string]bool{}
	var controls []string
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode {
			if id := attribute(n, "id"); id != "" {
				ids[id]++
			}
			for _, name := range []string{"aria-labelledby", "aria-describedby", "for"} {
				for _, id := range strings.Fields(attribute(n, name)) {
					references[id] = name
				}
			}
			switch n.Data {
			case "h1":
				headings++
			case "label":
				labelled[attribute(n, "for")] = true
			case "input", "select", "textarea":
				if !named(n) {
					controls = append(controls, attribute(n, "id")+"/"+attribute(n, "name"))
				}
			case "img":
				if !has(n, "alt") {
					faults = append(faults, "img without alt: "+attribute(n, "src"))
				}
			}
		}
		for child := n.FirstChild; child != nil; child = child.NextSibling {
			walk(child)
		}
	}
	walk(document)
	for id, count := range ids {
		if count > 1 {
			faults = append(faults, "id twice: "+id)
		}
	}
	for id, from := range references {
		if ids[id] == 0 {
			faults = append(faults, from+" names an id that is not there: "+id)
		}
	}
	for _, control := range controls {
		id, _, _ := strings.Cut(control, "/")
		if id == "" || !labelled[id] {
			faults = append(faults, "control without a label: "+control)
		}
	}
	if headings != 1 {
		faults = append(faults, "a page has one h1")
	}
	slices.Sort(faults)
	return faults
}

// named reports a control that needs no label of its own: hidden, or inside a label.
func named(n *html.Node) bool {
	kind := attribute(n, "type")
	if kind == "hidden" || kind == "submit" || has(n, "aria-label") {
		return true
	}
	for parent := n.Parent; parent != nil; parent = parent.Parent {
		if parent.Data == "label" {
			return true
		}
	}
	return false
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func TestPageFaultsAreFound(t *testing.T) {
	for source, want := range map[string]string{
		`<h1>a</h1><p>⟦home.title⟧</p>`:              "holds ⟦",
		`<h1>a</h1><p id="a"></p><p id="a"></p>`:     "id twice",
		`<h1>a</h1><input id="q">`:                   "control without a label",
		`<h1>a</h1><img src="a.png">`:                "img without alt",
		`<p>no title</p>`:                            "one h1",
		`<h1>a</h1><input type="hidden" name="key">`: "",
		`<h1>a</h1><p aria-describedby="gone"></p>`:  "not there: gone",
	} {
		faults := strings.Join(append(leaks([]byte(source)), pageFaults([]byte(source))...), "; ")
		if want == "" && faults != "" || !strings.Contains(faults, want) {
			t.Errorf("%s: found %q, wanted %q", source, faults, want)
		}
	}
}
