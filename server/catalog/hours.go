package catalog

import (
	"slices"
	"time"
)

// The hours in which people like to meet, on their own clock.
const (
	wakes  = 7  // from
	sleeps = 22 // until
)

// perDay is how many suiting times of one day are shown while later days have some too.
const perDay = 2

// atNight reports a start, in the viewer's zone, at which most people there sleep.
func atNight(start time.Time) bool {
	hour := start.Hour()
	return hour < wakes || hour >= sleeps
}

// Suiting are the hours with at most n starts, those that suit somebody in this zone: by day, over several days, the
// earliest first. Where day times are too few, more of the same days fill the rest, then the earliest night times.
func (h Hours) Suiting(zone *time.Location, n int) Hours {
	var first, second, night []time.Time
	day, shown := 0, 0
	for _, start := range h.Next {
		if len(first) == n {
			break // no later one is chosen
		}
		local := start.In(zone)
		if atNight(local) {
			night = append(night, start)
			continue
		}
		if local.YearDay() != day {
			day, shown = local.YearDay(), 0
		}
		if shown++; shown <= perDay {
			first = append(first, start)
		} else {
			second = append(second, start)
		}
	}
	chosen := slices.Concat(first, second, night)
	chosen = chosen[:min(n, len(chosen))]
	slices.SortFunc(chosen, time.Time.Compare)
	h.Next = chosen
	return h
}
