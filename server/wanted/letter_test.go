package wanted

import (
	"testing"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/server/mail/mailtest"
)

func TestAnswersAreWholeInEveryLanguage(t *testing.T) {
	texts := mailtest.Texts(t)
	service := &Service{cfg: Config{Origin: "https://office.example"}}
	for _, state := range []State{Answered, Declined} {
		asked := Request{State: state, Title: "Caps for twelve clinics", Answer: "Three makers have them.", SKUs: []string{"DS-SC5W"}}
		asked.ID = uuid.New()
		mailtest.InEveryLanguage(t, string(state), func(lang string) (mail.Message, error) {
			person := account.User{Name: "Radu", Email: "radu@buyer.example", Lang: lang}
			return service.draw(texts, person, asked, map[string]catalog.Texts{"DS-SC5W": {"en": "Scalp camera"}})
		})
	}
}
