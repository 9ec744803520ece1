package walkin

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

const (
	noteMin = 20 // characters
	noteMax = 500
)

// Note leaves a text for the company, and with it the ring if the caller still waits. The company's people get it by mail.
func (s *Service) Note(ctx context.Context, v account.Viewer, id ID, text string) (Ring, error) {
	r, side, err := s.permitted(ctx, v, id, account.AskToTalk)
	if err != nil {
		return Ring{}, err
	}
	text = strings.TrimSpace(text)
	switch n := utf8.RuneCountInString(text); {
	case n < noteMin:
		return r, problem.InvalidFields(problem.Field{Name: "text", Code: "message_short"})
	case n > noteMax:
		return r, problem.InvalidFields(problem.Field{Name: "text", Code: "message_long"})
	}
	if r.Waiting() {
		if _, err := s.Leave(ctx, v, id); err != nil && !problem.Is(err, problem.Conflict) {
			return Ring{}, err
		}
	}
	err = s.DB.Tx(ctx, func(tx postgres.Tx) error {
		if r, err = lock(ctx, tx, id); err != nil {
			return err
		}
		now, err := s.instant(ctx, tx)
		if err != nil {
			return err
		}
		event, err := advance(&r, MoveNote, byPerson(v, side), "", now)
		if err != nil {
			return err
		}
		r.Note = text
		if err := s.keep(ctx, tx, r, event); err != nil {
			return err
		}
		return s.Queue.Insert(ctx, tx, noteMail{Ring: r.ID.UUID})
	})
	return r, err
}

// noteMail is the job that brings a text to the company's people.
type noteMail struct {
	Ring uuid.UUID `json:"ring"`
	Film bool      `json:"film,omitempty"` // not a text
}

// Kind is the job's name in the queue.
func (noteMail) Kind() string { return "walkin_note" }

// postman writes the mails.
type postman struct {
	service *Service
	texts   *locale.Texts
	origin  string
}

// carry puts one mail a member into the queue, all in one commit.
func (p postman) carry(ctx context.Context, job noteMail) error {
	s := p.service
	r, err := find(ctx, s.DB, ID{job.Ring})
	if err != nil {
		return jobs.Drop(err)
	}
	members, err := s.Accounts.Members(ctx, r.Supplier)
	if err != nil {
		return err
	}
	of, err := s.Accounts.Companies(ctx, []account.CompanyID{r.CallerCompany, r.Supplier})
	if err != nil {
		return err
	}
	caller, err := s.Accounts.User(ctx, r.Caller)
	if err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx postgres.Tx) error {
		for _, m := range members {
			letter, err := p.letter(r, job.Film, m, caller, of[r.CallerCompany], of[r.Supplier])
			if err != nil {
				return jobs.Drop(err)
			}
			if err := s.Queue.Insert(ctx, tx, mail.Job{Message: letter}); err != nil {
				return err
			}
		}
		return nil
	})
}

func (p postman) letter(r Ring, film bool, to, caller account.User, from, at account.Company) (mail.Message, error) {
	t := func(key string, args ...any) string { return p.texts.T(to.Lang, "walkin."+key, args...) }
	who := page.Pick(to.Lang, from.Names()).Text
	letter := page.Letter{
		Lang: to.Lang, Office: p.texts.T(to.Lang, "account.mail_office"), Greeting: p.texts.T(to.Lang, "consultation.mail_greeting", "Name", to.Name),
		Lines: []string{t("mail_note_line", "Name", caller.Name, "Company", who), r.Note},
		Facts: []page.Fact{{Label: t("mail_note_asked"), Value: p.texts.T(to.Lang, "time.moment", "Day", p.texts.Day(to.Lang, place(r.AskedAt, at.Zone)),
			"Hour", p.texts.Hour(to.Lang, place(r.AskedAt, at.Zone)), "City", account.CityName(p.texts, to.Lang, at.City))}},
		Button: page.Fact{Label: t("mail_note_button"), Value: p.origin + "/" + to.Lang + "/desk/rings"},
		Why:    t("mail_note_why"),
	}
	kind := "note"
	if film {
		kind, letter.Lines = "film", []string{t("mail_film_line", "Name", caller.Name, "Company", who)}
	}
	html, text, err := letter.Draw()
	if err != nil {
		return mail.Message{}, err
	}
	return mail.Message{ID: fmt.Sprintf("ring-%s-%s-%s@etrade", r.ID, kind, to.ID), Lang: to.Lang, ToName: to.Name, To: to.Email,
		Subject: t("mail_note_subject", "Company", who), Text: text, HTML: html}, nil
}
