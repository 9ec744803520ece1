package catalog

import (
	"slices"

	"github.com/etradeoffice/portal/server/page"
)

// Texts that are typed in the office's two languages beside each other: what a company says of itself, the lines of a specification,
// the scopes of certificates. Korean is the original and English its translation. A source is HashText of the Korean that the English
// was last right for; "" is the one that it was written with.

// original and translation are the languages of such a text.
const original, translation = "ko", "en"

// older reports a text whose source is another one than when it was last right.
func older(source, of, text string) bool { return text != "" && HashText(of) != source }

// behind reports a text whose English is older than its Korean.
func behind(source string, text Texts) bool {
	return source != "" && text[original] != "" && older(source, text[original], text[translation])
}

// sourceOf is that of an English text which is right for its Korean.
func sourceOf(text Texts) string {
	if text[original] == "" || text[translation] == "" {
		return ""
	}
	return HashText(text[original])
}

// sourceAfter is the source of a text that was another one before: English that is typed anew is right for its Korean, English that
// stays while its Korean changes is right for the one before.
func sourceAfter(source string, had, text Texts) string {
	switch {
	case had[translation] != text[translation]:
		return sourceOf(text)
	case source == "" && had[original] != text[original]:
		return sourceOf(had)
	}
	return source
}

// besides is what to say beside such a text where it is shown in a language; see Product.Beside.
func besides(lang, source string, text Texts) string {
	if behind(source, text) && page.Pick(lang, text).Lang == translation {
		return "stale"
	}
	return ""
}

// whole is a line as one text, for its source.
func (s Spec) whole() Texts {
	text := Texts{}
	for _, lang := range []string{original, translation} {
		if s.Name[lang]+s.Value[lang] != "" {
			text[lang] = s.Name[lang] + "\n" + s.Value[lang]
		}
	}
	return text
}

// Behind reports a line whose English is older than its Korean.
func (s Spec) Behind() bool { return behind(s.Source, s.whole()) }

// Beside is what to say beside the line in a language; see Product.Beside.
func (s Spec) Beside(lang string) string {
	if s.Behind() && (page.Pick(lang, s.Name).Lang == translation || page.Pick(lang, s.Value).Lang == translation) {
		return "stale"
	}
	return ""
}

// SpecsBehind are the lines whose English is older than their Korean.
func (p Product) SpecsBehind() []Spec {
	return slices.DeleteFunc(slices.Clone(p.Specs), func(s Spec) bool { return !s.Behind() })
}

// RightSpecs is the field by which somebody who has read them again says that the English of all lines is right. No table holds it.
const RightSpecs = "right.specs"

func rightSpecsField() Field {
	return Field{Name: RightSpecs, Section: "texts", Kind: Yes, Lang: translation, Most: 3, Confirms: true,
		get: func(Product) string { return "" },
		set: func(p *Product, value string) string {
			if value != "yes" {
				return ""
			}
			p.Specs = slices.Clone(p.Specs)
			for i, spec := range p.Specs {
				p.Specs[i].Source = sourceOf(spec.whole())
			}
			return ""
		}}
}

// SetScope changes what a certificate is about. Right says that the English has been read again and is right.
func (c *Certificate) SetScope(scope Texts, right bool) {
	c.Source = sourceAfter(c.Source, c.Scope, scope)
	if c.Scope = scope; right {
		c.Source = sourceOf(scope)
	}
}

// Behind reports a certificate the English of whose scope is older than the Korean.
func (c Certificate) Behind() bool { return behind(c.Source, c.Scope) }

// Beside is what to say beside the scope in a language; see Product.Beside.
func (c Certificate) Beside(lang string) string { return besides(lang, c.Source, c.Scope) }

// ProfileTexts are the names of what a company says of itself in languages.
var ProfileTexts = []string{"line", "about", "site"}

func (p *Profile) text(name string) *Texts {
	switch name {
	case "line":
		return &p.Line
	case "about":
		return &p.About
	}
	return &p.Site
}

// TextOf is one language of one of ProfileTexts.
func (p Profile) TextOf(name, lang string) string { return (*p.text(name))[lang] }

// Say sets one language of one of ProfileTexts.
func (p *Profile) Say(name, lang, text string) {
	at := p.text(name)
	had := *at
	*at = with(had, lang, text)
	p.Sources = with(p.Sources, name, sourceAfter(p.Sources[name], had, *at))
}

// SayRight takes the English of one of ProfileTexts as read again and right.
func (p *Profile) SayRight(name string) {
	p.Sources = with(p.Sources, name, sourceOf(*p.text(name)))
}

// TextsBehind are those of ProfileTexts whose English is older than their Korean.
func (p Profile) TextsBehind() []string {
	return slices.DeleteFunc(slices.Clone(ProfileTexts), func(name string) bool { return !p.Behind(name) })
}

// Behind reports one of ProfileTexts whose English is older than its Korean.
func (p Profile) Behind(name string) bool { return behind(p.Sources[name], *p.text(name)) }

// Beside is what to say beside one of ProfileTexts in a language; see Product.Beside.
func (p Profile) Beside(lang, name string) string {
	return besides(lang, p.Sources[name], *p.text(name))
}
