package studio

import (
	"context"
	"slices"
	"strings"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/problem"
)

// Pair is one of a product's texts beside its source.
type Pair struct {
	Field      catalog.Field // of the target
	Source     string
	SourceLang string
	Target     string
	Standing   string // stale, machine, missing or nothing
}

// Pairs are a product's texts in a language, each beside the text that it is translated from: the first of Korean and
// English that says something. Texts that nobody has written are left out.
func (s Sheet) Pairs(lang string) []Pair {
	var pairs []Pair
	for _, f := range catalog.Fields {
		if f.Text == "" || f.Lang != lang {
			continue
		}
		p := Pair{Field: f, Target: s.Value(f), Standing: s.Next.Standing(f.Text, lang)}
		for _, from := range catalog.TextLangs[:2] {
			if text := s.Next.TextOf(f.Text, from); text != "" && from != lang {
				p.Source, p.SourceLang = text, from
				break
			}
		}
		if p.Source == "" {
			continue
		}
		if p.Target == "" {
			p.Standing = "missing"
		}
		pairs = append(pairs, p)
	}
	return pairs
}

// Translation is what a maker hands in on the page of one language.
type Translation struct {
	Lang   string
	Texts  map[string]string // text (name, short ...) -> in the language
	Right  map[string]bool   // texts that were read again and still say what the source says
	Method catalog.Method
}

// Translate keeps texts of a product in one language, with what each was made from. A text of a machine counts as read
// over once it is said to be right.
func (s *Service) Translate(ctx context.Context, v account.Viewer, sku string, t Translation) error {
	if !slices.Contains(catalog.TextLangs, t.Lang) {
		return problem.New(problem.NotFound, "not_found")
	}
	if t.Method != catalog.ByPerson && t.Method != catalog.ByMachine {
		return problem.InvalidFields(problem.Field{Name: "method", Code: "choice_unknown"})
	}
	sheet, err := s.Sheet(ctx, v, sku)
	if err != nil {
		return err
	}
	typed, origins := map[string]string{}, map[string]catalog.Origin{}
	for _, pair := range sheet.Pairs(t.Lang) {
		text, sent := t.Texts[pair.Field.Text]
		if !sent {
			continue
		}
		text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
		changed, right := text != pair.Target, t.Right[pair.Field.Text]
		if !changed && !right {
			continue
		}
		typed[pair.Field.Name] = text
		o := catalog.Origin{Field: pair.Field.Text, Lang: t.Lang, SourceLang: pair.SourceLang, SourceHash: catalog.HashText(pair.Source), Method: t.Method, MadeAt: s.now()}
		if had := sheet.Next.OriginOf(pair.Field.Text, t.Lang); had != nil && !changed {
			o.Method = had.Method
		}
		if right {
			o.ReviewedBy = v.User
		}
		origins[pair.Field.Name] = o
	}
	return s.save(ctx, v, sku, typed, origins)
}
