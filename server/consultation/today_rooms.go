package consultation

import (
	"context"
	"slices"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/schedule"
)

// longest is more than any meeting lasts.
const longest = 12 * time.Hour

// Rooms are the numbers of the rooms, from 1, in which a day's meetings take place.
type Rooms struct {
	Counted bool // the office has so many and no more; else the numbers say only how many meet side by side
	Of      map[ID]int
}

// Rooms gives each of the meetings the room whose time it has claimed. Where none is claimed it is the first room that nobody has then.
func (s *Service) Rooms(ctx context.Context, v account.Viewer, meetings []Consultation) (Rooms, error) {
	if err := account.May(v, account.ReadQueue, account.Object{}); err != nil {
		return Rooms{}, err
	}
	claimed, counted, err := roomsClaimed(ctx, s.db, meetings)
	return Rooms{counted, seated(meetings, claimed)}, err
}

// Awaited are the confirmed meetings whose room the sides may enter and that are not over, by start. A meeting that has begun is live, not
// confirmed, so to these somebody is still to come.
func (s *Service) Awaited(ctx context.Context, v account.Viewer) ([]Consultation, error) {
	if err := account.May(v, account.ReadLiveBoard, account.Object{}); err != nil {
		return nil, err
	}
	now := s.Now()
	found, err := confirmedBetween(ctx, s.db, now.Add(-longest), now.Add(s.settings.JoinEarly+time.Microsecond))
	return slices.DeleteFunc(found, func(c Consultation) bool { return !c.EndsAt.After(now) }), err
}

// seated keeps what is claimed, and seats the others by start.
func seated(meetings []Consultation, claimed map[ID]int) map[ID]int {
	rooms := map[ID]int{}
	var sitting []Consultation
	for _, c := range meetings {
		if n, has := claimed[c.ID]; has {
			rooms[c.ID], sitting = n, append(sitting, c)
		}
	}
	for _, c := range slices.SortedStableFunc(slices.Values(meetings), func(a, b Consultation) int { return a.StartsAt.Compare(b.StartsAt) }) {
		if rooms[c.ID] != 0 {
			continue
		}
		n := 1
		for slices.ContainsFunc(sitting, func(x Consultation) bool {
			return rooms[x.ID] == n && x.StartsAt.Before(c.EndsAt) && c.StartsAt.Before(x.EndsAt)
		}) {
			n++
		}
		rooms[c.ID], sitting = n, append(sitting, c)
	}
	return rooms
}

// Day are the meetings of a day of the office that stand, by start.
func (s *Service) Day(ctx context.Context, v account.Viewer, day schedule.Date) ([]Consultation, error) {
	if err := account.May(v, account.ReadQueue, account.Object{}); err != nil {
		return nil, err
	}
	zone := s.settings.Hours.Zone
	from, to := schedule.Resolve(zone, day, 0, schedule.Start), schedule.Resolve(zone, day.AddDays(1), 0, schedule.Start)
	found, err := all(ctx, s.db, from, to)
	return slices.DeleteFunc(found, func(c Consultation) bool { return !c.State.claimsTime() }), err
}
