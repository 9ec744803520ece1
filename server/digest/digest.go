// Package digest owns how a person wants to be told of things, and the morning letter: once a day, in their own zone, officers and suppliers read what waits for them, if
// anything does. It leaves what waits to consultation and inquiry, and keeps only whom it has written to and who wants none.
package digest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/inquiry"
	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/server/postgres"
)

// Config is what the service stands on.
type Config struct {
	DB           *postgres.DB
	Accounts     *account.Service
	Consultation *consultation.Service
	Inquiry      *inquiry.Service
	Queue        *jobs.Queue
	Origin       string // the portal's public address
	Now          func() time.Time
}

// Service writes the letters. It is safe for concurrent use.
type Service struct{ Config }

// New makes it.
func New(cfg Config) *Service { return &Service{cfg} }

// The hours of a reader's morning: before it nobody is written to, and after it a day is let pass.
const morningFrom, morningUntil = 8, 12

// turns is how often the job looks whose morning it is.
const turns = 10 * time.Minute

// HandleJobs makes the queue write the letters; they leave through mail.Job.
func (s *Service) HandleJobs(texts *locale.Texts) {
	s.Queue.Every(turns, "digest", func(ctx context.Context) error { return s.Write(ctx, texts) })
}

// reader is somebody who may get one.
type reader struct {
	ID      account.UserID
	Zone    string
	LastDay *time.Time
}

// due is the reader's date where it is morning there and the date's letter has not been looked at.
func (r reader) due(now time.Time) (day time.Time, due bool) {
	zone, err := time.LoadLocation(r.Zone)
	if err != nil || r.Zone == "" {
		zone = time.UTC
	}
	at := now.In(zone)
	day = time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC)
	return day, at.Hour() >= morningFrom && at.Hour() < morningUntil && (r.LastDay == nil || r.LastDay.Before(day))
}

// Write writes the letters of all whose morning it is. One that fails holds up no other, and is tried again at the next turn.
func (s *Service) Write(ctx context.Context, texts *locale.Texts) error {
	all, err := readers(ctx, s.DB)
	if err != nil {
		return err
	}
	var failed []error
	for _, r := range all {
		if day, due := r.due(s.Now()); due {
			if err := s.write(ctx, texts, r, day); err != nil {
				failed = append(failed, fmt.Errorf("write digest: %w", err))
			}
		}
	}
	return errors.Join(failed...)
}

func (s *Service) write(ctx context.Context, texts *locale.Texts, r reader, day time.Time) error {
	person, err := s.Accounts.User(ctx, r.ID)
	if err != nil {
		return err
	}
	waiting, err := s.waiting(ctx, r.ID)
	if err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx postgres.Tx) error {
		secret, first, err := take(ctx, tx, r.ID, day, rand.Text())
		if err != nil || !first || waiting.empty() {
			return err
		}
		m, err := s.draw(texts, person, waiting, secret)
		if err != nil {
			return err
		}
		m.ID = fmt.Sprintf("digest.%s.%s@etrade", r.ID, day.Format(time.DateOnly))
		return s.Queue.Insert(ctx, tx, mail.Job{Message: m})
	})
}

// waiting is what one letter tells.
type waiting struct {
	office    bool
	things    []consultation.Turn
	inquiries int // that a supplier has not answered
	companies map[account.CompanyID]account.Company
}

func (w waiting) empty() bool { return len(w.things) == 0 && w.inquiries == 0 }

// waiting reads it with the reader's own eyes, so that a letter shows nobody what its reader may not see.
func (s *Service) waiting(ctx context.Context, who account.UserID) (waiting, error) {
	v, err := s.Accounts.Viewer(ctx, who)
	if err != nil {
		return waiting{}, err
	}
	w := waiting{office: v.Is(account.Officer)}
	if w.things, err = s.Consultation.Turns(ctx, v); err != nil {
		return w, err
	}
	if company, ok := v.Company(account.Supplier); ok {
		asked, err := s.Inquiry.Mine(ctx, v)
		if err != nil {
			return w, err
		}
		for _, i := range asked {
			if i.Waits() && i.Supplier == company {
				w.inquiries++
			}
		}
	}
	var ids []account.CompanyID
	for _, t := range w.things {
		ids = append(ids, t.SupplierCompany, t.BuyerCompany)
	}
	w.companies, err = s.Accounts.Companies(ctx, ids)
	return w, err
}

// Stopped reports whether whoever holds the secret of a letter wants no more; NotFound when nobody holds it.
func (s *Service) Stopped(ctx context.Context, secret string) (bool, error) {
	return stopped(ctx, s.DB, secret)
}

// Stop ends the letters of whoever holds the secret, without signing in, or has them come again.
func (s *Service) Stop(ctx context.Context, secret string, stop bool) error {
	return setStopped(ctx, s.DB, secret, stop)
}
