package consultation

import (
	"bytes"
	"context"
	"encoding/hex"
	"time"

	"github.com/etradeoffice/portal/server/chain"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/schedule"
)

// sealAfter is how long after a day's end it is sealed: whoever read the clock before has committed by then.
const sealAfter = 10 * time.Minute

// Seal binds the chains of all consultations to one another: a hash over the last event of each that went on since the seal before, and
// over that seal. It is kept in the table, told by `etrade doctor`, and sent to both cities
// by witness, so that it is noted elsewhere.
type Seal struct {
	Until time.Time // UTC; events before it
	Heads int       // consultations that went on
	Root  []byte    // SHA-256
}

// head is the last event of a consultation before an instant.
type head struct {
	ConsultationID ID
	Hash           []byte
}

// next is the seal after this one.
func (s Seal) next(until time.Time, heads []head) Seal {
	parts := []string{until.UTC().Format(time.RFC3339)}
	for _, h := range heads {
		parts = append(parts, h.ConsultationID.String(), hex.EncodeToString(h.Hash))
	}
	return Seal{Until: until, Heads: len(heads), Root: chain.Next(s.Root, parts...)}
}

// seal seals the days that are over and are not sealed yet, as one. It is part of a sweep.
func (s *Service) seal(ctx context.Context) error {
	return s.db.Tx(ctx, func(tx postgres.Tx) error {
		now, err := s.instant(ctx, tx)
		if err != nil {
			return err
		}
		zone := s.settings.Hours.Zone
		until := schedule.Resolve(zone, schedule.DateOf(now.Add(-sealAfter), zone), 0, schedule.Start).UTC()
		last, err := lastSeal(ctx, tx)
		if err != nil || !last.Until.Before(until) {
			return err
		}
		heads, err := headsBetween(ctx, tx, last.Until, until)
		if err != nil {
			return err
		}
		return insertSeal(ctx, tx, last.next(until, heads), now)
	})
}

// Roots are the newest seals, at most so many, the newest first.
func Roots(ctx context.Context, q postgres.Querier, most int) ([]Seal, error) {
	return newestSeals(ctx, q, most)
}

// Sealed are all seals, the first first, and the first of them that the events do not bear out: nil when all hold.
func Sealed(ctx context.Context, db *postgres.DB) (all []Seal, broken *Seal, err error) {
	if all, err = seals(ctx, db); err != nil {
		return nil, nil, err
	}
	broken, err = prove(ctx, db, Seal{}, all)
	return all, broken, err
}

// prove is the first of the seals after one that holds which the events do not bear out, nil when all hold.
func prove(ctx context.Context, q querier, last Seal, after []Seal) (*Seal, error) {
	for i, one := range after {
		heads, err := headsBetween(ctx, q, last.Until, one.Until)
		if err != nil {
			return nil, err
		}
		if !bytes.Equal(last.next(one.Until, heads).Root, one.Root) {
			return &after[i], nil
		}
		last = one
	}
	return nil, nil
}

// NewProof proves the seals: a look costs the last day, which is read again each time.
func NewProof(db postgres.Querier) *postgres.Proof[Seal] {
	return &postgres.Proof[Seal]{DB: db, Tables: []string{"consultation_event", "consultation_seal"},
		Follow: func(ctx context.Context, q postgres.Querier, from Seal) (Seal, bool, error) {
			after, err := sealsAfter(ctx, q, from.Until)
			if err != nil {
				return from, false, err
			}
			broken, err := prove(ctx, q, from, after)
			if len(after) > 1 {
				from = after[len(after)-2]
			}
			return from, broken == nil, err
		}}
}
