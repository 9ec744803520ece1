package wanted

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/postgres"
)

// letter is the job that tells the buyer what the office found.
type letter struct {
	ID uuid.UUID `json:"id"`
}

// Kind is the job's name in the queue.
func (letter) Kind() string { return "wanted_letter" }

// HandleJobs makes the queue write the mails, which leave through mail.Job.
func (s *Service) HandleJobs(texts *locale.Texts) {
	jobs.Handle(s.cfg.Queue, func(ctx context.Context, j letter) error { return s.write(ctx, texts, j.ID) })
}

func (s *Service) write(ctx context.Context, texts *locale.Texts, id uuid.UUID) error {
	r, err := findRequest(ctx, s.cfg.DB, id)
	if err != nil {
		return err
	}
	person, err := s.cfg.Accounts.User(ctx, r.Person)
	if err != nil {
		return err
	}
	names, err := s.cfg.Catalog.Names(ctx, r.SKUs)
	if err != nil {
		return err
	}
	message, err := s.draw(texts, person, r, names)
	if err != nil {
		return err
	}
	return s.cfg.DB.Tx(ctx, func(tx postgres.Tx) error { return s.cfg.Queue.Insert(ctx, tx, mail.Job{Message: message}) })
}

func (s *Service) draw(texts *locale.Texts, person account.User, r Request, names map[string]catalog.Texts) (mail.Message, error) {
	t := func(key string) string {
		return texts.T(person.Lang, "wanted.mail_"+string(r.State)+"_"+key, "Title", r.Title)
	}
	draft := page.Letter{
		Lang: person.Lang, Office: texts.T(person.Lang, "account.mail_office"), Greeting: texts.T(person.Lang, "consultation.mail_greeting", "Name", person.Name),
		Lines:  []string{t("line")},
		Facts:  []page.Fact{{Label: texts.T(person.Lang, "wanted.field_title"), Value: r.Title}},
		Button: page.Fact{Label: texts.T(person.Lang, "wanted.mail_button"), Value: s.cfg.Origin + "/" + person.Lang + "/wanted/" + r.ID.String()},
		Why:    texts.T(person.Lang, "wanted.mail_why"),
	}
	if r.Answer != "" {
		draft.Lines = append(draft.Lines, r.Answer)
	}
	var found []string
	for _, sku := range r.SKUs {
		if name := page.Pick(person.Lang, names[sku]).Text; name != "" {
			found = append(found, name)
		}
	}
	if len(found) > 0 {
		draft.Facts = append(draft.Facts, page.Fact{Label: texts.T(person.Lang, "wanted.found"), Value: strings.Join(found, ", ")})
	}
	html, plain, err := draft.Draw()
	if err != nil {
		return mail.Message{}, err
	}
	return mail.Message{ID: "wanted." + r.ID.String() + "@etrade", Lang: person.Lang, ToName: person.Name, To: person.Email,
		Subject: t("subject"), Text: plain, HTML: html}, nil
}
