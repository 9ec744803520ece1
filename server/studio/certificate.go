package studio

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// MostFile is how large a certificate's file may be, in bytes.
const MostFile = 10 << 20

// filesFolder is where the store of files keeps them.
const filesFolder = "certificates/"

// kinds are the files that a certificate may be, by how they begin.
var kinds = []struct{ begins, ends, mime string }{
	{"%PDF-", ".pdf", "application/pdf"}, {"\x89PNG\r\n\x1a\n", ".png", "image/png"}, {"\xff\xd8\xff", ".jpg", "image/jpeg"},
}

// Paper is what a maker says of a certificate.
type Paper struct {
	ID                   catalog.CertificateID // zero: a new one
	Scheme, Number, Body string
	ScopeEn, ScopeKo     string
	Right                bool   // the English of the scope has been read again and is right
	Behind               bool   // it is older than the Korean
	IssuedOn, ExpiresOn  string // 2026-11-24, or empty
	State                catalog.CertState
	File                 io.Reader // nil: the one that is there stays
	FileName             string
	issued, expires      *time.Time
}

func (p *Paper) check() error {
	var wrong []problem.Field
	need := func(ok bool, name, code string) {
		if !ok {
			wrong = append(wrong, problem.Field{Name: name, Code: code})
		}
	}
	for _, text := range []*string{&p.Scheme, &p.Number, &p.Body, &p.ScopeEn, &p.ScopeKo} {
		*text = strings.Join(strings.Fields(*text), " ")
		need(len([]rune(*text)) <= 200, "scheme", "text_long")
	}
	need(p.Scheme != "", "scheme", "cell_missing")
	need(slices.Contains([]catalog.CertState{catalog.Held, catalog.Pending, catalog.Testing}, p.State), "state", "choice_unknown")
	if p.State == catalog.Held {
		need(p.Number != "", "number", "cell_missing")
		need(p.Body != "", "body", "cell_missing")
	}
	day := func(name, typed string) *time.Time {
		if typed == "" {
			return nil
		}
		on, err := time.Parse(time.DateOnly, typed)
		need(err == nil, name, "day_form")
		return &on
	}
	p.issued, p.expires = day("issued", p.IssuedOn), day("expires", p.ExpiresOn)
	need(p.issued == nil || p.expires == nil || p.expires.After(*p.issued), "expires", "day_order")
	if len(wrong) > 0 {
		return problem.InvalidFields(wrong...)
	}
	return nil
}

// SetCertificate adds a certificate to a product or changes one. It gives no badge until an officer has compared it with
// its issuer: what is said to be held waits for that.
func (s *Service) SetCertificate(ctx context.Context, v account.Viewer, sku string, paper Paper) error {
	if _, err := s.Sheet(ctx, v, sku); err != nil {
		return err
	}
	if err := paper.check(); err != nil {
		return err
	}
	stored, err := s.store(ctx, paper.File)
	if err != nil {
		return err
	}
	return s.withCertificates(ctx, v, sku, func(p *catalog.Product) error {
		at := slices.IndexFunc(p.Certs, func(c catalog.Certificate) bool {
			return c.ID == paper.ID || paper.ID == (catalog.CertificateID{}) && c.Scheme == paper.Scheme
		})
		if at < 0 {
			if paper.ID != (catalog.CertificateID{}) {
				return problem.New(problem.NotFound, "certificate_unknown")
			}
			at, p.Certs = len(p.Certs), append(slices.Clone(p.Certs), catalog.Certificate{ID: catalog.CertificateID{UUID: uuid.Must(uuid.NewV7())}})
		}
		had := p.Certs[at]
		c := catalog.Certificate{ID: had.ID, Scheme: paper.Scheme, Number: paper.Number, Body: paper.Body, State: paper.State, IssuedOn: paper.issued, ExpiresOn: paper.expires, Mandatory: had.Mandatory, File: had.File, FileName: had.FileName}
		c.Scope, c.Source = had.Scope, had.Source
		c.SetScope(texts("en", paper.ScopeEn, "ko", paper.ScopeKo), paper.Right)
		if stored != "" {
			c.File, c.FileName = stored, paper.FileName
		}
		if c.State == catalog.Held {
			c.State = catalog.Unverified
		}
		p.Certs[at] = c
		return nil
	})
}

func texts(pairs ...string) catalog.Texts {
	var made catalog.Texts
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			if made == nil {
				made = catalog.Texts{}
			}
			made[pairs[i]] = pairs[i+1]
		}
	}
	return made
}

// store keeps a file under the hash of its content; "" for none. What is neither PDF, PNG nor JPEG is refused by how it
// begins, whatever it is called.
func (s *Service) store(ctx context.Context, file io.Reader) (string, error) {
	if file == nil {
		return "", nil
	}
	content, err := io.ReadAll(io.LimitReader(file, MostFile+1))
	if err != nil {
		return "", problem.New(problem.Invalid, "file_unreadable").Because(err)
	}
	if len(content) > MostFile {
		return "", problem.New(problem.Invalid, "file_big", "Most", MostFile>>20)
	}
	for _, kind := range kinds {
		if bytes.HasPrefix(content, []byte(kind.begins)) {
			sum := sha256.Sum256(content)
			name := hex.EncodeToString(sum[:]) + kind.ends
			return name, s.files.Put(ctx, filesFolder+name, bytes.NewReader(content))
		}
	}
	return "", problem.InvalidFields(problem.Field{Name: "file", Code: "file_kind"})
}

