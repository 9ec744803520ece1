package account

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// codeMail is the job that writes a sign-in mail. It carries no secret: code and link are drawn when the mail is
// written, so that they stand in the mail alone. A second try draws new ones and the first mail's are dead.
type codeMail struct {
	Request uuid.UUID `json:"request"`
}

// Kind is the job's name in the queue.
func (codeMail) Kind() string { return "account_code_mail" }

// sweepEvery is how often what has expired is deleted; nothing of it works in the meantime.
const sweepEvery = 5 * time.Minute

// HandleJobs makes the queue write the mails of signing in and of welcome, and sweep out old sessions and requests. Origin is the portal's
// public address without a slash at the end.
func (s *Service) HandleJobs(outbox *mail.Outbox, texts *locale.Texts, origin string) {
	s.queue.Every(sweepEvery, "account_sweep", s.sweep)
	jobs.Handle(s.queue, func(ctx context.Context, job codeMail) error {
		return s.sendCode(ctx, SignInID{job.Request}, outbox, texts, origin)
	})
	jobs.Handle(s.queue, func(ctx context.Context, job welcomeMail) error {
		return s.sendWelcome(ctx, job, outbox, texts, origin)
	})
}

// sweep deletes the sessions that have expired and the sign-in requests of yesterday.
func (s *Service) sweep(ctx context.Context) error {
	if err := deleteDeadSessions(ctx, s.db, time.Now()); err != nil { // a cookie lives by the machine's clock
		return err
	}
	return deleteDeadSignIns(ctx, s.db, s.now().Add(-24*time.Hour))
}

func (s *Service) sendCode(ctx context.Context, id SignInID, outbox *mail.Outbox, texts *locale.Texts, origin string) error {
	request, err := findLiveSignIn(ctx, s.db, id, s.now())
	if problem.Is(err, problem.NotFound) {
		return nil // used or too late: nothing to write
	}
	if err != nil {
		return err
	}
	drawn, err := newSecrets()
	if err != nil {
		return err
	}
	if err := updateSignInSecrets(ctx, s.db, id, hashCode(id, drawn.Code), hashLink(drawn.Link)); err != nil {
		return err
	}
	m, err := codeLetter(texts, origin, id, request, drawn)
	if err != nil {
		return err
	}
	if err := outbox.Send(ctx, m); err != nil {
		return fmt.Errorf("sign-in mail: %w", err)
	}
	return nil
}

// codeLetter brings a code and a link that do the same.
func codeLetter(texts *locale.Texts, origin string, id SignInID, request signInRow, drawn secrets) (mail.Message, error) {
	t := func(key string, args ...any) string { return texts.T(request.Lang, key, args...) }
	letter := page.Letter{
		Lang:   request.Lang,
		Office: t("account.mail_office"),
		Lines:  []string{t("account.mail_code_line")},
		Code:   drawn.Code,
		Button: page.Fact{Label: t("account.mail_code_button"), Value: origin + "/" + request.Lang + "/sign-in/link?token=" + drawn.Link},
		After:  []string{t("account.mail_code_life", "Minutes", int(codeLife.Minutes())), t("account.mail_code_not_you")},
		Why:    t("account.mail_code_why"),
	}
	html, text, err := letter.Draw()
	if err != nil {
		return mail.Message{}, err
	}
	return mail.Message{
		ID: fmt.Sprintf("sign-in-%s-%x@etrade", id, hashLink(drawn.Link)[:6]), Lang: request.Lang, To: request.Email,
		Subject: t("account.mail_code_subject", "Code", drawn.Code), Text: text, HTML: html,
	}, nil
}
