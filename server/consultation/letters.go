package consultation

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
	"github.com/etradeoffice/portal/signaling/control"
)

// HandleJobs makes the queue write the mails and reminders, close rooms and sweep. The mails leave through mail.Job.
func (s *Service) HandleJobs(texts *locale.Texts, rooms control.Rooms) {
	w := writer{service: s, texts: texts}
	jobs.Handle(s.queue, w.inOrder)
	jobs.Handle(s.queue, w.remind)
	jobs.Handle(s.queue, func(ctx context.Context, j closeRoom) error { return rooms.End(ctx, j.Room, j.By) })
	s.queue.Every(30*time.Second, "consultation_sweep", s.Sweep)
}

// writer writes mails.
type writer struct {
	service *Service
	texts   *locale.Texts
}

// place is where somebody reads a time.
type place struct {
	Zone *time.Location
	City string
}

// cast is everybody a mail may speak of.
type cast struct {
	Supplier, Buyer           account.Company
	SupplierPlace, BuyerPlace place
}

// reader is one person who gets the mail.
type reader struct {
	account.User
	Side  Owner
	Mine  place
	Other place
	With  string // the other company, in the reader's language
}

// inOrder writes the mails of a notice when those of earlier versions have left, so that a reader gets them in the order
// of what happened.
func (w writer) inOrder(ctx context.Context, j letters) error {
	before, err := lettersBefore(ctx, w.service.db, j)
	if err != nil {
		return err
	}
	if before > 0 {
		return jobs.Later(time.Second)
	}
	return w.write(ctx, j)
}

// write writes the mails of a notice and puts them in the queue in one transaction, one a reader.
func (w writer) write(ctx context.Context, j letters) error {
	c, err := find(ctx, w.service.db, ID{j.Consultation})
	if err != nil {
		return err
	}
	people, err := w.people(ctx, c, j)
	if err != nil {
		return err
	}
	return w.service.db.Tx(ctx, func(tx postgres.Tx) error {
		for _, r := range people {
			m, err := w.letter(c, j, r)
			if err != nil {
				return err
			}
			if err := w.service.queue.Insert(ctx, tx, mail.Job{Message: m}); err != nil {
				return err
			}
		}
		return nil
	})
}

// remind writes the reminders of a version that still stands.
func (w writer) remind(ctx context.Context, j reminder) error {
	c, err := find(ctx, w.service.db, ID{j.Consultation})
	if err != nil {
		return err
	}
	if c.Version != j.Version || c.State != Confirmed {
		return nil
	}
	job := lettersOf(c, noticeReminder)
	job.Reason = j.Which
	return w.write(ctx, job)
}

// people are the readers of a notice.
func (w writer) people(ctx context.Context, c Consultation, j letters) ([]reader, error) {
	accounts := w.service.accounts
	supplier, err := accounts.Company(ctx, c.SupplierCompany)
	if err != nil {
		return nil, err
	}
	buyer, err := accounts.Company(ctx, c.BuyerCompany)
	if err != nil {
		return nil, err
	}
	both := cast{Supplier: supplier, Buyer: buyer, SupplierPlace: placeOf(c.SupplierZone, supplier.City), BuyerPlace: placeOf(c.BuyerZone, buyer.City)}
	var found []reader
	for _, side := range readers[j.Notice] {
		users, err := w.side(ctx, c, j, side)
		if err != nil {
			return nil, err
		}
		for _, u := range users {
			found = append(found, both.reader(u, side))
		}
	}
	return found, nil
}

// side are the people of one side: the principal where one is named, else the members.
func (w writer) side(ctx context.Context, c Consultation, j letters, side Owner) ([]account.User, error) {
	accounts := w.service.accounts
	var one account.UserID
	switch side {
	case Buyer:
		one = c.BuyerUser
	case Interpreter:
		if c.InterpreterState == InterpreterPencilled && j.Notice != noticeAsked {
			return nil, nil
		}
		one = c.InterpreterUser
	case Supplier:
		if c.HostUser == (account.UserID{}) {
			seen, err := seenBySupplier(ctx, w.service.db, c.ID)
			if err != nil || !seen {
				return nil, err
			}
			return accounts.Members(ctx, c.SupplierCompany)
		}
		one = c.HostUser
	default:
		return nil, nil
	}
	if one == (account.UserID{}) {
		return nil, nil
	}
	u, err := accounts.User(ctx, one)
	if problem.Is(err, problem.NotFound) {
		return nil, nil
	}
	return []account.User{u}, err
}

func placeOf(zone, city string) place {
	loc, err := schedule.LoadZone(zone)
	if err != nil {
		loc = time.UTC
	}
	return place{loc, city}
}

func (b cast) reader(u account.User, side Owner) reader {
	r := reader{User: u, Side: side, Mine: placeOf(u.Zone, u.City), Other: b.SupplierPlace, With: companyIn(b.Supplier, u.Lang)}
	switch side {
	case Supplier:
		r.Mine, r.Other, r.With = b.SupplierPlace, b.BuyerPlace, companyIn(b.Buyer, u.Lang)
	case Interpreter:
		r.With = companyIn(b.Supplier, u.Lang) + " – " + companyIn(b.Buyer, u.Lang)
	default:
	}
	return r
}

