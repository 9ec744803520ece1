package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"
)

// action is one {{...}} of a template; strings inside may hold braces.
var action = regexp.MustCompile("(?s)\\{\\{(?:\"(?:\\\\.|[^\"\\\\])*\"|`[^`]*`|[^\"`])*?\\}\\}")

// spoken are the attributes that people read or hear.
var spoken = []string{"alt", "title", "placeholder", "aria-label", "aria-description", "aria-roledescription", "label"}

// templateFaults lists what a template holds that it may not: script or style of its own, or words in one language.
func templateFaults(source string) []string {
	var faults []string
	tokens := html.NewTokenizer(strings.NewReader(action.ReplaceAllString(source, " ")))
	inData := false
	for kind := tokens.Next(); kind != html.ErrorToken; kind = tokens.Next() {
		token := tokens.Token()
		switch kind {
		case html.TextToken:
			if !inData && strings.ContainsFunc(token.Data, unicode.IsLetter) {
				faults = append(faults, "words outside {{t}}: "+strings.TrimSpace(token.Data))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			faults = append(faults, tagFaults(token)...)
			inData = token.Data == "script" && kind == html.StartTagToken
			if token.Data == "noscript" {
				tokens.NextIsNotRawText() // what browsers without script read as marks
			}
		case html.EndTagToken:
			inData = inData && token.Data != "script"
		}
	}
	return faults
}

func tagFaults(tag html.Token) []string {
	var faults []string
	var src, kind string
	for _, a := range tag.Attr {
		switch {
		case a.Key == "style":
			faults = append(faults, "a style attribute on <"+tag.Data+">: the content security policy refuses it")
		case strings.HasPrefix(a.Key, "on") || strings.HasPrefix(a.Key, "hx-on"):
			faults = append(faults, "script in attribute "+a.Key+" of <"+tag.Data+">")
		case a.Key == "src" || a.Key == "href" || a.Key == "action":
			if strings.HasPrefix(a.Val, "http:") || strings.HasPrefix(a.Val, "https:") || strings.HasPrefix(a.Val, "//") {
				faults = append(faults, "another origin in "+a.Key+" of <"+tag.Data+">: "+a.Val)
			}
			if strings.HasPrefix(a.Val, "javascript:") {
				faults = append(faults, "script in "+a.Key+" of <"+tag.Data+">")
			}
		case slices.Contains(spoken, a.Key) && strings.ContainsFunc(a.Val, unicode.IsLetter):
			faults = append(faults, "words outside {{t}} in "+a.Key+": "+a.Val)
		}
		switch a.Key {
		case "src":
			src = a.Key
		case "type":
			kind = a.Val
		}
	}
	if tag.Data == "style" || tag.Data == "script" && src == "" && kind != "application/json" && kind != "application/ld+json" {
		faults = append(faults, "inline <"+tag.Data+">")
	}
	return faults
}

func TestTemplatesHoldNoScriptNoStyleAndNoWords(t *testing.T) {
	folder := filepath.Join(root(t), "web", "template")
	names := filesBelow(t, folder, ".html")
	if len(names) == 0 {
		t.Fatal("web/template holds no template")
	}
	for _, name := range names {
		source, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, fault := range templateFaults(string(source)) {
			t.Errorf("web/template/%s: %s", name, fault)
		}
	}
}

func TestTemplateFaultsAreFound(t *testing.T) {
	for source, faults := range map[string]int{
		`<p>{{t "home.title"}} · 12</p>`:                                0,
		`<p>Welcome</p>`:                                                1,
		`<p>{{if .A}}상담{{end}}</p>`:                                     1,
		`<img alt="a bolt" src="{{.Src}}">`:                             1,
		`<img alt="{{t "a.b"}}" src="{{asset "x"}}">`:                   0,
		`<a href="https://cdn.example/x.js">{{.Name}}</a>`:              1,
		`<script src="{{asset "page.js"}}" type="module"></script>`:     0,
		`<script>alert(1)</script>`:                                     1,
		`<script type="application/json" id="texts">{"a":"b"}</script>`: 0,
		`<style>p{}</style>`:                                            2,
		`<p style="color:red"></p>`:                                     1,
		`<button onclick="go()">`:                                       1,
		`<a href="javascript:go()">`:                                    1,
		"{{/* why this part exists */}}":                                0,
		`{{define "a"}}{{"}}"}}{{end}}`:                                 0,
		`<input placeholder="name">`:                                    1,
		`<!-- a comment says why -->`:                                   0,
		`<noscript><meta http-equiv="refresh" content="5"></noscript>`:  0,
		`<noscript><p>Welcome</p></noscript>`:                           1,
	} {
		if got := templateFaults(source); len(got) != faults {
			t.Errorf("%s: found %q, wanted %d faults", source, got, faults)
		}
	}
}
