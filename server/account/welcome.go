package account

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// welcomeMail is the job that tells a person that they have been brought in, and how they sign in.
type welcomeMail struct {
	User    uuid.UUID `json:"user"`
	By      uuid.UUID `json:"by"`
	Company uuid.UUID `json:"company"` // zero for an interpreter of the office
}

// Kind is the job's name in the queue.
func (welcomeMail) Kind() string { return "account_welcome_mail" }

func (s *Service) sendWelcome(ctx context.Context, job welcomeMail, outbox *mail.Outbox, texts *locale.Texts, origin string) error {
	people, err := s.Users(ctx, []UserID{{job.User}, {job.By}})
	if err != nil {
		return err
	}
	to, by := people[UserID{job.User}], people[UserID{job.By}]
	var company Company
	if job.Company != uuid.Nil {
		company, err = s.Company(ctx, CompanyID{job.Company})
		if problem.Is(err, problem.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	m, err := welcomeLetter(texts, origin, to, by, company)
	if err != nil {
		return err
	}
	m.ID = fmt.Sprintf("welcome-%s-%s@etrade", job.User, job.Company)
	if err := outbox.Send(ctx, m); err != nil {
		return fmt.Errorf("welcome mail: %w", err)
	}
	return nil
}

// welcomeLetter says who has brought the reader in where, and that the address alone opens the door.
func welcomeLetter(texts *locale.Texts, origin string, to, by User, company Company) (mail.Message, error) {
	t := func(key string, args ...any) string { return texts.T(to.Lang, key, args...) }
	kind, name := "interpreter", t("account.mail_office")
	if company.ID != (CompanyID{}) {
		kind, name = string(company.Kind), page.Pick(to.Lang, company.Names()).Text
	}
	letter := page.Letter{
		Lang: to.Lang, Office: t("account.mail_office"), Greeting: to.Name,
		Lines:  []string{t("account.mail_welcome_line", "By", by.Name, "Company", name), t("account.mail_welcome_" + kind)},
		Button: page.Fact{Label: t("account.mail_welcome_button"), Value: origin + "/" + to.Lang + "/sign-in"},
		After:  []string{t("account.mail_welcome_how", "Email", to.Email)},
		Why:    t("account.mail_welcome_why", "By", by.Name),
	}
	html, text, err := letter.Draw()
	if err != nil {
		return mail.Message{}, err
	}
	return mail.Message{Lang: to.Lang, To: to.Email, Subject: t("account.mail_welcome_subject", "Company", name), Text: text, HTML: html}, nil
}
