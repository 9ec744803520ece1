package integration

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/server/mail/mailtest"
	"github.com/etradeoffice/portal/server/webhook"
)

func TestNoticesAreWholeInEveryLanguage(t *testing.T) {
	texts := mailtest.Texts(t)
	ended := time.Date(2027, 6, 7, 1, 0, 0, 0, time.UTC)
	for _, why := range []string{webhook.ByFailure, webhook.ByAnswer} {
		mailtest.InEveryLanguage(t, why, func(lang string) (mail.Message, error) {
			endpoint := webhook.Endpoint{ID: uuid.New(), URL: "https://erp.example/in", DisabledAt: &ended, DisabledWhy: why}
			return letter(texts, endpoint, account.User{Name: "Radu", Email: "radu@buyer.example", Lang: lang}, "https://office.example")
		})
	}
}
