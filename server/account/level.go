package account

import (
	"context"

	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// Level is how far the office knows a company. Nobody types it in: trust derives it from checks and signatures.
type Level int

// The levels.
const (
	L0 Level = iota // a mail address of it works
	L1              // its identity documents were checked
	L2              // all its documents, and a call back or a visit
	L3              // L2, and one city has signed for it
	L4              // L2, and both cities have
)

// Right is what a company's level opens.
type Right string

// The rights, in the order of their levels.
const (
	BrowseCatalog   Right = "browse"
	SaveProducts    Right = "save"
	Inquire         Right = "inquire"
	SeeMemberPrices Right = "see prices of L1"
	RequestFreely   Right = "request" // requests below wait at the office, whatever its rule
	WalkIn          Right = "walk in"
	SeeCityPrices   Right = "see prices of L3"
	TakePriority    Right = "take priority slots"
	BeWitnessed     Right = "be witnessed"
)

// needs is the table: the lowest level that has a right.
var needs = map[Right]Level{
	BrowseCatalog: L0, SaveProducts: L0, Inquire: L1, SeeMemberPrices: L1, RequestFreely: L2, WalkIn: L2, SeeCityPrices: L3, TakePriority: L4, BeWitnessed: L4,
}

// fewer goes with the levels: how many requests for a consultation fewer than others somebody new may have open.
var fewer = [...]int{L0: 2, L1: 1, L2: 0, L3: 0, L4: 0}

// Fewer is how many requests fewer than the office's limits a person of such a company may have open, and make in an hour.
func (l Level) Fewer() int { return fewer[l] }

// May reports whether a level has a right; one that is not in the table nobody has.
func (l Level) May(r Right) bool {
	needed, known := needs[r]
	return known && l >= needed
}

// Must refuses what a level may not, and says which one may.
func (l Level) Must(r Right) error {
	if l.May(r) {
		return nil
	}
	return problem.New(problem.Forbidden, "level_needed", "Level", int(needs[r]), "Mine", int(l))
}

// Suspend takes a company's standing away, or gives it back.
func (s *Service) Suspend(ctx context.Context, id CompanyID, suspended bool) error {
	return SetSuspended(ctx, s.db, id, suspended, s.now())
}

// Leave takes a person's roles on a company away.
func (s *Service) Leave(ctx context.Context, who UserID, company CompanyID) error {
	return s.db.Tx(ctx, func(tx postgres.Tx) error {
		if err := deleteGrants(ctx, tx, who, company); err != nil {
			return err
		}
		return s.hasLeft(ctx, tx, who, company)
	})
}
