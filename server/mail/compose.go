package mail

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	gomail "github.com/wneessen/go-mail"
)

// calendarName is the name of the attached copy, for readers that do not act on the calendar part.
const calendarName = "invite.ics"

// compose writes mixed(alternative(text, html, calendar), invite.ics): the calendar part last, as RFC 2046 §5.1.4 has
// the richest form last, with the method in its Content-Type (RFC 6047 §2.4).
func (o *Outbox) compose(m Message) (*gomail.Msg, error) {
	if m.ID == "" || strings.ContainsAny(m.ID+m.InReplyTo, " <>\r\n") {
		return nil, fmt.Errorf("message id %q", m.ID)
	}
	if strings.ContainsAny(m.Unsubscribe, " <>\r\n") {
		return nil, fmt.Errorf("address to unsubscribe %q", m.Unsubscribe)
	}
	if m.Text == "" {
		return nil, errors.New("a letter needs its text form")
	}
	letter := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := letter.FromFormat(o.cfg.FromName, o.cfg.From); err != nil {
		return nil, fmt.Errorf("sender: %w", err)
	}
	if err := letter.AddToFormat(m.ToName, m.To); err != nil {
		return nil, fmt.Errorf("recipient: %w", err)
	}
	letter.Subject(m.Subject)
	letter.SetMessageIDWithValue(m.ID)
	letter.SetDateWithValue(o.cfg.Now())
	letter.SetGenHeader(gomail.HeaderContentLang, m.Lang)
	letter.SetGenHeader(gomail.Header("Auto-Submitted"), "auto-generated") // RFC 3834: no holiday replies
	if m.InReplyTo != "" {
		letter.SetGenHeaderPreformatted(gomail.HeaderInReplyTo, "<"+m.InReplyTo+">")
		letter.SetGenHeaderPreformatted(gomail.HeaderReferences, "<"+m.InReplyTo+">")
	}
	if m.Unsubscribe != "" {
		letter.SetGenHeaderPreformatted(gomail.HeaderListUnsubscribe, "<"+m.Unsubscribe+">")
		letter.SetGenHeaderPreformatted(gomail.HeaderListUnsubscribePost, "List-Unsubscribe=One-Click")
	}
	letter.SetBodyString(gomail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		letter.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	}
	if len(m.Calendar) == 0 {
		return letter, nil
	}
	if m.CalendarMethod != "REQUEST" && m.CalendarMethod != "CANCEL" {
		return nil, fmt.Errorf("calendar method %q", m.CalendarMethod)
	}
	// go-mail adds the charset parameter itself.
	calendar := gomail.ContentType("text/calendar; method=" + m.CalendarMethod)
	letter.AddAlternativeString(calendar, string(m.Calendar), gomail.WithPartEncoding(gomail.EncodingB64))
	letter.AttachReadSeeker(calendarName, bytes.NewReader(m.Calendar), gomail.WithFileContentType("application/ics"))
	return letter, nil
}
