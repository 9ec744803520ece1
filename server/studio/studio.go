// Package studio owns what a maker works on before the public sees it: what is typed and not yet published, how complete a
// product is, its translations and certificates, the way through the office's review, and the company's profile. It
// leaves what is shown, and the fields themselves, to catalog.
package studio

import (
	"context"
	"io"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/trust"
)

// Files is where certificates are kept: a folder or a bucket.
type Files interface {
	Put(ctx context.Context, name string, content io.Reader) error
	Open(ctx context.Context, name string) (io.ReadCloser, error)
}

// Config is what the service needs.
type Config struct {
	DB       *postgres.DB
	Accounts *account.Service
	Trust    *trust.Service
	Catalog  *catalog.Service
	Queue    *jobs.Queue
	Files    Files
	Now      func() time.Time // UTC
}

// Service answers for the studio. It is safe for concurrent use.
type Service struct {
	db       *postgres.DB
	accounts *account.Service
	trust    *trust.Service
	catalog  *catalog.Service
	queue    *jobs.Queue
	files    Files
	now      func() time.Time
}

// New makes the service.
func New(cfg Config) *Service {
	return &Service{db: cfg.DB, accounts: cfg.Accounts, trust: cfg.Trust, catalog: cfg.Catalog, queue: cfg.Queue, files: cfg.Files, now: cfg.Now}
}
