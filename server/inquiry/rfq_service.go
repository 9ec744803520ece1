package inquiry

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/integration"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/trust"
	"github.com/etradeoffice/portal/server/webhook"
)

// ToldRFQ is what a webhook says of an offer to buy.
type ToldRFQ struct {
	Code     string    `json:"code"`
	State    RFQState  `json:"state"`
	Deadline time.Time `json:"deadline"`
}

func (s *Service) outsideRFQ(ctx context.Context, tx postgres.Tx, r RFQ, what string, now time.Time, more ...webhook.Owner) error {
	owners := append([]webhook.Owner{integration.OfOffice, integration.OfCompany(r.BuyerCompany)}, more...)
	return webhook.NewOutbox(s.Queue).Publish(ctx, tx, webhook.Owners{Named: owners},
		webhook.Event{ID: newID(), Type: "rfq." + what, At: now, Data: ToldRFQ{r.Code, r.State, r.Deadline.UTC()}})
}

func newCode() string {
	raw := make([]byte, 5)
	_, _ = rand.Read(raw) // crypto/rand does not fail
	return "rfq-" + strings.ToLower(base32.HexEncoding.EncodeToString(raw))
}

// Post makes an offer to buy, as a draft. The same key makes none twice.
func (s *Service) Post(ctx context.Context, v account.Viewer, key string, f RFQForm) (RFQ, error) {
	company, _ := v.Company(account.Buyer)
	if err := account.May(v, account.PostRFQ, account.Object{Buyer: company}); err != nil {
		return RFQ{}, err
	}
	if done, err := findRFQByKey(ctx, s.DB, v.User, key); err == nil || !problem.Is(err, problem.NotFound) {
		return done, err
	}
	own, err := s.holds(ctx, company)
	if err != nil {
		return RFQ{}, err
	}
	if refusal := held(own, false); refusal != nil {
		return RFQ{}, refusal
	}
	r, err := s.readRFQ(ctx, f)
	if err != nil {
		return r, err
	}
	r.ID, r.Code, r.Key, r.Buyer, r.BuyerCompany, r.State, r.CreatedAt = newID(), newCode(), key, v.User, company, Draft, s.clock()
	err = s.DB.Tx(ctx, func(tx postgres.Tx) error { return insertRFQ(ctx, tx, r) })
	return r, err
}

func (s *Service) readRFQ(ctx context.Context, f RFQForm) (RFQ, error) {
	r, err := f.read(s.clock(), s.Zone, s.Settings.DeadlineMost)
	if err != nil {
		return r, err
	}
	if r.Audience == Public {
		return r, nil
	}
	for _, slug := range f.Companies {
		company, err := s.Accounts.CompanyBySlug(ctx, slug)
		if err != nil || company.Kind != account.SupplierCompany {
			return r, problem.InvalidFields(problem.Field{Name: "companies", Code: "company_unknown"})
		}
		r.Chosen = append(r.Chosen, company.ID.UUID)
	}
	return r, nil
}

// Revise writes a draft anew.
func (s *Service) Revise(ctx context.Context, v account.Viewer, code string, f RFQForm) (RFQ, error) {
	r, err := s.ownRFQ(ctx, v, code)
	if err != nil {
		return r, err
	}
	fresh, err := s.readRFQ(ctx, f)
	if err != nil {
		return r, err
	}
	err = s.DB.Tx(ctx, func(tx postgres.Tx) error {
		if r, err = lockRFQ(ctx, tx, code); err != nil {
			return err
		}
		if r.State != Draft {
			return problem.New(problem.Conflict, "rfq_move").In(string(r.State)).WithLegal(r.Legal()...)
		}
		fresh.ID, fresh.Code, fresh.Key, fresh.Buyer, fresh.BuyerCompany, fresh.State, fresh.CreatedAt, fresh.Note = r.ID, r.Code, r.Key, r.Buyer, r.BuyerCompany, r.State, r.CreatedAt, r.Note
		return updateRFQ(ctx, tx, fresh)
	})
	return fresh, err
}

func (s *Service) ownRFQ(ctx context.Context, v account.Viewer, code string) (RFQ, error) {
	if err := account.May(v, account.PostRFQ, account.Object{}); !v.SignedIn() {
		return RFQ{}, err
	}
	r, err := findRFQ(ctx, s.DB, code)
	if err != nil {
		return r, err
	}
	return r, account.May(v, account.PostRFQ, r.Object(account.CompanyID{}))
}

// RFQ is an offer to buy for who may see it: everybody when it is public, for any level, and was opened; else its buyer, the
// makers that it is for, and the office. A maker whose level is too low is told so.
func (s *Service) RFQ(ctx context.Context, v account.Viewer, code string) (RFQ, error) {
	r, err := findRFQ(ctx, s.DB, code)
	if err != nil {
		return r, err
	}
	supplier, _ := v.Company(account.Supplier)
	switch {
	case v.On(account.Buyer, r.BuyerCompany), v.Is(account.Officer):
		return r, nil
	case r.OpenedAt != nil && r.Audience == Public && r.Level == 0, r.OpenedAt != nil && v.On(account.Supplier, supplier) && slices.Contains(r.Chosen, supplier.UUID):
		return r.withoutAddresses(), nil
	case !v.SignedIn():
		return RFQ{}, problem.New(problem.SignIn, "sign_in_needed")
	case r.OpenedAt != nil && r.Audience == Public && v.On(account.Supplier, supplier):
		level, err := trust.LevelOf(ctx, s.DB, s.Now(), supplier)
		if err == nil && int(level) < r.Level {
			err = problem.New(problem.Forbidden, "level_needed", "Level", r.Level, "Mine", int(level))
		}
		return r.withoutAddresses(), err
	}
	return RFQ{}, problem.New(problem.NotFound, "not_found")
}

