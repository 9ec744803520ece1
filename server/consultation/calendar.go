package consultation

import (
	"context"
	"net/url"
	"strings"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/ical"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/problem"
)

// CalendarLinks are ways to put a meeting into a calendar on the web, as URLs of Google's and Microsoft's forms for a new event.
type CalendarLinks struct {
	Google  string
	Outlook string
}

// InviteFile is an agreed meeting as an iCalendar file in a language, for who may read the consultation: those who come get the
// invite of their letter again, with its UID and sequence, so that a calendar has the meeting once; others an event that asks
// nobody. NotFound for what is not agreed.
func (s *Service) InviteFile(ctx context.Context, v account.Viewer, number, lang string, texts *locale.Texts) ([]byte, error) {
	c, err := s.ByNumber(ctx, v, number)
	if err != nil {
		return nil, err
	}
	if !c.inCalendar() {
		return nil, problem.New(problem.NotFound, "not_found")
	}
	w := writer{service: s, texts: texts}
	both, err := w.cast(ctx, c)
	if err != nil {
		return nil, err
	}
	r := both.reader(account.User{ID: v.User, Lang: lang, Zone: v.Zone, City: v.City}, c.Side(v))
	j, line := lettersOf(c, noticeConfirmed), ""
	t := w.sentences(c, j, r)
	switch r.Side {
	case Buyer, Supplier, Interpreter:
		r.Name, r.Email, line = v.Name, v.Email, t("mail_confirmed_line_"+string(r.Side))
	default: // the office and a desk look on
		r.With = CompanyIn(both.Supplier, lang) + " – " + CompanyIn(both.Buyer, lang)
		t = w.sentences(c, j, r)
	}
	return w.invite(c, j, r, ical.Request, t("mail_summary"), w.address(c, lang, ""), line), nil
}

// CalendarLinks are those of a meeting whose title and page are given.
func (c Consultation) CalendarLinks(title, address string) *CalendarLinks {
	const google, outlook = "20060102T150405Z", "2006-01-02T15:04:05Z"
	from, to := c.StartsAt.UTC(), c.EndsAt.UTC()
	return &CalendarLinks{
		Google: "https://calendar.google.com/calendar/render?" + query(url.Values{"action": {"TEMPLATE"}, "text": {title},
			"dates": {from.Format(google) + "/" + to.Format(google)}, "details": {address}, "location": {address}}),
		Outlook: "https://outlook.office.com/calendar/0/deeplink/compose?" + query(url.Values{"path": {"/calendar/action/compose"}, "rru": {"addevent"},
			"subject": {title}, "startdt": {from.Format(outlook)}, "enddt": {to.Format(outlook)}, "body": {address}, "location": {address}}),
	}
}

// query writes spaces as %20: Outlook shows a plus as it stands.
func query(values url.Values) string { return strings.ReplaceAll(values.Encode(), "+", "%20") }
