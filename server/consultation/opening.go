package consultation

import (
	"time"

	"github.com/etradeoffice/portal/server/schedule"
)

// The hours of a working day at which the office opens and closes, on its own clock.
const (
	opensAt  = 9
	closesAt = 18
)

// Open are the times at which the office is open from an instant on, for so many days; one that has begun is the first.
func (h Hours) Open(from time.Time, days int) []schedule.Window {
	var open []schedule.Window
	first := schedule.DateOf(from, h.Zone)
	for n := range days {
		day := first.AddDays(n)
		if !schedule.Workday(h.Zone, day) {
			continue
		}
		w := schedule.Window{Start: schedule.Resolve(h.Zone, day, opensAt*60, schedule.Start), End: schedule.Resolve(h.Zone, day, closesAt*60, schedule.End)}
		if from.Before(w.End) {
			open = append(open, w)
		}
	}
	return open
}
