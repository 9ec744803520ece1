package inquiry

import (
	"testing"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/server/mail/mailtest"
)

func TestLettersAreWholeInEveryLanguage(t *testing.T) {
	p := postman{texts: mailtest.Texts(t), origin: "https://office.example"}
	for _, about := range []string{aboutMessage, aboutReminder, aboutAlarm, aboutRefused, aboutQuote, "rfq_" + ActOpen, "rfq_" + ActReturn, "rfq_for_you"} {
		mailtest.InEveryLanguage(t, about, func(lang string) (mail.Message, error) {
			to := account.User{Name: "Radu", Email: "radu@buyer.example", Lang: lang}
			return p.draw(to, told{about: about, id: "1", other: account.Company{NameEn: "Miraon Imaging"}, path: "/inquiries/1", reply: about == aboutMessage})
		})
	}
}
