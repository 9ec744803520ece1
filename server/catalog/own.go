package catalog

import (
	"context"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// What the studio works with. It asks who may; here nobody is asked.

// Standpoint is where a product stands in its life.
//
//	draft ─▶ review ─▶ published ◀─▶ paused
//	  ▲────────┘           │           │
//	  ▲ restored           ▼           ▼
//	  └──────────────── archived ◀─────┘
type Standpoint struct {
	SKU           string
	CompanyID     account.CompanyID
	PublishedAt   *time.Time // everybody sees it since then
	ReviewAskedAt *time.Time
	ReviewNote    string     // of the officer who gave it back
	PausedFrom    *time.Time // a paused product: since when it had been published
	ArchivedAt    *time.Time
	UpdatedAt     time.Time
}

// State is one of draft, review, published, paused and archived.
func (s Standpoint) State() string {
	switch {
	case s.ArchivedAt != nil:
		return "archived"
	case s.PausedFrom != nil:
		return "paused"
	case s.PublishedAt != nil:
		return "published"
	case s.ReviewAskedAt != nil:
		return "review"
	}
	return "draft"
}

// productMoves are the moves that are legal in each state.
var productMoves = map[string][]string{
	"draft": {"ask", "archive"}, "review": {"withdraw", "publish", "return"}, "published": {"pause", "archive"}, "paused": {"resume", "archive"}, "archived": {"restore"},
}

// Move makes one of the moves of the life above; an illegal one is a Conflict that names the legal ones. note is what an
// officer says who returns it.
func (s Standpoint) Move(move, note string, now time.Time) (Standpoint, error) {
	legal := productMoves[s.State()]
	for _, one := range legal {
		if one != move {
			continue
		}
		switch move {
		case "ask":
			s.ReviewAskedAt, s.ReviewNote = &now, ""
		case "withdraw":
			s.ReviewAskedAt = nil
		case "publish":
			s.PublishedAt, s.ReviewAskedAt, s.ReviewNote = &now, nil, ""
		case "return":
			s.ReviewAskedAt, s.ReviewNote = nil, note
		case "pause":
			s.PausedFrom, s.PublishedAt = s.PublishedAt, nil
		case "resume":
			s.PublishedAt, s.PausedFrom = s.PausedFrom, nil
		case "archive":
			s.ArchivedAt, s.PublishedAt, s.PausedFrom, s.ReviewAskedAt = &now, nil, nil, nil
		case "restore":
			s.ArchivedAt = nil
		}
		return s, nil
	}
	return s, problem.New(problem.Conflict, "product_move").In(s.State()).WithLegal(legal...)
}

// OwnedProduct is a product as its maker has it: all prices, whatever its state.
func (s *Service) OwnedProduct(ctx context.Context, q postgres.Querier, sku string) (Product, error) {
	found, err := findOwnedOne(ctx, q, sku)
	if err != nil {
		return Product{}, err
	}
	if len(found) == 0 {
		return Product{}, problem.New(problem.NotFound, "product_unknown")
	}
	return found[0], nil
}

// OwnedProducts are those of a company, or with a zero company of all, by SKU; with skus those alone.
func (s *Service) OwnedProducts(ctx context.Context, q postgres.Querier, company account.CompanyID, skus []string) (map[string]Product, error) {
	var of *account.CompanyID
	if company != (account.CompanyID{}) {
		of = &company
	}
	return findOwned(ctx, q, of, skus)
}

// Outlines are OwnedProducts with nothing but the SKU, the names, what is shown of photographs and brochures, and whether their
// maker is listed: what a list of thousands is made from.
func (s *Service) Outlines(ctx context.Context, q postgres.Querier, company account.CompanyID, skus []string) (map[string]Product, error) {
	var of *account.CompanyID
	if company != (account.CompanyID{}) {
		of = &company
	}
	return findOutlines(ctx, q, of, skus)
}

// ShowPictures sets what the public sees of products' photographs, by SKU, inside a transaction of the caller.
func (s *Service) ShowPictures(ctx context.Context, tx postgres.Tx, shown map[string][]Picture) error {
	return setPicturesShown(ctx, tx, shown)
}

// Standpoints are where products stand, by SKU: those of a company, or with a zero company those of the SKUs. Inside a
// transaction that changes them they are locked.
func (s *Service) Standpoints(ctx context.Context, q postgres.Querier, company account.CompanyID, skus []string, lock bool) (map[string]Standpoint, error) {
	var of *account.CompanyID
	if company != (account.CompanyID{}) {
		of = &company
	}
	found, err := findStates(ctx, q, of, skus, lock)
	states := make(map[string]Standpoint, len(found))
	for _, one := range found {
		states[one.SKU] = one
	}
	return states, err
}

// SetStandpoints writes what Move made.
func (s *Service) SetStandpoints(ctx context.Context, tx postgres.Tx, to ...Standpoint) error {
	return setStates(ctx, tx, to)
}

// Overwrite puts products of a company as PutProducts does, inside a transaction of the caller.
func (s *Service) Overwrite(ctx context.Context, tx postgres.Tx, company account.CompanyID, products []Product) ([]ProductID, error) {
	return s.putProducts(ctx, tx, company, products)
}

// Refresh makes the next search see what a transaction of the caller has changed; it is called after the commit.
func (s *Service) Refresh() { s.shelf.stale() }

// Shown are published products as their pages show them to the viewer of the context, by SKU, at most so many: all of the
// company that a slug names, or with "" those of the SKUs.
func (s *Service) Shown(ctx context.Context, slug string, skus []string, most int) ([]Product, error) {
	found, err := findShown(ctx, s.db, slug, skus)
	if err != nil {
		return nil, err
	}
	found = found[:min(len(found), most)]
	for i, p := range found {
		level, err := s.sees(ctx, account.ViewerFrom(ctx), p.Maker.ID)
		if err != nil {
			return nil, err
		}
		found[i].Tiers, found[i].Hidden = visible(p.Tiers, level)
		found[i].Today = s.now()
	}
	return found, nil
}
