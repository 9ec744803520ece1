package catalog

import (
	"context"
	"sync"
	"time"

	"github.com/etradeoffice/portal/server/account"
)

// soonOpen is how soon a free time has to begin for its company to be open for consultation now.
const soonOpen = 2 * time.Hour

// OpenNow are the companies that can be met now: those with somebody at the desk, then those with a free time within two
// hours, the soonest first; and after them, up to n in all, those that come next.
func (s *Service) OpenNow(ctx context.Context, n int) (open, next []CompanyCard, err error) {
	ids, err := s.soonest(ctx)
	if err != nil {
		return nil, nil, err
	}
	week, err := s.freeThisWeek(ctx)
	if err != nil {
		return nil, nil, err
	}
	desk, until := s.atDesk(ctx), s.now().Add(soonOpen)
	var there, soon, later []account.CompanyID
	for _, id := range ids {
		f, free := week.free[id]
		switch {
		case desk[id]:
			there = append(there, id)
		case free && f.first.Before(until):
			soon = append(soon, id)
		case len(later) < n:
			later = append(later, id)
		}
	}
	now := append(there, soon...)
	now = now[:min(n, len(now))]
	cards, err := s.cards(ctx, append(now, later[:min(n-len(now), len(later))]...))
	if err != nil {
		return nil, nil, err
	}
	split := min(len(now), len(cards))
	return cards[:split], cards[split:], nil
}

// Voucher is a city or association that brings buyers and stands for them.
type Voucher struct {
	Kind    string // sister_city or association
	Country string // ISO 3166-1
	City    string
	Names   Texts
}

// vouchersKept is how long a new one may be missing on the first page.
const vouchersKept = time.Minute

type keptVouchers struct {
	mu    sync.Mutex
	all   []Voucher
	until time.Time
}

// Vouchers are all of them, cities first.
func (s *Service) Vouchers(ctx context.Context) ([]Voucher, error) {
	s.vouchers.mu.Lock()
	defer s.vouchers.mu.Unlock()
	if now := s.now(); !now.Before(s.vouchers.until) {
		all, err := findVouchers(ctx, s.db)
		if err != nil {
			return nil, err
		}
		s.vouchers.all, s.vouchers.until = all, now.Add(vouchersKept)
	}
	return s.vouchers.all, nil
}
