package inquiry

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// postman writes the mails.
type postman struct {
	service *Service
	texts   *locale.Texts
	origin  string
}

// told is what one letter says to one reader.
type told struct {
	about string
	id    string // Message-ID without the domain
	other account.Company
	lines []string
	facts []page.Fact
	path  string
	reply bool // answering the mail answers the thread
}

// carry puts one mail a reader into the queue, all in one commit.
func (p postman) carry(ctx context.Context, j letter) error {
	readers, tell, err := p.read(ctx, j)
	if problem.Is(err, problem.NotFound) {
		return jobs.Drop(err)
	}
	if err != nil {
		return err
	}
	return p.service.DB.Tx(ctx, func(tx postgres.Tx) error {
		for _, to := range readers {
			if to.DisabledAt != nil {
				continue
			}
			m, err := p.draw(to, tell(to))
			if err != nil {
				return jobs.Drop(err)
			}
			if err := p.service.Queue.Insert(ctx, tx, mail.Job{Message: m}); err != nil {
				return err
			}
		}
		return nil
	})
}

// read finds who is to be told, and what.
func (p postman) read(ctx context.Context, j letter) ([]account.User, func(account.User) told, error) {
	if j.RFQ != uuid.Nil {
		return p.readRFQ(ctx, j)
	}
	s := p.service
	i, err := find(ctx, s.DB, ID{j.Inquiry})
	if err != nil {
		return nil, nil, err
	}
	of, err := s.Accounts.Companies(ctx, []account.CompanyID{i.BuyerCompany, i.Supplier})
	if err != nil {
		return nil, nil, err
	}
	buyer, err := s.Accounts.User(ctx, i.Buyer)
	if err != nil {
		return nil, nil, err
	}
	makers, err := s.Accounts.Members(ctx, i.Supplier)
	if err != nil {
		return nil, nil, err
	}
	path := "/inquiries/" + i.ID.String()
	other := func(to account.User) account.Company {
		if to.ID == i.Buyer {
			return of[i.Supplier]
		}
		return of[i.BuyerCompany]
	}
	if j.About == aboutMessage {
		m, err := findMessage(ctx, s.DB, j.Message)
		if err != nil {
			return nil, nil, err
		}
		readers := makers
		switch m.Side {
		case Supplier:
			readers = []account.User{buyer}
		case Office:
			readers = append(makers, buyer)
		case Buyer, Nobody:
		}
		signals, err := signalsOf(ctx, s.DB, i.ID)
		if err != nil {
			return nil, nil, err
		}
		imitates := names(m.Text, slices.DeleteFunc(signals, func(s Signal) bool { return s.Kind != LookAlike }))
		text := m.Text
		return readers, func(to account.User) told {
			if !i.Released() {
				text = masked(m.Text, p.texts.T(to.Lang, "inquiry.masked"), s.Host)
			}
			lines := clipped(text)
			if imitates {
				lines = append([]string{p.texts.T(to.Lang, "inquiry.alike_title") + " " + p.texts.T(to.Lang, "inquiry.alike_text")}, lines...)
			}
			return told{about: j.About, id: s.address(i.ID, to.ID, m.ID), other: other(to), lines: lines, path: path, reply: true, facts: p.due(to, i)}
		}, nil
	}
	readers := makers
	switch j.About {
	case aboutAlarm:
		readers = append(makers, buyer)
	case aboutRefused:
		writer, err := s.Accounts.User(ctx, account.UserID{UUID: j.Reader})
		if err != nil {
			return nil, nil, err
		}
		readers = []account.User{writer}
	}
	return readers, func(to account.User) told {
		return told{about: j.About, id: fmt.Sprintf("inquiry-%s.%s.%s", j.About, j.Message, to.ID), other: other(to), path: path, facts: p.due(to, i)}
	}, nil
}

// due is by when the maker owes an answer, in the reader's own time.
func (p postman) due(to account.User, i Inquiry) []page.Fact {
	if !i.Waits() {
		return nil
	}
	return []page.Fact{{Label: p.texts.T(to.Lang, "inquiry.answer_by"), Value: p.moment(to, i.DueAt)}}
}

func (p postman) moment(to account.User, at time.Time) string {
	zone, err := locale.Zone(to.Zone)
	if err != nil {
		zone = time.UTC
	}
	return p.texts.T(to.Lang, "time.moment", "Day", p.texts.Day(to.Lang, at.In(zone)), "Hour", p.texts.Hour(to.Lang, at.In(zone)), "City", account.CityName(p.texts, to.Lang, to.City))
}

func (p postman) readRFQ(ctx context.Context, j letter) ([]account.User, func(account.User) told, error) {
	s := p.service
	r, err := findRFQByID(ctx, s.DB, j.RFQ)
	if err != nil {
		return nil, nil, err
	}
	buyer, err := s.Accounts.User(ctx, r.Buyer)
	if err != nil {
		return nil, nil, err
	}
	readers := []account.User{buyer}
	company, err := s.Accounts.Company(ctx, r.BuyerCompany)
	if err != nil {
		return nil, nil, err
	}
	if j.About == "rfq_"+ActOpen { // the makers that it is for hear of it too
		for _, id := range idsOf(r.Chosen) {
			makers, err := s.Accounts.Members(ctx, id)
			if err != nil {
				return nil, nil, err
			}
			readers = append(readers, makers...)
		}
	}
	return readers, func(to account.User) told {
		t := told{about: j.About, id: fmt.Sprintf("%s.%s.%s", j.About, j.Message, to.ID), other: company, path: "/rfqs/" + r.Code,
			facts: []page.Fact{{Label: p.texts.T(to.Lang, "inquiry.rfq_name"), Value: r.Title}, {Label: p.texts.T(to.Lang, "inquiry.rfq_until"), Value: p.moment(to, r.Deadline)}}}
		if to.ID != r.Buyer {
			t.about = "rfq_for_you"
		}
		if r.Note != "" && to.ID == r.Buyer {
			t.lines = []string{r.Note}
		}
		return t
	}, nil
}

// clipped are a text's paragraphs, short enough for a mail.
func clipped(text string) []string {
	runes := []rune(text)
	if len(runes) > 1500 {
		return []string{string(runes[:1500]) + " …"}
	}
	return []string{text}
}

func (p postman) draw(to account.User, l told) (mail.Message, error) {
	who := page.Pick(to.Lang, l.other.Names()).Text
	t := func(key string) string { return p.texts.T(to.Lang, "inquiry.mail_"+l.about+key, "Company", who) }
	draft := page.Letter{
		Lang: to.Lang, Office: p.texts.T(to.Lang, "account.mail_office"), Greeting: p.texts.T(to.Lang, "consultation.mail_greeting", "Name", to.Name),
		Lines: append([]string{t("_line")}, l.lines...), Facts: l.facts,
		Button: page.Fact{Label: p.texts.T(to.Lang, "inquiry.mail_button"), Value: p.origin + "/" + to.Lang + l.path}, Why: p.texts.T(to.Lang, "inquiry.mail_why"),
	}
	if l.reply {
		draft.After = []string{p.texts.T(to.Lang, "inquiry.mail_reply")}
	}
	html, text, err := draft.Draw()
	if err != nil {
		return mail.Message{}, err
	}
	return mail.Message{ID: l.id + "@etrade", Lang: to.Lang, ToName: to.Name, To: to.Email, Subject: t("_subject"), Text: text, HTML: html}, nil
}
