package catalog

import (
	"context"
	"sync"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/trust"
)

// keptStandings are those that were read since something has changed that pages show.
type keptStandings struct {
	mu    sync.Mutex
	count int64 // of the pulse
	all   map[account.CompanyID]keptStanding
}

type keptStanding struct {
	trust.Standing
	until time.Time
}

// Vouch says of makers how far they are known at this moment, for pages of others that show them side by side.
func (s *Service) Vouch(ctx context.Context, makers ...*Maker) error { return s.vouch(ctx, makers) }

// vouch says of makers how far they are known at this moment. What was read before is good while nothing has changed since.
func (s *Service) vouch(ctx context.Context, makers []*Maker) error {
	if len(makers) == 0 {
		return nil
	}
	count, err := s.changes(ctx)
	if err != nil {
		return err
	}
	missing := s.standings.know(count, s.now(), makers)
	if len(missing) == 0 {
		return nil
	}
	read, err := trust.Standings(ctx, s.db, s.now(), missing...)
	if err != nil {
		return err
	}
	for _, m := range makers {
		if standing, ok := read[m.ID]; ok {
			m.Trust = standing
		}
	}
	s.standings.keep(count, s.now(), read)
	return nil
}

// know fills in what is known of the makers, and is those of whom nothing is.
func (k *keptStandings) know(count int64, now time.Time, makers []*Maker) (missing []account.CompanyID) {
	k.mu.Lock()
	defer k.mu.Unlock()
	listed := map[account.CompanyID]bool{}
	for _, m := range makers {
		if kept, ok := k.all[m.ID]; ok && count == k.count && now.Before(kept.until) {
			m.Trust = kept.Standing
		} else if !listed[m.ID] {
			missing, listed[m.ID] = append(missing, m.ID), true
		}
	}
	return missing
}

func (k *keptStandings) keep(count int64, now time.Time, read map[account.CompanyID]trust.Standing) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if count > k.count {
		k.count, k.all = count, map[account.CompanyID]keptStanding{}
	}
	if count < k.count {
		return
	}
	for id, standing := range read {
		k.all[id] = keptStanding{standing, untilStanding(now, standingKept, standing)}
	}
}

// standingKept is a day: what runs out sooner says so itself.
const standingKept = 24 * time.Hour

func (s *Service) vouchCards(ctx context.Context, cards []CompanyCard) error {
	return s.vouch(ctx, makersOfCards(cards))
}

func makersOfCards(cards []CompanyCard) []*Maker {
	makers := make([]*Maker, len(cards))
	for i := range cards {
		makers[i] = &cards[i].Maker
	}
	return makers
}

func makersOf(hits []Hit) []*Maker {
	makers := make([]*Maker, len(hits))
	for i := range hits {
		makers[i] = &hits[i].Maker
	}
	return makers
}
