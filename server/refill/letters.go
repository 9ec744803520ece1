package refill

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/schedule"
)

// What a letter is about; locale keys "refill.mail_<about>_…".
const (
	letterFree    = "free"
	letterStandby = "standby"
)

// letter is the job that writes the mails about one offer.
type letter struct {
	About   string    `json:"about"`
	Entry   uuid.UUID `json:"entry"`
	Offer   uuid.UUID `json:"offer,omitzero"`
	Standby uuid.UUID `json:"standby,omitzero"`
}

// Kind is the job's name in the queue.
func (letter) Kind() string { return "refill_letter" }

// turns is how often the list is gone through: a time that came free is offered within it.
const turns = 10 * time.Second

// HandleJobs makes the queue refill, ask pairs, and write the mails, which leave through mail.Job.
func (s *Service) HandleJobs(texts *locale.Texts) {
	jobs.Handle(s.queue, func(ctx context.Context, j letter) error { return s.write(ctx, texts, j) })
	s.queue.Every(turns, "refill_waitlist", s.Refill)
	s.queue.Every(turns, "refill_standby", s.Ask)
}

// write writes the mails of one offer: to who waits and, of a stand-by, to the people of the company.
func (s *Service) write(ctx context.Context, texts *locale.Texts, j letter) error {
	e, err := findEntry(ctx, s.db, j.Entry)
	if err != nil {
		return err
	}
	company, err := s.accounts.Company(ctx, e.Company)
	if err != nil {
		return err
	}
	buyer, err := s.accounts.Company(ctx, e.Buyer)
	if err != nil {
		return err
	}
	person, err := s.accounts.User(ctx, e.Person)
	if err != nil {
		return err
	}
	var readers []account.User
	told := told{About: j.About}
	if j.About == letterFree {
		o, err := openOffer(ctx, s.db, e.ID)
		if err != nil || o.ID != j.Offer {
			return nil // it is over: there is nothing left to tell
		}
		told.Start, told.End, told.Until, told.Path, told.ID = o.StartsAt, o.EndsAt, o.ExpiresAt, "/waitlist", o.ID
	} else {
		b, err := findStandby(ctx, s.db, j.Standby)
		if err != nil {
			return err
		}
		told.Start, told.End, told.Until, told.Path, told.ID = b.StartsAt, b.EndsAt, b.ExpiresAt, "/standby/"+b.ID.String(), b.ID
		if readers, err = s.accounts.Members(ctx, e.Company); err != nil {
			return err
		}
	}
	return s.db.Tx(ctx, func(tx postgres.Tx) error {
		for i, reader := range append([]account.User{person}, readers...) {
			told.With, told.Other = company, place{e.Wish.Zone, buyer.City}
			if i == 0 {
				told.Other = place{company.Zone, company.City}
			} else {
				told.With = buyer
			}
			m, err := s.draw(texts, reader, told)
			if err != nil {
				return err
			}
			if err := s.queue.Insert(ctx, tx, mail.Job{Message: m}); err != nil {
				return err
			}
		}
		return nil
	})
}

type place struct{ Zone, City string }

// told is what a letter says.
type told struct {
	ID                uuid.UUID
	About             string
	Start, End, Until time.Time
	Path              string
	With              account.Company // the other one
	Other             place           // where the other one is
}

func (s *Service) draw(texts *locale.Texts, reader account.User, l told) (mail.Message, error) {
	name := l.With.NameEn
	if reader.Lang == "ko" && l.With.NameKo != "" {
		name = l.With.NameKo
	}
	t := func(key string) string {
		return texts.T(reader.Lang, "refill.mail_"+key, "With", name, "Until", moment(texts, reader.Lang, l.Until, place{reader.Zone, reader.City}))
	}
	mine, other := place{reader.Zone, reader.City}, l.Other
	when := span(texts, reader.Lang, l.Start, l.End, mine)
	if other.Zone != mine.Zone {
		when += "\n" + span(texts, reader.Lang, l.Start, l.End, other)
	}
	draft := page.Letter{
		Lang: reader.Lang, Office: texts.T(reader.Lang, "account.mail_office"), Greeting: texts.T(reader.Lang, "consultation.mail_greeting", "Name", reader.Name),
		Lines:  []string{t(l.About + "_line")},
		Facts:  []page.Fact{{Label: texts.T(reader.Lang, "consultation.mail_when"), Value: when}, {Label: texts.T(reader.Lang, "consultation.mail_with"), Value: name}},
		Button: page.Fact{Label: t(l.About + "_button"), Value: s.settings.Origin + "/" + reader.Lang + l.Path}, Why: t(l.About + "_why"),
	}
	html, plain, err := draft.Draw()
	if err != nil {
		return mail.Message{}, err
	}
	return mail.Message{ID: fmt.Sprintf("%s.%s.%s@etrade", l.ID, l.About, reader.ID), Lang: reader.Lang, ToName: reader.Name, To: reader.Email,
		Subject: t(l.About + "_subject"), Text: plain, HTML: html}, nil
}

func span(texts *locale.Texts, lang string, start, end time.Time, p place) string {
	zone, err := schedule.LoadZone(p.Zone)
	if err != nil {
		zone = time.UTC
	}
	s, e := start.In(zone), end.In(zone)
	return fmt.Sprintf("%s %s–%s %s (UTC%s)", texts.Day(lang, s), texts.Hour(lang, s), texts.Hour(lang, e), account.CityName(texts, lang, p.City), s.Format("-07:00"))
}

func moment(texts *locale.Texts, lang string, at time.Time, p place) string {
	zone, err := schedule.LoadZone(p.Zone)
	if err != nil {
		zone = time.UTC
	}
	return fmt.Sprintf("%s %s %s", texts.Day(lang, at.In(zone)), texts.Hour(lang, at.In(zone)), account.CityName(texts, lang, p.City))
}
