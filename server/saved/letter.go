package saved

import (
	"context"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/server/page"
)

// turns is how often the job looks whose mail is due.
const turns = 10 * time.Minute

// HandleJobs makes the queue tell what is new.
func (s *Service) HandleJobs(texts *locale.Texts) {
	s.queue.Every(turns, "search_alerts", func(ctx context.Context) error { return s.Tell(ctx, s.Draw(texts)) })
}

// Draw writes the mail of one person in the person's language.
func (s *Service) Draw(texts *locale.Texts) func(account.User, string, []News) (mail.Message, error) {
	return func(person account.User, secret string, news []News) (mail.Message, error) {
		t := func(key string, args ...any) string { return texts.T(person.Lang, key, args...) }
		home, stop := s.origin+"/"+person.Lang, s.origin+"/"+person.Lang+"/alerts/stop/"+secret
		total := 0
		letter := page.Letter{
			Lang: person.Lang, Office: t("account.mail_office"), Greeting: t("consultation.mail_greeting", "Name", person.Name),
			Button: page.Fact{Label: t("saved.mail_button"), Value: home + "/saved#alerts"}, Why: t("saved.mail_why", "Link", stop),
		}
		for _, n := range news {
			total += n.Total
			names := make([]string, len(n.Hits))
			for i, hit := range n.Hits {
				names[i] = page.Pick(person.Lang, hit.Name).Text + " (" + page.Pick(person.Lang, hit.Maker.Name).Text + ")"
			}
			said := n.Query.Describe(texts, person.Lang)
			letter.Facts = append(letter.Facts, page.Fact{Label: said, Value: t("saved.mail_new", "Count", n.Total, "N", texts.Number(person.Lang, int64(n.Total))) + ": " + strings.Join(names, ", ")})
			q := n.Query
			q.Sort = "newest"
			letter.Links = append(letter.Links, page.Fact{Label: t("saved.mail_see", "Search", said), Value: home + "/products" + q.URL()})
		}
		subject := t("saved.mail_subject", "Count", total, "N", texts.Number(person.Lang, int64(total)))
		letter.Lines = []string{t("saved.mail_line")}
		letter.Links = append(letter.Links, page.Fact{Label: t("saved.mail_stop"), Value: stop})
		html, plain, err := letter.Draw()
		if err != nil {
			return mail.Message{}, err
		}
		return mail.Message{Lang: person.Lang, ToName: person.Name, To: person.Email, Subject: subject, Text: plain, HTML: html, Unsubscribe: stop}, nil
	}
}
