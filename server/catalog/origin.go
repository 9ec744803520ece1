package catalog

import (
	"crypto/sha256"
	"encoding/hex"
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
	return o != nil && p.TextOf(name, lang) != "" && HashText(p.TextOf(name, o.SourceLang)) != o.SourceHash
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