// MoveRFQ submits, opens, returns or closes an offer.
func (s *Service) MoveRFQ(ctx context.Context, v account.Viewer, code, act, note string) (RFQ, error) {
	move, known := rfqMoves[act]
	if !known {
		return RFQ{}, problem.New(problem.NotFound, "not_found")
	}
	action := account.PostRFQ
	if act == ActOpen || act == ActReturn {
		action = account.ModerateRFQ
	}
	if err := account.May(v, action, account.Object{}); !v.SignedIn() || problem.Is(err, problem.Forbidden) {
		return RFQ{}, err
	}
	r, err := findRFQ(ctx, s.DB, code)
	if err != nil {
		return r, err
	}
	if err := account.May(v, action, r.Object(account.CompanyID{})); err != nil {
		return r, err
	}
	note = strings.TrimSpace(note)
	if n := utf8.RuneCountInString(note); act == ActReturn && (n == 0 || n > 500) {
		return r, problem.InvalidFields(problem.Field{Name: "note", Code: "note_missing"})
	}
	err = s.DB.Tx(ctx, func(tx postgres.Tx) error {
		if r, err = lockRFQ(ctx, tx, code); err != nil {
			return err
		}
		if r.State != move.From {
			return problem.New(problem.Conflict, "rfq_move").In(string(r.State)).WithLegal(r.Legal()...)
		}
		if refusal := r.hold(act); refusal != nil {
			return refusal.In(string(r.State)).WithLegal(r.Legal()...)
		}
		return s.advanceRFQ(ctx, tx, &r, v, act, note)
	})
	return r, err
}

func (s *Service) advanceRFQ(ctx context.Context, tx postgres.Tx, r *RFQ, v account.Viewer, act, note string) error {
	now := s.clock()
	switch act {
	case ActSubmit:
		if !now.Before(r.Deadline) {
			return within(s.Settings.DeadlineMost, problem.Field{Name: "deadline", Code: "rfq_deadline"})
		}
		first, n, err := waitingRFQs(ctx, tx, r.Buyer)
		if err != nil {
			return err
		}
		if n >= s.Settings.OpenRFQs {
			return problem.New(problem.TooMany, "rfq_limit", "Limit", s.Settings.OpenRFQs, "Open", n, "Date", first.In(s.Zone).Format(time.DateOnly))
		}
		r.Note = ""
	case ActOpen:
		r.OpenedAt, r.OpenedBy = &now, &v.User.UUID
	case ActReturn:
		r.Note = note
	case ActClose:
		r.EndedAt = &now
	}
	r.State = rfqMoves[act].To
	if err := updateRFQ(ctx, tx, *r); err != nil {
		return err
	}
	if act == ActOpen || act == ActReturn {
		if err := s.Queue.Insert(ctx, tx, letter{About: "rfq_" + act, RFQ: r.ID, Message: newID()}); err != nil {
			return err
		}
	}
	return s.outsideRFQ(ctx, tx, *r, act, now)
}

// OpenRFQs are the public offers that the viewer may see and makers can answer, the soonest deadline first.
func (s *Service) OpenRFQs(ctx context.Context, v account.Viewer) ([]RFQ, error) {
	level := account.L0
	if supplier, ok := v.Company(account.Supplier); ok {
		var err error
		if level, err = trust.LevelOf(ctx, s.DB, s.Now(), supplier); err != nil {
			return nil, err
		}
	}
	if v.Is(account.Officer) {
		level = account.L4
	}
	found, err := openRFQs(ctx, s.DB, s.clock(), int(level))
	for n, r := range found {
		found[n] = r.withoutAddresses()
	}
	return found, err
}

// MyRFQs are the offers of a buyer's company, and for a maker those that are for it and those it has answered.
func (s *Service) MyRFQs(ctx context.Context, v account.Viewer) ([]RFQ, error) {
	if buyer, ok := v.Company(account.Buyer); ok {
		return rfqsOf(ctx, s.DB, buyer)
	}
	if supplier, ok := v.Company(account.Supplier); ok {
		return rfqsFor(ctx, s.DB, supplier)
	}
	return nil, nil
}

// Moderate are the offers that wait for the office, the oldest first.
func (s *Service) Moderate(ctx context.Context, v account.Viewer) ([]RFQ, error) {
	if err := account.May(v, account.ModerateRFQ, account.Object{}); err != nil {
		return nil, err
	}
	return waitingForOffice(ctx, s.DB)
}

func idsOf(of []uuid.UUID) []account.CompanyID {
	ids := make([]account.CompanyID, len(of))
	for n, id := range of {
		ids[n] = account.CompanyID{UUID: id}
	}
	return ids
}
