// Package mailtest says for tests whether a letter is whole: all its words are there, in its language, in both forms.
package mailtest

import (
	"html"
	"strings"
	"testing"

	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/web"
)

// button is the colour of the one thing that a letter asks its reader to do.
const button = "background:#0B5F66"

// Texts are the portal's sentences.
func Texts(t testing.TB) *locale.Texts {
	t.Helper()
	texts, err := locale.Load(web.Locale())
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

// InEveryLanguage draws a letter in each language that the portal is in and fails for what is missing of it.
func InEveryLanguage(t testing.TB, what string, draw func(lang string) (mail.Message, error)) {
	t.Helper()
	subjects := map[string]string{}
	for _, lang := range locale.Langs {
		m, err := draw(lang)
		if err != nil {
			t.Errorf("%s in %s: %v", what, lang, err)
			continue
		}
		for _, fault := range Faults(lang, m) {
			t.Errorf("%s in %s: %s\n%s", what, lang, fault, m.Text)
		}
		if other, taken := subjects[m.Subject]; taken {
			t.Errorf("%s has the same subject in %s and %s: %s", what, other, lang, m.Subject)
		}
		subjects[m.Subject] = lang
	}
}

// Faults are what is missing of one letter; none is what a test wants.
func Faults(lang string, m mail.Message) (faults []string) {
	if m.Lang != lang || m.Subject == "" {
		faults = append(faults, "it is in "+m.Lang+", its subject is "+m.Subject)
	}
	for _, leak := range []string{"⟦", "<no value>", "%!", "ZgotmplZ"} {
		if strings.Contains(m.Subject+m.Text+m.HTML, leak) {
			faults = append(faults, "it holds "+leak)
		}
	}
	if !strings.Contains(m.HTML, `<html lang="`+lang+`" dir="ltr">`) || strings.Count(m.HTML, button) != 1 {
		faults = append(faults, "its HTML does not name its language or has not one button")
	}
	shown := html.UnescapeString(m.HTML)
	for line := range strings.Lines(m.Text) {
		if link := strings.TrimSpace(line); strings.HasPrefix(link, "http") && !strings.Contains(shown, link) {
			faults = append(faults, link+" is in the text alone")
		}
	}
	return faults
}
