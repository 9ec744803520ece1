package witness

import (
	"encoding/hex"
	"time"

	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/server/page"
)

// draw writes the letter in the reader's language and zone.
func (s *Service) draw(texts *locale.Texts, to reader, root consultation.Seal) (mail.Message, error) {
	t := func(key string, args ...any) string { return texts.T(to.Lang, key, args...) }
	zone, err := time.LoadLocation(to.Zone)
	if err != nil {
		zone = time.UTC
	}
	until := root.Until.In(zone)
	letter := page.Letter{
		Lang: to.Lang, Office: t("account.mail_office"), Greeting: t("consultation.mail_greeting", "Name", to.Name),
		Lines: []string{t("witness.mail_line"), t("witness.mail_keep")},
		Facts: []page.Fact{
			{Label: t("witness.mail_until"), Value: texts.Day(to.Lang, until) + " " + texts.Hour(to.Lang, until) + "\n" + root.Until.UTC().Format(time.RFC3339)},
			{Label: t("witness.mail_root"), Value: hex.EncodeToString(root.Root)},
		},
		Button: page.Fact{Label: t("witness.mail_check"), Value: s.Origin + rootsPath}, Why: t("witness.mail_why"),
	}
	html, plain, err := letter.Draw()
	return mail.Message{Lang: to.Lang, ToName: to.Name, To: to.Mail, Subject: t("witness.mail_subject", "Day", texts.Day(to.Lang, until)), Text: plain, HTML: html}, err
}
