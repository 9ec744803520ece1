// Package witness owns that both cities hold the root of each day's history: once a day a letter with it goes to the office's own
// address and to everybody of a partner's desk, so that no single city can change what happened without the other's letters saying
// otherwise. It leaves the history and its seals to consultation.
package witness

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/jobs"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/mail"
	"github.com/etradeoffice/portal/server/postgres"
)

// Config is what the service stands on.
type Config struct {
	DB     *postgres.DB
	Queue  *jobs.Queue
	Zone   *time.Location // the office's, in which its letter tells the day
	Mail   func() string  // the office's own address at the moment; empty: it gets none
	Origin string         // the portal's public address
}

// Service writes the letters and tells the roots. It is safe for concurrent use.
type Service struct {
	Config
	proof *postgres.Proof[consultation.Seal]
}

// New makes it.
func New(cfg Config) *Service { return &Service{cfg, consultation.NewProof(cfg.DB)} }

// turns is how often the job looks for a new root.
const turns = 10 * time.Minute

// HandleJobs makes the queue write the letters; they leave through mail.Job.
func (s *Service) HandleJobs(texts *locale.Texts) {
	s.Queue.Every(turns, "witness", func(ctx context.Context) error { return s.Write(ctx, texts) })
}

// reader is whom a root is sent to.
type reader struct{ Name, Mail, Lang, Zone string }

// Write sends the newest root to everybody who has not got it yet. A letter that fails holds up no other, and is tried again at the
// next turn.
func (s *Service) Write(ctx context.Context, texts *locale.Texts) error {
	newest, err := consultation.Roots(ctx, s.DB, 1)
	if err != nil || len(newest) == 0 {
		return err
	}
	all, err := partners(ctx, s.DB)
	if err != nil {
		return err
	}
	if own := s.Mail(); own != "" {
		all = append(all, reader{Name: texts.T(officeLang, "account.mail_office"), Mail: own, Lang: officeLang, Zone: s.Zone.String()})
	}
	var failed []error
	for _, r := range all {
		if err := s.write(ctx, texts, r, newest[0]); err != nil {
			failed = append(failed, fmt.Errorf("write root: %w", err))
		}
	}
	return errors.Join(failed...)
}

// officeLang is in which language the office's own letter is written: the host city's.
const officeLang = "ko"

func (s *Service) write(ctx context.Context, texts *locale.Texts, to reader, root consultation.Seal) error {
	return s.DB.Tx(ctx, func(tx postgres.Tx) error {
		first, err := take(ctx, tx, root.Until, to.Mail)
		if err != nil || !first {
			return err
		}
		m, err := s.draw(texts, to, root)
		if err != nil {
			return err
		}
		m.ID = fmt.Sprintf("root.%s.%x@etrade", root.Until.UTC().Format(time.DateOnly), sha256.Sum256([]byte(to.Mail)))
		return s.Queue.Insert(ctx, tx, mail.Job{Message: m})
	})
}

// shown is how many roots are told at once: those of a year and more.
const shown = 400

// Roots are the newest roots, the newest first, and whether the history is still what all of them say, for the office and its
// partners.
func (s *Service) Roots(ctx context.Context, v account.Viewer) (roots []consultation.Seal, whole bool, err error) {
	if err := account.May(v, account.ReadRoots, account.Object{}); err != nil {
		return nil, false, err
	}
	if whole, err = s.proof.Whole(ctx); err != nil {
		return nil, false, err
	}
	roots, err = consultation.Roots(ctx, s.DB, shown)
	return roots, whole, err
}
