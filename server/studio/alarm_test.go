package studio

import (
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/server/mail/mailtest"
)

func TestWarningOfACertificateIsWholeInEveryLanguage(t *testing.T) {
	texts := mailtest.Texts(t)
	ends := time.Date(2027, 6, 7, 0, 0, 0, 0, time.UTC)
	paper := HeldPaper{SKU: "MI-F24", Certificate: catalog.Certificate{Scheme: "CE-MDR", Number: "0123", Body: "TÜV", ExpiresOn: &ends}}
	mailtest.InEveryLanguage(t, "thirty days before", func(lang string) (mail.Message, error) {
		return drawWarning(texts, "https://office.example", account.User{Name: "Hana", Email: "hana@maker.example", Lang: lang}, paper, 30)
	})
}
