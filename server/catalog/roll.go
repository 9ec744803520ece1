package catalog

import (
	"context"
	"sync"
	"time"

	"github.com/etradeoffice/portal/server/account"
)

// A roll is how makers stand in a look, for all who search in the same zone. It is called once: what there is to know of two thousand
// makers lies in three maps, and a search is too short to go through them each time.
type roll struct {
	free   map[account.CompanyID]freeWeek // makers that have a free time this week
	suits  map[account.CompanyID]bool     // those of them whose times suit who looks
	desk   map[account.CompanyID]bool     // makers with somebody at the desk
	mu     sync.Mutex
	called []makerNow
}

// makerNow is what all products of a maker share in one look.
type makerNow struct {
	free  int64 // Unix seconds; never when none this week
	suits bool
	desk  bool
}

// of is how these makers stand, by their place. Makers are only added to a shelf, at the end. Nobody may write to it.
func (r *roll) of(makers []onShelfMaker) []makerNow {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, m := range makers[min(len(r.called), len(makers)):] {
		now := makerNow{free: never, suits: r.suits[m.id], desk: r.desk[m.id]}
		if f, ok := r.free[m.id]; ok {
			now.free = f.first.Unix()
		}
		r.called = append(r.called, now)
	}
	return r.called[:len(makers):len(makers)]
}

// keptRolls are those of a week and a tick of the desk, by zone.
type keptRolls struct {
	mu     sync.Mutex
	week   time.Time // until when it is good
	tick   int64
	byZone map[string]*roll
}

// zonesKept is how many zones have their roll kept: one is about 100 kB with two thousand makers.
const zonesKept = 100

// roll is the one for somebody in a zone (nil: any).
func (s *Service) roll(ctx context.Context, zone *time.Location) (*roll, error) {
	week, err := s.freeThisWeek(ctx)
	if err != nil {
		return nil, err
	}
	return s.rolls.of(week, s.seats(ctx), zone), nil
}

func (k *keptRolls) of(week week, seats keptDesk, zone *time.Location) *roll {
	name := "any"
	if zone != nil {
		name = zone.String()
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.week.Equal(week.until) || k.tick != seats.tick || len(k.byZone) >= zonesKept {
		k.week, k.tick, k.byZone = week.until, seats.tick, map[string]*roll{}
	}
	kept := k.byZone[name]
	if kept == nil {
		kept = &roll{free: week.free, suits: week.suiting(zone), desk: seats.there}
		k.byZone[name] = kept
	}
	return kept
}
