package consultation

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/ical"
	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

// letter is one reader's mail, with the invite where the notice has one. Near are free times for who was refused.
func (w writer) letter(c Consultation, j letters, r reader, links []page.Fact, near []schedule.Slot) (mail.Message, error) {
	t := w.sentences(c, j, r)
	kind, link := j.kind(), w.address(c, r.Lang, "")
	if r.Along && len(links) > 0 { // the consultation's own page is not theirs
		link = links[0].Value
	}
	key := "mail_" + kind + "_line_" + string(r.Side)
	if turned[j.Notice] && c.RequestedSide == Supplier {
		key += "_turned"
	}
	if j.asks(r) {
		key = "mail_proposed_line_asked"
	}
	subject := "mail_" + kind + "_subject"
	if j.Notice == noticeReminder && j.Which == "day" && sameDay(w.service.Now(), j.StartsAt, r.Mine.Zone) {
		subject, key = "mail_reminder_today_subject", "mail_reminder_today_line"
	}
	line := t(key)
	draft := page.Letter{Lang: r.Lang, Office: w.texts.T(r.Lang, "account.mail_office"), Greeting: t("mail_greeting", "Name", r.Name),
		Lines: []string{line}, Facts: w.facts(c, j, r, t), Button: page.Fact{Label: t("mail_button"), Value: link}, Links: links, Why: t("mail_why")}
	if r.Along && len(links) == 0 {
		draft.Button = page.Fact{Label: r.With, Value: w.service.settings.Origin + "/" + r.Lang + "/companies/" + r.Slug}
	}
	if len(links) > 0 && (leads(j) || r.Along || j.Notice == noticeOffered && r.Side == c.Counterpart()) {
		draft.Button, draft.Links = links[0], links[1:]
	}
	if len(near) > 0 {
		draft.Links = append(draft.Links, w.elsewhere(r, near, t)...)
	}
	html, plain, err := draft.Draw()
	if err != nil {
		return mail.Message{}, err
	}
	m := mail.Message{
		ID: messageID(c.ID, j.Version, kind+"."+r.ID.String()), InReplyTo: fmt.Sprintf("%s.thread.%s@etrade", c.ID, r.ID),
		Lang: r.Lang, ToName: r.Name, To: r.Email, Subject: t(subject), Text: plain, HTML: html,
	}
	if method := j.method(); method != "" && r.Side != Office {
		m.CalendarMethod = method
		words := []string{line}
		for _, f := range r.Meets.facts(r.Lang, t) {
			words = append(words, f.Label+": "+f.Value)
		}
		m.Calendar = w.invite(c, j, r, method, t("mail_summary"), link, strings.Join(append(words, c.Number, link), "\n"))
	}
	return m, nil
}

// sameDay reports whether two instants are on one day of a wall.
func sameDay(a, b time.Time, zone *time.Location) bool {
	return schedule.DateOf(a, zone) == schedule.DateOf(b, zone)
}

// to is the letter as this reader gets it: a colleague learns from the confirmation that there is something to come to.
func (j letters) to(r reader) letters {
	if r.Along && j.Notice == noticeConfirmed {
		j.Notice = noticeInvited
	}
	return j
}

// sentences are those of mails about this consultation in the reader's language.
func (w writer) sentences(c Consultation, j letters, r reader) func(key string, args ...any) string {
	return func(key string, args ...any) string {
		return w.texts.T(r.Lang, "consultation."+key, append(args, "Number", c.Number, "With", r.With, "Count", j.Minutes)...)
	}
}

// leads reports whether the first of the letter's links is what its reader most likely wants to do.
func leads(j letters) bool {
	return j.Notice == noticeReminder && j.Which != "week" || j.Notice == noticeOutcomeDue || j.Notice == noticeMinutes || j.Notice == noticeProposed
}

// asks reports whether the letter puts another time to its reader.
func (j letters) asks(r reader) bool {
	return j.Proposed != nil && j.AnswerBy != nil && r.Side == j.Asks
}

// address is a page of the consultation.
func (w writer) address(c Consultation, lang, below string) string {
	return w.service.settings.Origin + "/" + lang + "/consultations/" + c.Number + below
}

