// Package schedule owns time that can be taken: resources and their availability in local wall-clock time, the one way
// from wall clock to instant, the slots computed from them, and the claims that decide who has an interval. It knows no
// states of a consultation; what a claim is for, and when it ends, is the consultation's to say.
package schedule

import (
	"time"

	"github.com/etradeoffice/portal/server/postgres"
)

// Service answers what is free and writes what people offer. Claims are made inside the caller's transaction.
type Service struct {
	store store
	db    *postgres.DB
	now   func() time.Time
}

// New makes the service; now is the clock that notice and window are judged by.
func New(db *postgres.DB, now func() time.Time) *Service {
	return &Service{store: store{}, db: db, now: now}
}
