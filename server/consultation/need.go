package consultation

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/interpreter"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

// Spoken are the languages that two sides are known to speak, BCP 47, best first; empty where a side has not said.
type Spoken struct {
	Supplier []string
	Buyer    []string
}

// Suffices reports whether the sides can talk in a language with nobody between them. A side that has not said what it speaks is
// taken to speak it.
func (s Spoken) Suffices(language string) bool {
	return language != "" && speaks(s.Supplier, language) && speaks(s.Buyer, language)
}

func speaks(spoken []string, language string) bool {
	return len(spoken) == 0 || slices.ContainsFunc(spoken, func(one string) bool { return BaseLanguage(one) == BaseLanguage(language) })
}

// BaseLanguage is a language without script and region: "zh-Hans" is spoken as "zh" is.
func BaseLanguage(language string) string {
	short, _, _ := strings.Cut(language, "-")
	return short
}

// Talk is the language that a talk is best held in, of those there are: that of the page if it suffices, else one that both
// speak, else the buyer's own, since the Office's interpreters come from the supplier's.
func (s Spoken) Talk(page string, among []string) string {
	page = OneOf(BaseLanguage(page), among)
	if s.Suffices(page) {
		return page
	}
	for _, enough := range []func(string) bool{s.Suffices, func(string) bool { return true }} {
		for _, one := range s.Buyer {
			if one = OneOf(BaseLanguage(one), among); one != "" && enough(one) {
				return one
			}
		}
	}
	return page
}

// Between is the pair of an interpreter for a talk, of those that the house has ("ko-ro"): from a language of the supplier to that
// of the talk, else to another of the buyer. It is empty where the talk needs nobody, or where nobody leads from one to the other.
func (s Spoken) Between(talk string, pairs []string) string {
	if s.Suffices(talk) {
		return ""
	}
	for _, to := range append([]string{talk}, s.Buyer...) {
		for _, text := range pairs {
			p := schedule.ParsePair(text)
			if p.To == BaseLanguage(to) && speaks(s.Buyer, to) && speaks(s.Supplier, p.From) {
				return text
			}
		}
	}
	return ""
}

// Check refuses a talk without an interpreter between sides that do not both speak its language, unless they say that they want it so.
func (s Spoken) Check(t Topic, without bool) error {
	if t.Language == "" || t.Pair() != (schedule.Pair{}) || without || s.Suffices(t.Language) {
		return nil
	}
	return problem.InvalidFields(problem.Field{Name: "pair", Code: "pair_needed"})
}

// need gives a pending request another pair, or none: who was held for the old one goes, and the best who is free is held for the
// new one. They are asked once the office has let it through.
func (s *Service) need(ctx context.Context, tx postgres.Tx, c *Consultation, pair schedule.Pair, now time.Time) error {
	if pair == c.Pair() {
		return nil
	}
	return s.change(ctx, tx, c, pair, now)
}

// change is need whether or not the pair is another: what was waived is needed again.
func (s *Service) change(ctx context.Context, tx postgres.Tx, c *Consultation, pair schedule.Pair, now time.Time) error {
	if err := s.schedule.LockThird(ctx, tx, []schedule.ResourceID{c.InterpreterID, c.SecondID}, c.StartsAt); err != nil {
		return err
	}
	if err := s.disband(ctx, tx, c, now); err != nil {
		return err
	}
	c.NeedFrom, c.NeedTo = pair.From, pair.To
	return s.pencil(ctx, tx, c)
}

// WorksIn reports whether languages of an interpreter are those of a pair, or of one leg of a relay, in either direction.
func WorksIn(all []interpreter.Language, pair schedule.Pair) bool {
	wanted := append([]schedule.Pair{pair}, schedule.Relay.Legs(pair)...)
	return slices.ContainsFunc(all, func(l interpreter.Language) bool {
		return slices.Contains(wanted, l.Pair) || slices.Contains(wanted, schedule.Pair{From: l.Pair.To, To: l.Pair.From})
	})
}

// OneOf is a text if it is among those there are, else "".
func OneOf(text string, among []string) string {
	if slices.Contains(among, text) {
		return text
	}
	return ""
}