func (w writer) facts(c Consultation, j letters, r reader, t func(string, ...any) string) []page.Fact {
	facts := []page.Fact{{Label: t("mail_when"), Value: strings.Join(w.whens(r.Lang, j.StartsAt, j.EndsAt, r), "\n")}}
	if j.WasAt != nil {
		facts = append(facts, page.Fact{Label: t("mail_was"), Value: strings.Join(w.whens(r.Lang, *j.WasAt, j.WasAt.Add(j.EndsAt.Sub(j.StartsAt)), r), "\n")})
	}
	if j.Proposed != nil {
		facts = append(facts, page.Fact{Label: t("mail_proposed"), Value: strings.Join(w.whens(r.Lang, *j.Proposed, j.Proposed.Add(j.EndsAt.Sub(j.StartsAt)), r), "\n")})
	}
	facts = append(facts, page.Fact{Label: t("mail_with"), Value: r.With}, page.Fact{Label: t("mail_number"), Value: c.Number})
	if j.Notice == noticeAsked && c.NeedFrom != "" {
		facts = append(facts, page.Fact{Label: t("mail_languages"), Value: t("pair_" + c.NeedFrom + "-" + c.NeedTo)}, page.Fact{Label: t("mail_length"), Value: t("minutes", "Count", c.Minutes())})
	}
	if j.Need != nil {
		pair := "pair_none"
		if j.Need.From != "" {
			pair = "pair_" + j.Need.From + "-" + j.Need.To
		}
		facts = append(facts, page.Fact{Label: t("interpreter"), Value: t(pair)})
	}
	facts = append(facts, r.Meets.facts(r.Lang, t)...)
	switch j.Notice {
	case noticeOffered, noticeReceived, noticeReturned, noticeAsked, noticeNudge, noticeProposed:
		if j.AnswerBy != nil {
			facts = append(facts, page.Fact{Label: t("mail_answer_by"), Value: w.moment(r.Lang, *j.AnswerBy, r.Mine)})
		}
	default:
	}
	if j.Reason != "" {
		facts = append(facts, page.Fact{Label: t("mail_reason"), Value: t("reason_" + j.Reason)})
	}
	if j.ReasonText != "" {
		facts = append(facts, page.Fact{Label: t("mail_words"), Value: j.ReasonText})
	}
	return facts
}

// messageID is fixed for a consultation, a version of it and who gets what: a mail sent twice is one to its reader.
func messageID(id ID, version int, rest string) string {
	return fmt.Sprintf("%s.%d.%s@etrade", id, version, rest)
}

// method is the calendar method of a notice: an invite once agreed and at each change, a cancellation only after one.
func (j letters) method() string {
	switch {
	case (j.Notice == noticeConfirmed || j.Notice == noticeInvited || j.Notice == noticeMoved) && j.Invited:
		return ical.Request
	case (j.Notice == noticeCancelled || j.Notice == noticeReleased) && j.Invited:
		return ical.Cancel
	}
	return ""
}

func (w writer) invite(c Consultation, j letters, r reader, method, summary, link, words string) []byte {
	set := w.service.settings
	return ical.Invite(set.CalendarProduct, ical.Event{
		Cancelled: method == ical.Cancel, UID: c.IcalUID, Sequence: j.Sequence, Stamp: w.service.Now(),
		Start: j.StartsAt, End: j.EndsAt, Summary: summary, Description: words, URL: link,
		Organizer: ical.Person{Name: set.OrganizerName, Address: set.OrganizerAddr}, Attendee: ical.Person{Name: r.Name, Address: r.Email},
	})
}

// near are up to three free times of the same company, for who asked and gets none.
func (w writer) near(ctx context.Context, c Consultation, j letters) ([]schedule.Slot, error) {
	if j.Notice != noticeDeclined && j.Notice != noticeExpired || j.Reason == "suspicious" {
		return nil, nil
	}
	slots, err := w.service.schedule.Nearest(ctx, w.service.MoveQuery(c, false), j.StartsAt, 3)
	if problem.Is(err, problem.NotFound) {
		return nil, nil
	}
	return slots, err
}

// elsewhere leads who was refused to other times of the company, and to other makers.
func (w writer) elsewhere(r reader, near []schedule.Slot, t func(string, ...any) string) []page.Fact {
	if r.Side != Buyer {
		return nil
	}
	links := make([]page.Fact, 0, len(near)+1)
	for _, slot := range near {
		links = append(links, page.Fact{Label: t("mail_free", "When", w.when(r.Lang, slot.Start, slot.End, r)),
			Value: w.service.settings.Origin + "/" + r.Lang + "/book/" + r.Slug + "?at=" + slot.Start.UTC().Format("2006-01-02T15:04:05Z")})
	}
	return append(links, page.Fact{Label: t("mail_others"), Value: w.service.settings.Origin + "/" + r.Lang + "/companies"})
}

// when is a time in both places, on one line.
func (w writer) when(lang string, start, end time.Time, r reader) string {
	return strings.Join(w.whens(lang, start, end, r), " / ")
}

// whens is a time in all places: the reader's first, then those of the others who live by another clock, with weekday, city and distance from UTC.
func (w writer) whens(lang string, start, end time.Time, r reader) []string {
	one := func(p place) string {
		s, e := start.In(p.Zone), end.In(p.Zone)
		return fmt.Sprintf("%s %s–%s %s (UTC%s)", w.texts.Day(lang, s), w.texts.Hour(lang, s), w.texts.Hour(lang, e), account.CityName(w.texts, lang, p.City), s.Format("-07:00"))
	}
	all, known := []string{one(r.Mine)}, []string{r.Mine.Zone.String()}
	for _, p := range []*place{&r.Other, r.Also} {
		if p != nil && !slices.Contains(known, p.Zone.String()) {
			all, known = append(all, one(*p)), append(known, p.Zone.String())
		}
	}
	return all
}

func (w writer) moment(lang string, at time.Time, p place) string {
	l := at.In(p.Zone)
	return fmt.Sprintf("%s %s %s", w.texts.Day(lang, l), w.texts.Hour(lang, l), account.CityName(w.texts, lang, p.City))
}