func companyIn(c account.Company, lang string) string {
	if name := c.Names()[lang]; name != "" {
		return name
	}
	return c.NameEn
}

// letter is one reader's mail, with the invite where the notice has one.
func (w writer) letter(c Consultation, j letters, r reader) (mail.Message, error) {
	lang := r.Lang
	t := func(key string, args ...any) string {
		return w.texts.T(lang, "consultation."+key, append(args, "Number", c.Number, "With", r.With)...)
	}
	link := w.service.settings.Origin + "/" + lang + "/consultations/" + c.Number
	kind := string(j.Notice)
	if j.Notice == noticeReminder {
		kind += "_" + j.Reason
	}
	lines := []string{t("mail_" + kind + "_line_" + string(r.Side))}
	facts := []page.Fact{{Label: t("mail_when"), Value: w.when(lang, j.StartsAt, j.EndsAt, r)}}
	if j.WasAt != nil {
		facts = append(facts, page.Fact{Label: t("mail_was"), Value: w.when(lang, *j.WasAt, j.WasAt.Add(j.EndsAt.Sub(j.StartsAt)), r)})
	}
	facts = append(facts, page.Fact{Label: t("mail_with"), Value: r.With}, page.Fact{Label: t("mail_number"), Value: c.Number})
	if j.AnswerBy != nil && (j.Notice == noticeOffered || j.Notice == noticeReceived || j.Notice == noticeReturned || j.Notice == noticeAsked) {
		facts = append(facts, page.Fact{Label: t("mail_answer_by"), Value: w.moment(lang, *j.AnswerBy, r.Mine)})
	}
	if j.Reason != "" && j.Notice != noticeReminder {
		facts = append(facts, page.Fact{Label: t("mail_reason"), Value: t("reason_" + j.Reason)})
	}
	if j.ReasonText != "" {
		facts = append(facts, page.Fact{Label: t("mail_words"), Value: j.ReasonText})
	}
	draft := page.Letter{Lang: lang, Office: w.texts.T(lang, "account.mail_office"), Greeting: t("mail_greeting", "Name", r.Name),
		Lines: lines, Facts: facts, Button: page.Fact{Label: t("mail_button"), Value: link}, Why: t("mail_why")}
	html, plain, err := draft.Draw()
	if err != nil {
		return mail.Message{}, err
	}
	subject := t("mail_" + kind + "_subject")
	m := mail.Message{
		ID: messageID(c.ID, j.Version, kind+"."+r.ID.String()), InReplyTo: fmt.Sprintf("%s.thread.%s@etrade", c.ID, r.ID),
		Lang: lang, ToName: r.Name, To: r.Email, Subject: subject, Text: plain, HTML: html,
	}
	if method := j.method(); method != "" {
		m.CalendarMethod = method
		m.Calendar = w.invite(c, j, r, method, t("mail_summary"), link, lines[0]).write()
	}
	return m, nil
}

// messageID is fixed for a consultation, a version of it and who gets what: a mail sent twice is one to its reader.
func messageID(id ID, version int, rest string) string {
	return fmt.Sprintf("%s.%d.%s@etrade", id, version, rest)
}

// method is the calendar method of a notice: an invite once agreed and at each change, a cancellation only after one.
func (j letters) method() string {
	switch {
	case (j.Notice == noticeConfirmed || j.Notice == noticeMoved) && j.Invited:
		return "REQUEST"
	case j.Notice == noticeCancelled && j.Invited:
		return "CANCEL"
	}
	return ""
}

func (w writer) invite(c Consultation, j letters, r reader, method, summary, link, line string) calendarEvent {
	set := w.service.settings
	return calendarEvent{
		Method: method, Product: set.CalendarProduct, UID: c.IcalUID, Sequence: j.Sequence, Stamp: w.service.clock(),
		Start: j.StartsAt, End: j.EndsAt, Summary: summary, Description: strings.Join([]string{line, c.Number, link}, "\n"), URL: link,
		Organizer: calendarPerson{set.OrganizerName, set.OrganizerAddr}, Attendee: calendarPerson{r.Name, r.Email},
	}
}

// when is a time in both places: the reader's first, the other's second, with weekday, city and distance from UTC.
func (w writer) when(lang string, start, end time.Time, r reader) string {
	one := func(p place) string {
		s, e := start.In(p.Zone), end.In(p.Zone)
		return fmt.Sprintf("%s %s–%s %s (UTC%s)", w.texts.Day(lang, s), w.texts.Hour(lang, s), w.texts.Hour(lang, e), account.CityName(w.texts, lang, p.City), s.Format("-07:00"))
	}
	mine, other := one(r.Mine), one(r.Other)
	if r.Mine.Zone.String() == r.Other.Zone.String() {
		return mine
	}
	return mine + " / " + other
}

func (w writer) moment(lang string, at time.Time, p place) string {
	l := at.In(p.Zone)
	return fmt.Sprintf("%s %s %s", w.texts.Day(lang, l), w.texts.Hour(lang, l), account.CityName(w.texts, lang, p.City))
}
