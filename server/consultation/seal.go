package consultation

import (
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
// over that seal. It is kept in the table and told by `etrade doctor`, so that somebody can note it elsewhere.
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

// Sealed are all seals, the first first, and the first of them that the events do not bear out: nil when all hold.
func Sealed(ctx context.Context, db *postgres.DB) (all []Seal, broken *Seal, err error) {
	if all, err = seals(ctx, db); err != nil {
		return nil, nil, err
	}
	var last Seal
	for i, one := range all {
		heads, err := headsBetween(ctx, db, last.Until, one.Until)
		if err != nil {
			return nil, nil, err
		}
		if string(last.next(one.Until, heads).Root) != string(one.Root) {
			return all, &all[i], nil
		}
		last = one
	}
	return all, nil, nil
}
