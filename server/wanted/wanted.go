// Package wanted owns what buyers did not find in the catalog and ask the office to find: the request, its deadline and its
// answer with products. It leaves products to catalog and office hours to consultation.
package wanted

import (
	"context"
	"fmt"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// State is where a request stands.
//
//	open ─▶ answered | declined   by the office
//	     ─▶ withdrawn             by the buyer
type State string

// The states. Every one but Open is final.
const (
	Open      State = "open"
	Answered  State = "answered"
	Declined  State = "declined"
	Withdrawn State = "withdrawn"
)

// Request is what a buyer wants to be found.
type Request struct {
	ID       uuid.UUID
	Company  account.CompanyID // the buyer's
	Person   account.UserID
	Title    string
	Details  string
	HS       string // chapter, heading or subheading; may be empty
	Quantity string // in the buyer's words
	Market   string // ISO 3166-1: where it is for
	State    State
	DueAt    time.Time // until when the office answers
	AskedAt  time.Time
	EndedAt  *time.Time
	Officer  *account.UserID // who answered or declined
	Answer   string
	SKUs     []string // products of the answer
}

// Late reports that the office has not kept its word.
func (r Request) Late(now time.Time) bool { return r.State == Open && now.After(r.DueAt) }

// Config is what the service needs.
type Config struct {
	DB       *postgres.DB
	Accounts *account.Service
	Catalog  *catalog.Service
	Queue    *jobs.Queue
	Hours    consultation.Hours // the office's working days
	Origin   string             // the portal's public address, for links in mails
	Log      *slog.Logger
	Now      func() time.Time // UTC
}

// Service takes and answers requests. It is safe for concurrent use.
type Service struct{ cfg Config }

// New makes the service.
func New(cfg Config) *Service { return &Service{cfg} }

const (
	answerWithin = 48 * time.Hour // on open days
	mostOpen     = 5              // of one company
	mostSKUs     = 12             // of one answer
	longestTitle = 120
	longestText  = 2000
	shortestText = 20
	longestShort = 80
)

var hsForm = regexp.MustCompile(`^([0-9]{2}|[0-9]{4}|[0-9]{6})?$`)

// wrong lists the fields that cannot be taken.
func (r Request) wrong() []problem.Field {
	var found []problem.Field
	need := func(ok bool, name, code string) {
		if !ok {
			found = append(found, problem.Field{Name: name, Code: code})
		}
	}
	length := utf8.RuneCountInString
	need(r.Title != "" && length(r.Title) <= longestTitle, "title", "wanted_title")
	need(length(r.Details) >= shortestText && length(r.Details) <= longestText, "details", "wanted_details")
	need(hsForm.MatchString(r.HS), "hs", "wanted_hs")
	need(length(r.Quantity) <= longestShort, "quantity", "wanted_quantity")
	need(slices.Contains(account.Countries, r.Market), "market", "country_unknown")
	return found
}

// Ask takes a request of the viewer's company. The same key asks once.
func (s *Service) Ask(ctx context.Context, v account.Viewer, key uuid.UUID, r Request) (Request, error) {
	company, _ := v.Company(account.Buyer)
	if err := account.May(v, account.AskForMaker, account.Object{Buyer: company}); err != nil {
		return r, err
	}
	r.Title, r.Details, r.Quantity = strings.Join(strings.Fields(r.Title), " "), strings.TrimSpace(r.Details), strings.TrimSpace(r.Quantity)
	r.HS = strings.ReplaceAll(strings.TrimSpace(r.HS), ".", "")
	if wrong := r.wrong(); len(wrong) > 0 {
		return r, problem.InvalidFields(wrong...)
	}
	now := s.cfg.Now()
	r.ID, r.Company, r.Person, r.State = uuid.Must(uuid.NewV7()), company, v.User, Open
	r.AskedAt, r.DueAt = now, s.cfg.Hours.After(now, answerWithin)
	err := s.cfg.DB.Tx(ctx, func(tx postgres.Tx) error {
		open, err := lockOpen(ctx, tx, company, key)
		if err != nil {
			return err
		}
		if open >= mostOpen {
			return problem.New(problem.TooMany, "wanted_many", "Most", mostOpen)
		}
		r.ID, err = insertRequest(ctx, tx, key, r)
		return err
	})
	return r, err
}

// Mine are the requests of the viewer's company, the newest first.
func (s *Service) Mine(ctx context.Context, v account.Viewer) ([]Request, error) {
	company, _ := v.Company(account.Buyer)
	if err := account.May(v, account.AskForMaker, account.Object{Buyer: company}); err != nil {
		return nil, err
	}
	return findOf(ctx, s.cfg.DB, company)
}

// Queue are the open requests, the nearest deadline first, and what was ended last.
func (s *Service) Queue(ctx context.Context, v account.Viewer) (open, ended []Request, err error) {
	if err := account.May(v, account.AnswerWanted, account.Object{}); err != nil {
		return nil, nil, err
	}
	if open, err = findOpen(ctx, s.cfg.DB); err != nil {
		return nil, nil, err
	}
	ended, err = findEnded(ctx, s.cfg.DB)
	return open, ended, err
}

// Read is one request, for its company and the office.
func (s *Service) Read(ctx context.Context, v account.Viewer, id uuid.UUID) (Request, error) {
	return s.about(ctx, s.cfg.DB, v, account.ReadWanted, id, findRequest)
}

// about is a request that the viewer may do something with.
func (s *Service) about(ctx context.Context, q postgres.Querier, v account.Viewer, what account.Action, id uuid.UUID, find func(context.Context, postgres.Querier, uuid.UUID) (Request, error)) (Request, error) {
	if !v.SignedIn() {
		return Request{}, account.May(v, what, account.Object{})
	}
	r, err := find(ctx, q, id)
	if err != nil {
		return Request{}, err
	}
	return r, account.May(v, what, account.Object{Buyer: r.Company})
}

// Reply answers with products and words, or with words alone that no maker was found. The buyer is told by mail.
func (s *Service) Reply(ctx context.Context, v account.Viewer, id uuid.UUID, words string, skus []string) (Request, error) {
	return s.end(ctx, v, account.AnswerWanted, id, func(r *Request) error {
		r.Answer, r.SKUs, r.State, r.Officer = strings.TrimSpace(words), skus, Answered, &v.User
		if len(skus) == 0 {
			r.State = Declined
		}
		if n := utf8.RuneCountInString(r.Answer); n > longestText || n == 0 && r.State == Declined {
			return problem.InvalidFields(problem.Field{Name: "answer", Code: "wanted_answer"})
		}
		return s.published(ctx, skus)
	})
}

// published refuses SKUs that are no published products'.
func (s *Service) published(ctx context.Context, skus []string) error {
	names, err := s.cfg.Catalog.Names(ctx, skus)
	if err != nil {
		return err
	}
	if len(skus) > mostSKUs {
		return problem.InvalidFields(problem.Field{Name: "skus", Code: "wanted_skus_many"})
	}
	for _, sku := range skus {
		if names[sku] == nil {
			refusal := problem.InvalidFields(problem.Field{Name: "skus", Code: "wanted_sku"})
			refusal.Args = []any{"SKU", sku}
			return refusal
		}
	}
	return nil
}

// Withdraw ends a request that its company no longer needs.
func (s *Service) Withdraw(ctx context.Context, v account.Viewer, id uuid.UUID) (Request, error) {
	return s.end(ctx, v, account.AskForMaker, id, func(r *Request) error {
		r.State = Withdrawn
		return nil
	})
}

// end leaves the state Open once; a job tells the buyer what the office said.
func (s *Service) end(ctx context.Context, v account.Viewer, what account.Action, id uuid.UUID, change func(*Request) error) (Request, error) {
	var r Request
	err := s.cfg.DB.Tx(ctx, func(tx postgres.Tx) (err error) {
		if r, err = s.about(ctx, tx, v, what, id, lockRequest); err != nil {
			return err
		}
		if r.State != Open {
			return problem.New(problem.Conflict, "wanted_ended").In(string(r.State))
		}
		if err := change(&r); err != nil {
			return err
		}
		now := s.cfg.Now()
		r.EndedAt = &now
		if err := endRequest(ctx, tx, r); err != nil {
			return err
		}
		if r.State == Withdrawn {
			return nil
		}
		return s.cfg.Queue.Insert(ctx, tx, letter{ID: r.ID})
	})
	if err != nil {
		return r, fmt.Errorf("end request %s: %w", id, err)
	}
	return r, nil
}
