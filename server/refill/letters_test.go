package refill

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation/consultationtest/town"
	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/server/mail/mailtest"
)

func TestLettersAreWholeInEveryLanguage(t *testing.T) {
	texts := mailtest.Texts(t)
	service := &Service{settings: Settings{Origin: "https://office.example"}}
	said := told{
		ID: uuid.New(), Start: thursday, End: thursday.Add(30 * time.Minute), Until: town.Monday, Path: "/waitlist",
		With: account.Company{NameEn: "Miraon Imaging", NameKo: "미라온영상"}, Other: place{"Asia/Seoul", "seoul"},
	}
	for _, about := range []string{letterFree, letterStandby} {
		mailtest.InEveryLanguage(t, about, func(lang string) (mail.Message, error) {
			said.About = about
			return service.draw(texts, account.User{Name: "Radu", Email: "radu@buyer.example", Lang: lang, Zone: "Europe/Bucharest", City: "cluj-napoca"}, said)
		})
	}
}