// DropCertificate takes one away.
func (s *Service) DropCertificate(ctx context.Context, v account.Viewer, sku string, id catalog.CertificateID) error {
	return s.withCertificates(ctx, v, sku, func(p *catalog.Product) error {
		had := len(p.Certs)
		p.Certs = slices.DeleteFunc(slices.Clone(p.Certs), func(c catalog.Certificate) bool { return c.ID == id })
		if len(p.Certs) == had {
			return problem.New(problem.NotFound, "certificate_unknown")
		}
		return nil
	})
}

// withCertificates changes the certificates of a product that is whole; they are no part of its draft, since an officer
// looks at each by itself.
func (s *Service) withCertificates(ctx context.Context, v account.Viewer, sku string, change func(*catalog.Product) error) error {
	err := s.db.Tx(ctx, func(tx postgres.Tx) error {
		sheet, err := s.sheet(ctx, tx, v, sku, account.EditProduct, true)
		if err != nil {
			return err
		}
		if !sheet.Known {
			return problem.New(problem.Conflict, "certificate_early").In(sheet.State())
		}
		p := sheet.Base
		if err := change(&p); err != nil {
			return err
		}
		if err := s.takeAll(ctx, tx, sheet.CompanyID, []Sheet{{Draft: Draft{SKU: sku}, Next: p}}); err != nil {
			return err
		}
		return s.note(ctx, tx, v, sheet, "certificate", nil)
	})
	s.catalog.Refresh()
	return err
}

// CertificateFile is what a file is called and how it is read.
type CertificateFile struct {
	Content  io.ReadCloser
	FileName string
	Mime     string
}

// OpenCertificate opens the file of a certificate: everybody may whose product is published, else its maker and the office.
func (s *Service) OpenCertificate(ctx context.Context, v account.Viewer, id catalog.CertificateID) (CertificateFile, error) {
	held, err := findPaper(ctx, s.db, id)
	if err != nil {
		return CertificateFile{}, err
	}
	if !held.Shown {
		if err := account.May(v, account.EditProduct, account.Object{Supplier: held.CompanyID}); err != nil {
			return CertificateFile{}, err
		}
	}
	if held.File == "" {
		return CertificateFile{}, problem.New(problem.NotFound, "certificate_unknown")
	}
	content, err := s.files.Open(ctx, filesFolder+held.File)
	if err != nil {
		return CertificateFile{}, err
	}
	for _, kind := range kinds {
		if strings.HasSuffix(held.File, kind.ends) {
			return CertificateFile{content, held.SKU + "-" + strings.ReplaceAll(held.Scheme, " ", "-") + kind.ends, kind.mime}, nil
		}
	}
	return CertificateFile{}, problem.New(problem.NotFound, "certificate_unknown")
}

// HeldPaper is a certificate with whose it is, for the office and for warnings.
type HeldPaper struct {
	catalog.Certificate
	SKU       string
	CompanyID account.CompanyID
	Company   catalog.Texts
	Shown     bool // the product is published
}

// Papers are what the office has to look at: what no officer has compared with its issuer, then what has ended or ends
// within expiryAhead, what the product may not be sold without first.
func (s *Service) Papers(ctx context.Context, v account.Viewer) (unverified, ending []HeldPaper, err error) {
	if err := account.May(v, account.ReadReviews, account.Object{}); err != nil {
		return nil, nil, err
	}
	today := s.now().UTC().Truncate(24 * time.Hour)
	if unverified, err = findUnverified(ctx, s.db); err != nil {
		return nil, nil, err
	}
	ending, err = findEnding(ctx, s.db, today.AddDate(0, 0, expiryAhead))
	return unverified, ending, err
}

// expiryAhead is in days.
const expiryAhead = 90

// Verdict is what an officer found out about a certificate.
type Verdict struct {
	Right     bool
	How       catalog.VerifiedHow // of a right one
	Mandatory bool
}

// Verify says that a certificate is right, and how that was seen, or that it is not: then it goes back to the maker without
// a badge.
func (s *Service) Verify(ctx context.Context, v account.Viewer, id catalog.CertificateID, verdict Verdict) error {
	if err := account.May(v, account.PublishProduct, account.Object{}); err != nil {
		return err
	}
	if verdict.Right && !slices.Contains(catalog.Ways, verdict.How) {
		return problem.InvalidFields(problem.Field{Name: "how", Code: "choice_unknown"})
	}
	held, err := findPaper(ctx, s.db, id)
	if err == nil {
		err = account.May(v, account.PublishProduct, account.Object{Supplier: held.CompanyID})
	}
	if err != nil {
		return err
	}
	err = s.db.Tx(ctx, func(tx postgres.Tx) error {
		c := held.Certificate
		c.Mandatory = verdict.Mandatory
		c.State, c.VerifiedBy, c.VerifiedHow, c.VerifiedOn = catalog.Unverified, account.UserID{}, "", nil
		if verdict.Right {
			today := s.now().UTC().Truncate(24 * time.Hour)
			c.State, c.VerifiedBy, c.VerifiedHow, c.VerifiedOn = catalog.Held, v.User, verdict.How, &today
		}
		if err := updatePaper(ctx, tx, c); err != nil {
			return err
		}
		detail := map[string]string{c.Scheme: string(c.State) + " " + string(c.VerifiedHow)}
		return insertEvents(ctx, tx, Event{SKU: held.SKU, CompanyID: held.CompanyID, At: s.now(), ByUser: &v.User, What: "certificate", Detail: detail})
	})
	s.catalog.Refresh()
	return err
}
