package media

import (
	"bytes"
	"context"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/upload"
)

// BrochureID names a brochure (UUIDv7).
type BrochureID struct{ uuid.UUID }

// BrochureLanguages are those in which a brochure can be (BCP 47), Korean and English first.
var BrochureLanguages = []string{"ko", "en", "de", "es", "fr", "ja", "ro", "ru", "vi", "zh-Hans"}

// MostBrochures is how many a product has at most.
const MostBrochures = 10

// Brochure is a PDF about a product in one language.
type Brochure struct {
	ID        BrochureID
	ProductID ProductID
	Lang      string
	FileName  string // as its maker called it; only shown
	Original  string // hash of the file
	Bytes     int
	CreatedAt time.Time
	ShownAt   *time.Time // the public sees it, or will with the product; nil: not approved yet
	RemovedAt *time.Time // its maker has taken it away, which is not approved yet
}

// Megabytes is its size.
func (b Brochure) Megabytes() string { return Megabytes(b.Bytes) }

// Megabytes writes bytes as megabytes to tenths, at least one of them.
func Megabytes(bytes int) string {
	return strconv.FormatFloat(max(0.1, float64(bytes)/(1<<20)), 'f', 1, 64)
}

// brochures is the folder of PDF.
const brochures = "brochures/"

// AddBrochure takes a PDF in one language. One that the product has already in this language stays. What is none, or is
// locked, or holds anything active, is Invalid, as upload.CheckPDF says. The public sees one of a published product after the
// office's approval.
func (s *Service) AddBrochure(ctx context.Context, v account.Viewer, sku, lang, fileName string, content []byte) error {
	p, err := s.product(ctx, v, sku)
	if err != nil {
		return err
	}
	if !slices.Contains(BrochureLanguages, lang) {
		return problem.InvalidFields(problem.Field{Name: "lang", Code: "brochure_lang"})
	}
	if err := upload.CheckPDF(content); err != nil {
		return err
	}
	b := Brochure{ID: BrochureID{newID()}, ProductID: p.ID, Lang: lang, FileName: upload.Name(fileName), Original: hashOf(content), Bytes: len(content), CreatedAt: s.now()}
	if err := s.files.Put(ctx, brochures+b.Original, bytes.NewReader(content)); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx postgres.Tx) error {
		if _, err := lockPhotos(ctx, tx, p.ID); err != nil {
			return err
		}
		had, err := findBrochures(ctx, tx, p.ID)
		if err != nil {
			return err
		}
		if len(had) >= MostBrochures {
			return problem.New(problem.Invalid, "brochure_many", "Most", MostBrochures)
		}
		return insertBrochure(ctx, tx, b, v.User)
	})
}

// RemoveBrochure takes one away: what the public sees goes with the office's approval.
func (s *Service) RemoveBrochure(ctx context.Context, v account.Viewer, sku string, id BrochureID) error {
	p, err := s.product(ctx, v, sku)
	if err != nil {
		return err
	}
	return deleteBrochure(ctx, s.db, p.ID, id)
}

// OpenBrochure opens one: an approved one of a published product for everybody, another for whoever may change it and for
// the office that decides about it. The answer says what it is called for whoever takes it.
func (s *Service) OpenBrochure(ctx context.Context, v account.Viewer, sku string, id BrochureID) (io.ReadCloser, string, error) {
	p, err := findProduct(ctx, s.db, sku)
	if err != nil {
		return nil, "", err
	}
	b, err := findBrochure(ctx, s.db, p.ID, id)
	if err != nil {
		return nil, "", err
	}
	public := p.Published && b.ShownAt != nil
	if !public && account.May(v, account.EditProduct, account.Object{Supplier: p.CompanyID}) != nil {
		return nil, "", problem.New(problem.NotFound, "brochure_unknown")
	}
	file, err := s.files.Open(ctx, brochures+b.Original)
	return file, p.SKU + "-" + b.Lang + ".pdf", err
}
