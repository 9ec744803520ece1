package saved

import (
	"testing"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/server/mail/mailtest"
)

func TestAlertIsWholeInEveryLanguage(t *testing.T) {
	service := &Service{origin: "https://office.example"}
	draw := service.Draw(mailtest.Texts(t))
	for what, total := range map[string]int{"one product": 1, "many products": 1200} {
		news := []News{{Query: catalog.Query{Text: "laser"}, Total: total, Hits: []catalog.Hit{{SKU: "LS-1", Name: catalog.Texts{"en": "Laser"}}}}}
		mailtest.InEveryLanguage(t, what, func(lang string) (mail.Message, error) {
			return draw(account.User{Name: "Radu", Email: "radu@buyer.example", Lang: lang}, "secret", news)
		})
	}
}
