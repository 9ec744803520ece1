package catalog

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/page"
)

// Origin is what a text in one language was made from. A text without one was written by the maker itself.
type Origin struct {
	Field      string         `json:"field"` // name, short, long ...
	Lang       string         `json:"lang"`
	SourceLang string         `json:"sourceLang"`
	SourceHash string         `json:"sourceHash"` // HashText of the source when it was translated
	Method     Method         `json:"method"`
	MadeAt     time.Time      `json:"madeAt"`
	ReviewedBy account.UserID `json:"reviewedBy"` // who says that a machine's text is right; zero: nobody yet
}

// Method is who translated.
type Method string

// The methods.
const (
	ByPerson  Method = "person"
	ByMachine Method = "machine"
)

// HashText is by which a text is known again.
func HashText(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:16])
}

// TextOf is one language of one of the product's texts by the names of Fields.
func (p Product) TextOf(name, lang string) string {
	f, ok := FieldOf(name + "_" + lang)
	if !ok {
		return ""
	}
	return f.Value(p)
}

// OriginOf is where a text comes from, nil for one of the maker's own.
func (p Product) OriginOf(name, lang string) *Origin {
	for i, o := range p.Origins {
		if o.Field == name && o.Lang == lang {
			return &p.Origins[i]
		}
	}
	return nil
}

// Stale reports a text whose source has changed since it was translated.
func (p Product) Stale(name, lang string) bool {
	o := p.OriginOf(name, lang)
	return o != nil && older(o.SourceHash, p.TextOf(name, o.SourceLang), p.TextOf(name, lang))
}

// Machine reports a text that a machine made and nobody has read over.
func (p Product) Machine(name, lang string) bool {
	o := p.OriginOf(name, lang)
	return o != nil && o.Method == ByMachine && o.ReviewedBy == (account.UserID{})
}

// Standing is what to say beside a text in a language: "stale", "machine" or nothing.
func (p Product) Standing(name, lang string) string {
	switch {
	case p.Stale(name, lang):
		return "stale"
	case p.Machine(name, lang):
		return "machine"
	}
	return ""
}

// instead are the languages in which some texts are shown to a reader of another that they lack, each once: beside a heading, they say
// in what language the lines below it are.
func instead(lang string, texts ...Texts) []string {
	var langs []string
	for _, text := range texts {
		if p := page.Pick(lang, text); p.Foreign && p.Text != "" && !slices.Contains(langs, p.Lang) {
			langs = append(langs, p.Lang)
		}
	}
	return langs
}

// SpecsInstead are those of the specification; see instead.
func (p Product) SpecsInstead(lang string) []string {
	var texts []Texts
	for _, spec := range p.Specs {
		texts = append(texts, spec.Name, spec.Value)
	}
	return instead(lang, texts...)
}

// scopesInstead are those of what certificates are about; see instead.
func scopesInstead(lang string, certs []Certificate) []string {
	var texts []Texts
	for _, c := range certs {
		texts = append(texts, c.Scope)
	}
	return instead(lang, texts...)
}

// ScopesInstead are those of the product's certificates.
func (p Product) ScopesInstead(lang string) []string { return scopesInstead(lang, p.Certs) }

// ScopesInstead are those of the company's certificates.
func (c Company) ScopesInstead(lang string) []string { return scopesInstead(lang, c.Certs) }

// Beside is what to say beside the name on a card in a language; see Product.Beside.
func (h Hit) Beside(lang string) string {
	return Product{Name: h.Name, Origins: h.origins}.Beside(lang, "name")
}

// Beside is what to say beside a text where it is shown in a language or, when there is none, in the one that it is shown in instead:
// see Standing.
func (p Product) Beside(lang, name string) string {
	if len(p.Origins) == 0 {
		return ""
	}
	texts := Texts{}
	for _, written := range TextLangs {
		if text := p.TextOf(name, written); text != "" {
			texts[written] = text
		}
	}
	return p.Standing(name, page.Pick(lang, texts).Lang)
}
