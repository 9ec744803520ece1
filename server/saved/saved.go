// Package saved owns what a person keeps of the catalog: lists of products with names, which a visitor has in the session
// until signing in, and searches of which one mail a week tells what is new. It leaves products and searching to catalog.
package saved

import (
	"context"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/postgres"
)

// Config is what the service needs.
type Config struct {
	DB       *postgres.DB
	Accounts *account.Service
	Catalog  *catalog.Service
	Queue    *jobs.Queue
	Origin   string // the portal's public address, for links in mails
	Log      *slog.Logger
	Now      func() time.Time // UTC
}

// Service keeps lists and followed searches. It is safe for concurrent use.
type Service struct {
	db       *postgres.DB
	accounts *account.Service
	catalog  *catalog.Service
	queue    *jobs.Queue
	origin   string
	log      *slog.Logger
	now      func() time.Time
}

// New makes the service.
func New(cfg Config) *Service {
	return &Service{cfg.DB, cfg.Accounts, cfg.Catalog, cfg.Queue, cfg.Origin, cfg.Log, cfg.Now}
}

// own asks whether a viewer keeps things at all: everybody who is signed in, each the own ones.
func own(v account.Viewer) error {
	return account.May(v, account.KeepSaved, account.Object{People: []account.UserID{v.User}})
}

func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

// inTx is one change of what a person keeps.
func (s *Service) inTx(ctx context.Context, v account.Viewer, change func(postgres.Tx) error) error {
	if err := own(v); err != nil {
		return err
	}
	return s.db.Tx(ctx, change)
}
