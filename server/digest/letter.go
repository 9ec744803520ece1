package digest

import (
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/server/page"
)

// named is how many things a letter names; the page has them all.
const named = 8

// draw writes the letter in the reader's language and zone.
func (s *Service) draw(texts *locale.Texts, to account.User, w waiting, secret string) (mail.Message, error) {
	t := func(key string, args ...any) string { return texts.T(to.Lang, key, args...) }
	home := s.Origin + "/" + to.Lang
	stop := home + "/digest/stop/" + secret
	total := len(w.things) + w.inquiries
	letter := page.Letter{
		Lang: to.Lang, Office: t("account.mail_office"), Greeting: t("consultation.mail_greeting", "Name", to.Name), Lines: []string{t("digest.mail_line", "Count", total)},
		Button: page.Fact{Label: t("digest.mail_button"), Value: home + "/consultations"}, Why: t("digest.mail_why"),
	}
	if w.office {
		letter.Button.Value = home + "/desk/queue"
	}
	for _, turn := range w.things[:min(named, len(w.things))] {
		letter.Facts = append(letter.Facts, page.Fact{Label: turn.Number, Value: s.line(texts, to, w, turn)})
	}
	if w.inquiries > 0 {
		letter.Facts = append(letter.Facts, page.Fact{Label: t("inquiry.list_title"), Value: t("digest.mail_inquiries", "Count", w.inquiries)})
		letter.Links = append(letter.Links, page.Fact{Label: t("inquiry.list_title"), Value: home + "/inquiries"})
	}
	letter.Links = append(letter.Links, page.Fact{Label: t("digest.mail_stop"), Value: stop})
	html, plain, err := letter.Draw()
	return mail.Message{Lang: to.Lang, ToName: to.Name, To: to.Email, Subject: t("digest.mail_subject", "Count", total), Text: plain, HTML: html, Unsubscribe: stop}, err
}

// line is one thing that waits: with whom, and until when on the reader's wall.
func (s *Service) line(texts *locale.Texts, to account.User, w waiting, turn consultation.Turn) string {
	name := func(id account.CompanyID) string { return page.Pick(to.Lang, w.companies[id].Names()).Text }
	with := name(turn.SupplierCompany) + " – " + name(turn.BuyerCompany)
	if turn.Due == nil {
		return with
	}
	zone, err := time.LoadLocation(to.Zone)
	if err != nil {
		zone = time.UTC
	}
	due := turn.Due.In(zone)
	key := "digest.mail_due"
	if due.Before(s.Now()) {
		key = "digest.mail_late"
	}
	return with + " · " + texts.T(to.Lang, key, "When", texts.Day(to.Lang, due)+" "+texts.Hour(to.Lang, due)+" "+account.CityName(texts, to.Lang, to.City))
}
