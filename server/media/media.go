// Package media owns the photographs and brochures of products, from a stranger's file to what pages show: what is taken,
// the job that makes pictures of photographs, what a picture says to those who cannot see it, and who may open what. It
// leaves what a product is to catalog, what a file may cost to upload and picture, and where it lies to blob.
package media

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/blob"
	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// Widths are the widths in pixels in which each picture exists.
var Widths = []int{320, 640, 1200}

// Languages are those in which a picture must be described before buyers see it.
var Languages = []string{"en", "ko"}

// Config is what the service needs.
type Config struct {
	DB    *postgres.DB
	Files blob.Store
	Queue *jobs.Queue
	Log   *slog.Logger
	Now   func() time.Time                            // UTC
	Wake  func(ctx context.Context, things ...string) // tells open pages to look again; may be nil
}

// Service answers for media. It is safe for concurrent use.
type Service struct {
	db    *postgres.DB
	files blob.Store
	queue *jobs.Queue
	log   *slog.Logger
	now   func() time.Time
	wake  func(ctx context.Context, things ...string)
	*metrics
}

// New makes the service.
func New(cfg Config) *Service {
	s := &Service{db: cfg.DB, files: cfg.Files, queue: cfg.Queue, log: cfg.Log, now: cfg.Now, wake: cfg.Wake, metrics: newMetrics()}
	if s.wake == nil {
		s.wake = func(context.Context, ...string) {}
	}
	return s
}

// ProductID names a product of the catalog (UUIDv7).
type ProductID struct{ uuid.UUID }

// Product is what media know of a product.
type Product struct {
	ID        ProductID
	SKU       string
	Name      map[string]string // by language
	CompanyID account.CompanyID
	Published bool
	Shown     []string // names of the pictures that its pages show
}

// Shows reports that the product's pages show a photograph as it is now.
func (p Product) Shows(photo Photo) bool { return slices.Contains(p.Shown, photo.Name) }

// Album is a product with everything that its maker has handed in for it.
type Album struct {
	Product   Product
	Photos    []Photo // in the order in which buyers see them
	Brochures []Brochure
}

// Waiting is how many photographs are still to be made into pictures.
func (a Album) Waiting() (n int) {
	for _, p := range a.Photos {
		if p.State == Waiting {
			n++
		}
	}
	return n
}

// Album is a product's, for whoever may change the product; NotFound for another's.
func (s *Service) Album(ctx context.Context, v account.Viewer, sku string) (Album, error) {
	p, err := s.product(ctx, v, sku)
	if err != nil {
		return Album{}, err
	}
	a := Album{Product: p}
	if a.Photos, err = findPhotos(ctx, s.db, p.ID); err != nil {
		return a, err
	}
	a.Brochures, err = findBrochures(ctx, s.db, p.ID)
	return a, err
}

// product is one that the viewer may change. Who never may is told so, whether there is one or not. One that is typed but
// not complete enough for the catalog is a Conflict.
func (s *Service) product(ctx context.Context, v account.Viewer, sku string) (Product, error) {
	p, err := findProduct(ctx, s.db, sku)
	if problem.Is(err, problem.NotFound) {
		companies, failed := findTyped(ctx, s.db, sku)
		if failed != nil {
			return Product{}, failed
		}
		for _, company := range companies {
			if account.May(v, account.EditProduct, account.Object{Supplier: company}) == nil {
				return Product{}, problem.New(problem.Conflict, "media_early")
			}
		}
		if refused := account.May(v, account.EditProduct, account.Object{}); refused != nil {
			return Product{}, refused
		}
	}
	if err != nil {
		return Product{}, err
	}
	return p, account.May(v, account.EditProduct, account.Object{Supplier: p.CompanyID})
}

// Thing is what open pages of an album listen to; see Config.Wake.
func (p Product) Thing() string { return "media-" + p.ID.String() }

// hashOf is the name under which a file is kept.
func hashOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }
