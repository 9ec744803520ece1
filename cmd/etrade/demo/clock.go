package demo

import (
	"sync/atomic"
	"time"
)

// Clock is the time by which the demo writes its past: it stands at the instant of what is being written.
type Clock struct{ at atomic.Pointer[time.Time] }

// Now is that instant.
func (c *Clock) Now() time.Time {
	if at := c.at.Load(); at != nil {
		return *at
	}
	return time.Now()
}

func (c *Clock) set(at time.Time) { c.at.Store(&at) }

// workday is the nth working day in Seoul after the day of now, at an hour and minute of UTC.
func workday(now time.Time, n, hour, minute int) time.Time {
	day := inSeoul(now)
	for n > 0 {
		day = day.AddDate(0, 0, 1)
		if day.Weekday() != time.Saturday && day.Weekday() != time.Sunday {
			n--
		}
	}
	return time.Date(day.Year(), day.Month(), day.Day(), hour, minute, 0, 0, time.UTC)
}

// soon is half an hour from now, on the next five minutes.
func soon(now time.Time) time.Time {
	return now.Add(30*time.Minute + 5*time.Minute - 1).Truncate(5 * time.Minute)
}

func seoulYear(now time.Time) int { return inSeoul(now).Year() }

func inSeoul(now time.Time) time.Time {
	zone, err := time.LoadLocation(seoul)
	if err != nil {
		return now.UTC() // the tz database is part of the program
	}
	return now.In(zone)
}
