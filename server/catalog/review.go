package catalog

import (
	"context"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// Article is a product as its maker and the office list it, drafts too.
//
//	draft ─▶ review ─▶ published
//	  ▲─────────┘ given back with a note
type Article struct {
	SKU           string
	Name          Texts
	Category      string
	HS6           string
	Company       Maker
	PublishedAt   *time.Time
	ReviewAskedAt *time.Time
	Note          string // of the officer who gave it back
	UpdatedAt     time.Time
}

// State is where an article stands: published, review or draft.
func (a Article) State() string {
	switch {
	case a.PublishedAt != nil:
		return "published"
	case a.ReviewAskedAt != nil:
		return "review"
	default:
		return "draft"
	}
}

// HSCode is the code as people write it: 9018.90.
func (a Article) HSCode() string { return dotted(a.HS6) }

// Articles are a company's products, drafts too, those changed last first.
func (s *Service) Articles(ctx context.Context, v account.Viewer, company account.CompanyID) ([]Article, error) {
	if err := account.May(v, account.EditProduct, account.Object{Supplier: company}); err != nil {
		return nil, err
	}
	return findArticles(ctx, s.db, company)
}

// InReview are the products that wait for the office, longest first.
func (s *Service) InReview(ctx context.Context, v account.Viewer) ([]Article, error) {
	if err := account.May(v, account.PublishProduct, account.Object{}); err != nil {
		return nil, err
	}
	return findInReview(ctx, s.db)
}

// AskReview asks the office to publish drafts of a company; those that are published already are left out.
func (s *Service) AskReview(ctx context.Context, v account.Viewer, company account.CompanyID, skus []string) (int, error) {
	if err := account.May(v, account.EditProduct, account.Object{Supplier: company}); err != nil {
		return 0, err
	}
	return setReviewAsked(ctx, s.db, company, skus, s.now())
}

// longestNote is in characters.
const longestNote = 500

// Publish lets everybody see a product that waits for it.
func (s *Service) Publish(ctx context.Context, v account.Viewer, skus []string) (int, error) {
	if err := account.May(v, account.PublishProduct, account.Object{}); err != nil {
		return 0, err
	}
	defer s.shelf.stale()
	var n int
	err := s.db.Tx(ctx, func(tx postgres.Tx) (err error) {
		n, err = publish(ctx, tx, skus, s.now())
		return err
	})
	return n, err
}

// GiveBack returns a product to its maker with what is missing.
func (s *Service) GiveBack(ctx context.Context, v account.Viewer, skus []string, note string) (int, error) {
	if err := account.May(v, account.PublishProduct, account.Object{}); err != nil {
		return 0, err
	}
	if note = clean(note); note == "" || len([]rune(note)) > longestNote {
		return 0, problem.InvalidFields(problem.Field{Name: "note", Code: "review_note_missing"})
	}
	return giveBack(ctx, s.db, skus, note)
}
