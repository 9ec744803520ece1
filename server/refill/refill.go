// Package refill owns who gets a time that came free: buyers who wait for a time of a company, told in order, and pairs who
// stand by to take a slot that breaks at the last minute. It leaves drafts, claims and the meetings themselves to
// consultation.
package refill

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/schedule"
)

// Service refills what comes free. It is safe for concurrent use.
type Service struct {
	db            *postgres.DB
	accounts      *account.Service
	schedule      *schedule.Service
	consultations *consultation.Service
	queue         *jobs.Queue
	settings      Settings
	log           *slog.Logger
	now           func() time.Time
	fit           Fit
}

// Fit says how well meetings that are only thought of would fit, of 100 each.
type Fit func(ctx context.Context, all []consultation.Consultation) ([]int, error)

// RankBy says how pairs that stand by are compared. It is set before the service is used; until then only who has waited
// longest counts.
func (s *Service) RankBy(f Fit) { s.fit = f }

func alike(_ context.Context, all []consultation.Consultation) ([]int, error) {
	return make([]int, len(all)), nil
}

// Settings are the times that people have to answer.
type Settings struct {
	KeptFor      time.Duration // a time that came free, for one who waits
	AnswerWithin time.Duration // both sides of a stand-by
	MostPairs    int           // asked about one broken slot
	MostWaiting  int           // entries of one person
	Origin       string        // the portal's public address, for links in mails
}

// DefaultSettings are the defaults of the reference.
func DefaultSettings() Settings {
	return Settings{KeptFor: 2 * time.Hour, AnswerWithin: 3 * time.Minute, MostPairs: 3, MostWaiting: 10, Origin: "http://localhost:8080"}
}

// New makes the service.
func New(db *postgres.DB, accounts *account.Service, slots *schedule.Service, consultations *consultation.Service, queue *jobs.Queue, settings Settings, log *slog.Logger, now func() time.Time) *Service {
	return &Service{db, accounts, slots, consultations, queue, settings, log, now, alike}
}

func (s *Service) clock() time.Time { return s.now().UTC().Truncate(time.Microsecond) }

func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

// each does a thing for all of a list and joins what went wrong; one that fails holds up no other.
func each[T any](all []T, what string, do func(T) error) error {
	var failed []error
	for _, one := range all {
		if err := do(one); err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", what, err))
		}
	}
	return errors.Join(failed...)
}
