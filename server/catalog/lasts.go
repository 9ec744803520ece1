package catalog

import (
	"context"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/trust"
	"github.com/etradeoffice/portal/signaling/control"
)

// lasting is for how long a page is kept for visitors at most: as long as its free times are, and it is anyway drawn anew when
// one of them is taken, when anything has changed that pages show, and when somebody comes to the desk or leaves it.
const lasting = freeKept

// A watch is how the catalog stood before a page was drawn from it.
type watch struct {
	svc   *Service // nil: the page is not kept
	count int64    // of the pulse
	hours int64    // of changed hours
	desk  int64    // of who is there
}

// watch begins a page that may be kept. Everything that the page shows is to be read after it. Without a database no page is
// kept, and those that need none are shown all the same.
func (s *Service) watch(ctx context.Context) watch {
	if !page.Copied(ctx) {
		return watch{}
	}
	count, err := s.changes(ctx)
	if err == nil {
		err = s.shelf.readAlong(ctx, s.db, s.now()) // it knows who may be at the desk
	}
	if err != nil {
		s.log.DebugContext(ctx, "catalog page that is not kept", "err", err)
		return watch{}
	}
	return watch{svc: s, count: count, hours: s.kept.hoursNow(), desk: s.seats(ctx).tick}
}

// changes is how often something has changed that pages show. The shelf reads along before the next search when it has.
func (s *Service) changes(ctx context.Context) (int64, error) {
	return s.pulse.beat(ctx, s.db, s.now(), s.shelf.stale)
}

// lists has a page kept that shows cards of these makers and counts of all.
func (w watch) lists(ctx context.Context, life time.Duration, makers []*Maker) {
	w.lasts(ctx, life, makers, func(seats keptDesk) bool { return seats.tick == w.desk })
}

// shows has the page of a maker, or of its product, kept while nobody is at the maker's desk: what it offers who can be talked to
// depends on more than is known here. The page may have cards of other makers.
func (w watch) shows(ctx context.Context, maker *Maker, there control.PresenceState, cards ...*Maker) {
	if there == control.Away {
		w.lasts(ctx, lasting, append(cards, maker), func(seats keptDesk) bool { return seats.states != nil && seats.states[maker.ID] == "" })
	}
}

func (w watch) lasts(ctx context.Context, life time.Duration, makers []*Maker, seated func(keptDesk) bool) {
	if w.svc == nil {
		return
	}
	companies := make([]account.CompanyID, len(makers))
	for i, m := range makers {
		companies[i] = m.ID
	}
	standings := make([]trust.Standing, len(makers))
	for i, m := range makers {
		standings[i] = m.Trust
	}
	page.Lasts(ctx, untilStanding(w.svc.now(), life, standings...), func(ctx context.Context) bool {
		if w.svc.kept.hoursSince(w.hours, companies) || !seated(w.svc.seats(ctx)) {
			return false
		}
		count, err := w.svc.changes(ctx)
		return err == nil && count == w.count
	})
}

// untilStanding is when what is read now may be wrong by itself: after its life, on another day, since certificates and
// signatures hold by days, and when the office's checks of a maker run out.
func untilStanding(now time.Time, life time.Duration, all ...trust.Standing) time.Time {
	until := now.Add(life)
	sooner := func(at time.Time) {
		if at.After(now) && at.Before(until) {
			until = at
		}
	}
	sooner(now.UTC().Truncate(24 * time.Hour).Add(24 * time.Hour))
	for _, standing := range all {
		if standing.Until != nil {
			sooner(*standing.Until)
		}
		for _, check := range standing.Checks {
			if check.ExpiresAt != nil {
				sooner(*check.ExpiresAt)
			}
		}
	}
	return until
}
