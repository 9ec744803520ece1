package consultation

import (
	"context"
	"fmt"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/schedule"
)

// ZoneChange is a coming consultation whose time on the supplier's wall is another by today's rules of the zone than by
// those under which it was agreed. The instant has not moved: an officer asks both sides, and moves it or not.
type ZoneChange struct {
	ID       ID
	Number   string
	StartsAt time.Time
	Zone     string
	WasTZDB  string
	TZDB     string
	WasWall  time.Time // read as UTC: a clock's face, no instant
	Wall     time.Time
	FoundAt  time.Time
	Supplier account.CompanyID
	Open     bool // the task has not been dealt with
}

// CheckZones looks for coming consultations that were agreed under another version of the tz database. Where the wall time
// is the same by today's rules the version is noted; where it is not, the change is kept for the office and a task opened.
// It runs at the start and daily, and moves nothing.
func (s *Service) CheckZones(ctx context.Context) error {
	var found []ZoneChange
	err := s.db.Tx(ctx, func(tx postgres.Tx) error {
		now, err := s.instant(ctx, tx)
		if err != nil {
			return err
		}
		found = nil
		all, err := lockOtherRules(ctx, tx, schedule.TZDB(), now)
		if err != nil {
			return err
		}
		for _, c := range all {
			c.TZDB, c.Wall, c.FoundAt = schedule.TZDB(), wall(c.StartsAt, c.Zone), now
			if !c.Wall.Equal(c.WasWall) {
				found = append(found, c)
			}
		}
		if err := noteRules(ctx, tx, schedule.TZDB(), all, found); err != nil {
			return err
		}
		for _, c := range found {
			note := fmt.Sprintf("%s: %s → %s (%s → %s)", c.Zone, c.WasWall.Format("2006-01-02 15:04"), c.Wall.Format("2006-01-02 15:04"), c.WasTZDB, c.TZDB)
			if err := OpenTask(ctx, tx, Task{Kind: TaskZone, ConsultationID: c.ID, Note: note, OpenedAt: now}); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && len(found) > 0 {
		s.log.Warn("the rules of a zone have changed under coming consultations", "tzdb", schedule.TZDB(), "consultations", len(found))
	}
	return err
}

// ZoneChanges are those of consultations that are still to come, for the office.
func (s *Service) ZoneChanges(ctx context.Context, v account.Viewer) ([]ZoneChange, error) {
	if err := account.May(v, account.ReadQueue, account.Object{}); err != nil {
		return nil, err
	}
	return zoneChanges(ctx, s.db, s.Now())
}
