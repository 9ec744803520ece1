package walkin

import (
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/server/mail/mailtest"
)

func TestNotesAreWholeInEveryLanguage(t *testing.T) {
	p := postman{texts: mailtest.Texts(t), origin: "https://office.example"}
	var ring Ring
	ring.AskedAt, ring.Note = time.Date(2027, 6, 7, 1, 0, 0, 0, time.UTC), "About the MI-F24"
	for _, film := range []bool{false, true} {
		mailtest.InEveryLanguage(t, map[bool]string{false: "note", true: "film"}[film], func(lang string) (mail.Message, error) {
			to := account.User{Name: "Hana", Email: "hana@maker.example", Lang: lang}
			return p.letter(ring, film, to, account.User{Name: "Radu"}, account.Company{NameEn: "Clinica"}, account.Company{NameEn: "Miraon Imaging", Zone: "Asia/Seoul", City: "suwon"})
		})
	}
}
