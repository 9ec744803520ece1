package deal

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/problem"
)

const textLimit = 1000 // characters of a free text

// Form is an outcome as a person typed it; it is kept as typed when it is refused.
type Form struct {
	Stage    string
	Agreed   string
	Amount   string // "1,500,000.50"
	Currency string
	NextStep string
	NextOn   string // 2026-12-31
}

// read turns the form into a statement, or names all fields that are wrong.
func (f Form) read() (Statement, error) {
	var wrong []problem.Field
	refuse := func(name, code string) { wrong = append(wrong, problem.Field{Name: name, Code: code}) }
	s := Statement{Stage: Stage(f.Stage), Agreed: strings.TrimSpace(f.Agreed), NextStep: strings.TrimSpace(f.NextStep)}
	if !slices.Contains(Stages, s.Stage) {
		refuse("stage", "outcome_stage_missing")
	}
	if !textOK(s.Agreed) {
		refuse("agreed", "outcome_text_long")
	}
	if !textOK(s.NextStep) {
		refuse("next_step", "outcome_text_long")
	}
	if strings.TrimSpace(f.Amount) != "" {
		minor, ok := locale.ParseMoney(f.Amount, f.Currency)
		switch {
		case !slices.Contains(locale.Currencies, f.Currency):
			refuse("currency", "outcome_currency_missing")
		case !ok || minor <= 0:
			refuse("amount", "outcome_amount_invalid")
		default:
			s.Amount = &Money{minor, f.Currency}
		}
	}
	if f.NextOn != "" {
		on, err := time.Parse(time.DateOnly, f.NextOn)
		if err != nil || on.Year() < 2000 || on.Year() > 2200 {
			refuse("next_on", "outcome_date_invalid")
		} else {
			s.NextOn = &on
		}
	}
	if len(wrong) > 0 {
		return Statement{}, problem.InvalidFields(wrong...)
	}
	return s, nil
}

// FormOf fills the form with what a side has stated.
func FormOf(s *Statement) Form {
	if s == nil {
		return Form{}
	}
	f := Form{Stage: string(s.Stage), Agreed: s.Agreed, NextStep: s.NextStep}
	if s.Amount != nil {
		f.Amount, f.Currency = locale.PlainMoney(s.Amount.Minor, s.Amount.Currency), s.Amount.Currency
	}
	if s.NextOn != nil {
		f.NextOn = s.NextOn.Format(time.DateOnly)
	}
	return f
}

// AttestationForm is what an interpreter typed.
type AttestationForm struct {
	BothPresent string // "yes" or "no"
	Figures     string
	Note        string
}

func (f AttestationForm) read() (Attestation, error) {
	var wrong []problem.Field
	a := Attestation{BothPresent: f.BothPresent == "yes", Figures: Figures(f.Figures), Note: strings.TrimSpace(f.Note)}
	if f.BothPresent != "yes" && f.BothPresent != "no" {
		wrong = append(wrong, problem.Field{Name: "both_present", Code: "outcome_answer_missing"})
	}
	if !slices.Contains([]Figures{FiguresSpoken, FiguresNotAsStated, FiguresNone}, a.Figures) {
		wrong = append(wrong, problem.Field{Name: "figures", Code: "outcome_answer_missing"})
	}
	if !textOK(a.Note) {
		wrong = append(wrong, problem.Field{Name: "note", Code: "outcome_text_long"})
	}
	if len(wrong) > 0 {
		return Attestation{}, problem.InvalidFields(wrong...)
	}
	return a, nil
}

// EvidenceForm is a document as an officer typed it in.
type EvidenceForm struct {
	Grade     string // "2" to "5"
	Binding   string // "yes" or "no"
	Amount    string
	Currency  string
	Reference string
}

func (f EvidenceForm) read() (Evidence, error) {
	var wrong []problem.Field
	e := Evidence{Binding: f.Binding == "yes", Reference: strings.TrimSpace(f.Reference)}
	for _, grade := range []Grade{E2, E3, E4, E5} {
		if f.Grade == string(rune('0'+grade)) {
			e.Grade = grade
		}
	}
	if e.Grade == E0 {
		wrong = append(wrong, problem.Field{Name: "grade", Code: "outcome_answer_missing"})
	}
	minor, ok := locale.ParseMoney(f.Amount, f.Currency)
	if !ok || minor <= 0 || !slices.Contains(locale.Currencies, f.Currency) {
		wrong = append(wrong, problem.Field{Name: "evidence_amount", Code: "outcome_amount_invalid"})
	}
	e.Amount = Money{minor, f.Currency}
	if utf8.RuneCountInString(e.Reference) < 3 || !textOK(e.Reference) {
		wrong = append(wrong, problem.Field{Name: "reference", Code: "outcome_reference_missing"})
	}
	if len(wrong) > 0 {
		return Evidence{}, problem.InvalidFields(wrong...)
	}
	return e, nil
}

func textOK(text string) bool {
	return utf8.ValidString(text) && utf8.RuneCountInString(text) <= textLimit && !strings.ContainsRune(text, 0)
}
