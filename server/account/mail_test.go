package account

import (
	"testing"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/server/mail/mailtest"
)

func TestCodeLetterIsWholeInEveryLanguage(t *testing.T) {
	texts := mailtest.Texts(t)
	mailtest.InEveryLanguage(t, "code", func(lang string) (mail.Message, error) {
		drawn, err := newSecrets()
		if err != nil {
			return mail.Message{}, err
		}
		return codeLetter(texts, "https://office.example", SignInID{uuid.New()}, signInRow{Email: "radu@buyer.example", Lang: lang}, drawn)
	})
}
