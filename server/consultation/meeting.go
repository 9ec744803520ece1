package consultation

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/page"
)

// meeting is who meets and what about, as letters and invites of what is agreed name it. It holds what the consultation's page
// shows to both sides and to who interprets, and no address or number of anybody.
type meeting struct {
	Host, Guest     account.User
	Hands           []account.User // who interprets
	Supplier, Buyer account.Company
	Goal            string
	Products        []catalog.Texts
}

// named are the notices that say who meets: those that put it into calendars.
var named = map[notice]bool{noticeConfirmed: true, noticeMoved: true}

// meeting reads who meets. Nil where the notice does not say it.
func (w writer) meeting(ctx context.Context, c Consultation, j letters, both cast) (*meeting, error) {
	if !named[j.Notice] {
		return nil, nil
	}
	ids := []account.UserID{c.HostUser, c.BuyerUser}
	if c.InterpreterState == InterpreterAccepted {
		ids = append(ids, c.InterpreterUser, c.SecondUser)
	}
	people, err := w.service.accounts.Users(ctx, slices.DeleteFunc(slices.Clone(ids), func(id account.UserID) bool { return id == account.UserID{} }))
	if err != nil {
		return nil, err
	}
	names, err := catalog.NamesOf(ctx, w.service.db, c.Products)
	if err != nil {
		return nil, err
	}
	m := &meeting{Host: people[c.HostUser], Guest: people[c.BuyerUser], Supplier: both.Supplier, Buyer: both.Buyer, Goal: c.Goal}
	for _, id := range ids[2:] {
		if u, ok := people[id]; ok {
			m.Hands = append(m.Hands, u)
		}
	}
	for _, sku := range c.Products {
		if n, ok := names[sku]; ok {
			m.Products = append(m.Products, n)
		}
	}
	return m, nil
}

// facts are the meeting in the reader's language.
func (m *meeting) facts(lang string, t func(string, ...any) string) []page.Fact {
	if m == nil {
		return nil
	}
	var who, hands, about []string
	for _, one := range []struct {
		person account.User
		of     account.Company
	}{{m.Host, m.Supplier}, {m.Guest, m.Buyer}} {
		if one.person.Name != "" {
			who = append(who, one.person.Name+" ("+CompanyIn(one.of, lang)+")")
		}
	}
	for _, u := range m.Hands {
		hands = append(hands, u.Name)
	}
	if m.Goal != "" {
		about = append(about, t("goal_"+m.Goal))
	}
	for _, n := range m.Products {
		about = append(about, cmp.Or(n[lang], n["en"], n["ko"]))
	}
	var facts []page.Fact
	for _, f := range []page.Fact{{Label: t("mail_who"), Value: strings.Join(who, ", ")}, {Label: t("mail_hands"), Value: strings.Join(hands, ", ")},
		{Label: t("mail_about"), Value: strings.Join(about, ", ")}} {
		if f.Value != "" {
			facts = append(facts, f)
		}
	}
	return facts
}
