package digest

import (
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/server/mail/mailtest"
)

func TestLetterIsWholeInEveryLanguage(t *testing.T) {
	texts := mailtest.Texts(t)
	now := time.Date(2027, 6, 7, 1, 0, 0, 0, time.UTC)
	service := &Service{Config: Config{Origin: "https://office.example", Now: func() time.Time { return now }}}
	late, soon := now.Add(-time.Hour), now.Add(time.Hour)
	for what, w := range map[string]waiting{
		"of the office": {office: true, things: []consultation.Turn{{Consultation: consultation.Consultation{Number: "SW-2027-0001"}, Due: &late}}},
		"of a supplier": {inquiries: 2, things: []consultation.Turn{{Due: &soon}, {}}},
	} {
		mailtest.InEveryLanguage(t, what, func(lang string) (mail.Message, error) {
			to := account.User{Name: "Radu", Email: "radu@buyer.example", Lang: lang, Zone: "Europe/Bucharest", City: "cluj-napoca"}
			return service.draw(texts, to, w, "secret")
		})
	}
}
