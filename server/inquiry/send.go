package inquiry

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/trust"
)

// Group is one company's part of a basket.
type Group struct {
	Maker catalog.Maker
	Lines []Line
}

// Groups reads a basket: its lines by company in the order in which the companies came. A refusal names every field that
// is wrong; products that are gone are left out.
func (s *Service) Groups(ctx context.Context, b Basket) ([]Group, error) {
	var groups []Group
	var wrong []problem.Field
	for _, item := range b.Items {
		p, err := s.Catalog.Product(ctx, item.SKU)
		if problem.Is(err, problem.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		line, faults := item.line(p)
		wrong = append(wrong, faults...)
		at := slices.IndexFunc(groups, func(g Group) bool { return g.Maker.ID == p.Maker.ID })
		if at < 0 {
			groups, at = append(groups, Group{Maker: p.Maker}), len(groups)
		}
		groups[at].Lines = append(groups[at].Lines, line)
	}
	if len(wrong) > 0 {
		return groups, problem.InvalidFields(wrong...)
	}
	return groups, nil
}

// Ready reads a basket that may be sent as it is. A refusal names every field that is wrong, so that somebody who has no
// account yet mends the form before signing in.
func (s *Service) Ready(ctx context.Context, b Basket) ([]Group, error) {
	groups, err := s.Groups(ctx, b)
	if err == nil && len(groups) == 0 {
		return nil, problem.InvalidFields(problem.Field{Name: "basket", Code: "basket_empty"})
	}
	if wrong := wordsOK(b.Message, messageMin, "message"); wrong != nil {
		err = problem.Together(err, problem.InvalidFields(wrong...))
	}
	return groups, err
}

// Send makes one inquiry a company of what is in the basket. The same key sends nothing twice.
func (s *Service) Send(ctx context.Context, v account.Viewer, key string, b Basket) ([]Inquiry, error) {
	company, _ := v.Company(account.Buyer)
	if err := account.May(v, account.SendInquiry, account.Object{Buyer: company}); err != nil {
		return nil, err
	}
	if done, err := findByKey(ctx, s.DB, v.User, key); err != nil || len(done) > 0 {
		return done, err
	}
	own, err := s.holds(ctx, company)
	if err != nil {
		return nil, err
	}
	if refusal := held(own, false); refusal != nil {
		return nil, refusal
	}
	groups, err := s.Ready(ctx, b)
	if err != nil {
		return nil, err
	}
	level, err := trust.LevelOf(ctx, s.DB, s.Now(), company)
	if err != nil {
		return nil, err
	}
	if !level.May(account.Inquire) {
		return nil, problem.New(problem.Forbidden, "inquiry_level")
	}
	var made []Inquiry
	err = s.DB.Tx(ctx, func(tx postgres.Tx) error {
		now := s.clock()
		if err := s.room(ctx, tx, v, company, groups); err != nil {
			return err
		}
		for _, g := range groups {
			i, err := s.make(ctx, tx, v, company, g, key, b, now)
			if err != nil {
				return err
			}
			made = append(made, i)
		}
		return nil
	})
	if postgres.IsUnique(err) { // the same form, pressed twice at once
		return findByKey(ctx, s.DB, v.User, key)
	}
	return made, err
}

// room refuses what is over the limit or what a maker does not want. It locks the person's row, so that two forms at once
// do not both fit.
func (s *Service) room(ctx context.Context, tx postgres.Tx, v account.Viewer, company account.CompanyID, groups []Group) error {
	due, err := waitingOf(ctx, tx, v.User)
	if err != nil {
		return err
	}
	if most := s.Settings.Unanswered; len(due)+len(groups) > most {
		on := s.due(s.clock())
		if len(due) > 0 {
			on = due[0]
		}
		return problem.New(problem.TooMany, "inquiry_limit", "Limit", most, "Open", len(due), "Asked", len(groups),
			"Date", on.In(s.Zone).Format(time.DateOnly))
	}
	suppliers := make([]account.CompanyID, len(groups))
	for n, g := range groups {
		suppliers[n] = g.Maker.ID
	}
	blocked, err := blocking(ctx, tx, suppliers, company)
	if err != nil {
		return err
	}
	for _, g := range groups {
		if slices.Contains(blocked, g.Maker.ID) {
			return problem.New(problem.Conflict, "inquiry_blocked", "Company", g.Maker.Name["en"])
		}
	}
	return nil
}

func (s *Service) make(ctx context.Context, tx postgres.Tx, v account.Viewer, company account.CompanyID, g Group, key string, b Basket, now time.Time) (Inquiry, error) {
	i := Inquiry{ID: ID{newID()}, Key: key, Buyer: v.User, BuyerCompany: company, Supplier: g.Maker.ID, State: Sent, Version: 1, SentAt: now, DueAt: s.due(now)}
	if err := insert(ctx, tx, i); err != nil {
		return i, err
	}
	if err := insertLines(ctx, tx, i.ID, g.Lines); err != nil {
		return i, err
	}
	if err := insertEvent(ctx, tx, i.ID, Event{At: now, Actor: &v.User.UUID, Side: Buyer, Move: MoveSend, To: Sent}); err != nil {
		return i, err
	}
	text := strings.TrimSpace(b.Message)
	m := Message{ID: newID(), InquiryID: i.ID, Key: "first", Side: Buyer, Author: v.User, At: now, Lang: languageOf(text, b.Lang), Text: text, Way: ByPage}
	if err := s.say(ctx, tx, i, m, nil); err != nil {
		return i, err
	}
	if err := s.suspect(ctx, tx, i, v, text, g.Lines, now); err != nil {
		return i, err
	}
	return i, s.outside(ctx, tx, i, string(MoveSend), now)
}
