package interpreter

import (
	"context"
	"fmt"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
)

// Record is how somebody has kept what they promised.
type Record struct {
	Kept   int
	Late   int // given back in the last day
	Missed int // not come to
	Stars  int // sum of ratings
	Rated  int // how many
}

// Reliability is the share of promises kept in percent, from 90 for somebody of whom nothing is known; not coming weighs
// as much as three broken promises.
func (r Record) Reliability() int {
	return 100 * (r.Kept + 9) / (r.Kept + 10 + r.Late + 3*r.Missed)
}

// Average is the mean rating in tenths of a star, 0 for none.
func (r Record) Average() int {
	if r.Rated == 0 {
		return 0
	}
	return 10 * r.Stars / r.Rated
}

// rank is the order in which people are taken: by tier, then by how they kept their word, then by rating.
func (p Profile) rank() int {
	return p.Tier*100_000 + (100-p.Reliability())*100 + (50 - p.Average())
}

// Note adds what happened to somebody's record, inside the transaction in which it happened, and ranks them anew. Who has
// no profile has no record.
func (s *Service) Note(ctx context.Context, tx postgres.Tx, who account.UserID, more Record) error {
	if err := addRecord(ctx, tx, who, more); err != nil {
		return err
	}
	known, err := profiles(ctx, tx, []account.UserID{who})
	if err != nil {
		return err
	}
	p, ok := known[who]
	if !ok {
		return nil
	}
	if err := setRank(ctx, tx, who, p.rank()); err != nil {
		return fmt.Errorf("rank interpreter %s: %w", who, err)
	}
	return nil
}
