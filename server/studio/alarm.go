package studio

import (
	"context"
	"fmt"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/postgres"
)

// warnings are the days before a certificate ends on which its maker is told, its last day among them, the last one first, so that one that comes
// in late gets one letter and not three.
var warnings = []int{0, 7, 30, 90}

// alarmEvery is how often certificates are looked through.
const alarmEvery = 6 * time.Hour

// HandleJobs makes the queue warn of certificates that end. Origin is the portal's public address without a slash at the end.
func (s *Service) HandleJobs(texts *locale.Texts, origin string) {
	s.queue.Every(alarmEvery, "studio_certificates", func(ctx context.Context) error { return s.Warn(ctx, texts, origin) })
}

// Warn writes to the makers of certificates that end within 90, 30 and 7 days and today, each once for each of these.
func (s *Service) Warn(ctx context.Context, texts *locale.Texts, origin string) error {
	today := s.now().UTC().Truncate(24 * time.Hour)
	for _, days := range warnings {
		err := s.db.Tx(ctx, func(tx postgres.Tx) error {
			papers, err := findUntold(ctx, tx, today.AddDate(0, 0, -1), today.AddDate(0, 0, days), days)
			if err != nil {
				return err
			}
			for _, paper := range papers {
				if err := s.warn(ctx, tx, texts, origin, paper, days); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("warn of certificates that end in %d days: %w", days, err)
		}
	}
	return nil
}

func (s *Service) warn(ctx context.Context, tx postgres.Tx, texts *locale.Texts, origin string, paper HeldPaper, days int) error {
	readers, err := s.accounts.Members(ctx, paper.CompanyID)
	if err != nil {
		return err
	}
	for _, reader := range readers {
		letter, err := drawWarning(texts, origin, reader, paper, days)
		if err != nil {
			return err
		}
		if err := s.queue.Insert(ctx, tx, mail.Job{Message: letter}); err != nil {
			return err
		}
	}
	return insertAlarm(ctx, tx, paper.Certificate, days, s.now())
}

func drawWarning(texts *locale.Texts, origin string, reader account.User, paper HeldPaper, days int) (mail.Message, error) {
	t := func(key string) string {
		return texts.T(reader.Lang, "studio.mail_"+key, "Scheme", paper.Scheme, "SKU", paper.SKU, "Day", texts.Day(reader.Lang, *paper.ExpiresOn))
	}
	letter := page.Letter{
		Lang: reader.Lang, Office: texts.T(reader.Lang, "account.mail_office"), Greeting: texts.T(reader.Lang, "consultation.mail_greeting", "Name", reader.Name),
		Lines:  []string{t("certificate_line"), t("certificate_then")},
		Facts:  []page.Fact{{Label: texts.T(reader.Lang, "studio.cert_number"), Value: paper.Number}, {Label: texts.T(reader.Lang, "studio.cert_body"), Value: paper.Body}},
		Button: page.Fact{Label: t("certificate_button"), Value: origin + "/" + reader.Lang + "/studio/products/" + paper.SKU + "/certificates"},
		Why:    t("certificate_why"),
	}
	html, text, err := letter.Draw()
	if err != nil {
		return mail.Message{}, err
	}
	return mail.Message{ID: fmt.Sprintf("%s.%s.%d.%s@etrade", paper.ID, paper.ExpiresOn.Format(time.DateOnly), days, reader.ID), Lang: reader.Lang,
		ToName: reader.Name, To: reader.Email, Subject: t("certificate_subject"), Text: text, HTML: html}, nil
}
