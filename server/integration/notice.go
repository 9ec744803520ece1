package integration

import (
	"context"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/webhook"
)

// notice is the job that tells who made a webhook that it was switched off.
type notice struct {
	Endpoint uuid.UUID `json:"endpoint"`
}

// Kind is the job's name in the queue.
func (notice) Kind() string { return "integration_notice" }

// HandleJobs makes the queue send events and notices. Origin is the portal's public address.
func (s *Service) HandleJobs(texts *locale.Texts, origin string) {
	s.hooks.HandleJobs()
	jobs.Handle(s.queue, func(ctx context.Context, j notice) error { return s.notify(ctx, j, texts, origin) })
}

func (s *Service) notify(ctx context.Context, j notice, texts *locale.Texts, origin string) error {
	e, err := s.hooks.Endpoint(ctx, j.Endpoint)
	if problem.Is(err, problem.NotFound) || err == nil && e.DisabledAt == nil {
		return nil // removed, or switched on again
	}
	if err != nil {
		return err
	}
	to, err := s.accounts.User(ctx, account.UserID{UUID: e.CreatedBy})
	if problem.Is(err, problem.NotFound) || err == nil && to.DisabledAt != nil {
		return nil
	}
	if err != nil {
		return err
	}
	m, err := letter(texts, e, to, origin)
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx postgres.Tx) error { return s.queue.Insert(ctx, tx, mail.Job{Message: m}) })
}

// letter is the notice in its reader's language.
func letter(texts *locale.Texts, e webhook.Endpoint, to account.User, origin string) (mail.Message, error) {
	t := func(key string, args ...any) string { return texts.T(to.Lang, key, args...) }
	draft := page.Letter{Lang: to.Lang, Office: t("account.mail_office"), Greeting: t("consultation.mail_greeting", "Name", to.Name),
		Lines: []string{t("integration.mail_line_" + e.DisabledWhy)}, Facts: []page.Fact{{Label: t("integration.url"), Value: e.URL}},
		Button: page.Fact{Label: t("integration.mail_button"), Value: origin + "/" + to.Lang + "/webhooks/" + e.ID.String()}, Why: t("integration.mail_why")}
	html, text, err := draft.Draw()
	if err != nil {
		return mail.Message{}, err
	}
	return mail.Message{ID: "webhook." + e.ID.String() + "." + e.DisabledAt.UTC().Format("20060102150405") + "@etrade", Lang: to.Lang,
		ToName: to.Name, To: to.Email, Subject: t("integration.mail_subject"), Text: text, HTML: html}, nil
}
