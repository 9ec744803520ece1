// Package schedule owns time that can be taken: resources and their availability in local wall-clock time, the one way
// from wall clock to instant, the slots computed from them, and the claims that decide who has an interval. It knows no
// states of a consultation; what a claim is for, and when it ends, is the consultation's to say.
package schedule

import (
	"context"
	"time"

	"github.com/etradeoffice/portal/server/postgres"
)

// Service answers what is free and writes what people offer. Claims are made inside the caller's transaction.
type Service struct {
	store   store
	db      *postgres.DB
	now     func() time.Time
	fell    Fell
	added   Added
	changed Changed
}

// Fell is told, inside the transaction in which a host takes time back, which instants it offers around the date that was
// changed; on is that date.
type Fell func(ctx context.Context, tx postgres.Tx, host ResourceID, on Window, offered []Window) error

// OnFall says who looks after what was asked for in hours that a host takes back. It is set before the service is used.
func (s *Service) OnFall(f Fell) { s.fell = f }

// New makes the service; now is the clock that notice and window are judged by.
func New(db *postgres.DB, now func() time.Time) *Service {
	untouched := func(context.Context, postgres.Tx, ResourceID, Window, []Window) error { return nil }
	unheard := func(context.Context, postgres.Tx, ResourceID, []Window, []Window) error { return nil }
	unnoted := func(context.Context, postgres.Tx, []HolidayAdded) error { return nil }
	return &Service{store: store{}, db: db, now: now, fell: untouched, changed: unheard, added: unnoted}
}
