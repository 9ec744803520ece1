package meeting

import (
	"cmp"
	"slices"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/fit"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/settings"
)

// FitCard is a fit check in words.
type FitCard struct {
	Score int
	Grade string
	Lines []FitLine
}

// FitLine is one reason.
type FitLine struct {
	Text    string
	Verdict string
	Points  int
	Of      int
}

// FitIn is a fit check in words of a language.
func FitIn(texts *locale.Texts, lang string, f fit.Assessment) FitCard {
	card := FitCard{Score: f.Score, Grade: f.Grade()}
	for _, r := range f.Reasons {
		args := slices.Clone(r.Args)
		for i := 0; i+1 < len(args); i += 2 {
			switch text, isText := args[i+1].(string); {
			case !isText || text == "":
			case args[i] == "Language":
				args[i+1] = texts.T(lang, "briefing.language_"+text)
			case args[i] == "By":
				args[i+1] = account.CityName(texts, lang, text)
			}
		}
		card.Lines = append(card.Lines, FitLine{Text: texts.T(lang, "desk.fit_"+r.Key+"_"+r.Verdict, args...), Verdict: r.Verdict, Points: r.Points, Of: r.Of})
	}
	return card
}

// NoteLine is a hand-over note.
type NoteLine struct {
	Text string
	By   string
	At   time.Time
}

// NoteLines are notes with the names of who wrote them.
func NoteLines(notes []consultation.Note, names map[account.UserID]account.User) []NoteLine {
	lines := make([]NoteLine, len(notes))
	for i, n := range notes {
		lines[i] = NoteLine{n.Text, names[n.Author].Name, n.At}
	}
	return lines
}

// Templates are what an officer says with a reason, by the language of who gets it: the office's own sentence in that language,
// else the built-in one in it.
func (h *Handlers) Templates() map[string]map[string]string {
	all, kept := map[string]map[string]string{}, h.settings.Kept()
	for _, lang := range locale.Langs {
		all[lang] = map[string]string{}
		for _, reason := range consultation.ReasonsOf["decline"] {
			all[lang][reason] = cmp.Or(kept.Sentence(lang, reason), h.pages.Texts().T(lang, settings.BuiltIn(reason)))
		}
	}
	return all
}

// LangOf is the language that the office writes to somebody in: their own, English for one that the portal does not speak.
func LangOf(u account.User) string {
	if locale.Supported(u.Lang) {
		return u.Lang
	}
	return locale.Langs[0]
}
