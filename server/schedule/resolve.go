package schedule

import "time"

// Side is the end of a window that a wall-clock time stands for; it decides which instant an hour shown twice means.
type Side int

// The sides of a half-open window.
const (
	Start Side = iota
	End
)

// Resolve is the only way from wall clock to instant. The minute counts from midnight of the date as clocks show it, 0 to
// 2880; from 1440 on it is a time of the next day.
//
// A time that clocks skip resolves to the instant of the change, for both sides, so a window inside the gap is empty. A
// time that they show twice resolves to the earlier instant as a start and to the later as an end, so a window around it
// keeps its full elapsed length; but what ends where the doubled time begins ends before it, since nothing of it was
// offered: a day does not reach into the next one's doubled midnight. Go's time.Date and PostgreSQL's AT TIME ZONE differ from this and from each other.
func Resolve(zone *time.Location, date Date, minute int, side Side) time.Time {
	shown := time.Date(date.Year, date.Month, date.Day, 0, minute, 0, 0, time.UTC)
	guess := time.Date(date.Year, date.Month, date.Day, 0, minute, 0, 0, zone)
	begin, end := guess.ZoneBounds()
	if far(guess, begin, end) {
		return guess.UTC() // no change is near, so the time is shown once
	}

	var found []time.Time
	for _, offset := range offsets(guess, begin, end) {
		instant := shown.Add(-offset)
		if reads(instant.In(zone), shown) {
			found = append(found, instant)
		}
	}
	switch {
	case len(found) == 0:
		return change(zone, shown, begin, end)
	case side == End && !latest(found).Equal(begin) && !latest(found).Equal(end):
		return latest(found)
	default:
		return earliest(found)
	}
}

// far reports whether the clocks of a zone change neither shortly before nor after an instant between two changes. No
// zone moves by more than a day.
func far(at, begin, end time.Time) bool {
	const near = 48 * time.Hour
	return (begin.IsZero() || at.Sub(begin) > near) && (end.IsZero() || end.Sub(at) > near)
}

// offsets are the distinct distances from UTC in force before, at and after the guess.
func offsets(guess, begin, end time.Time) []time.Duration {
	around := []time.Time{guess}
	if !begin.IsZero() {
		around = append(around, begin.Add(-time.Second))
	}
	if !end.IsZero() {
		around = append(around, end)
	}
	var all []time.Duration
	seen := map[int]bool{}
	for _, t := range around {
		if _, seconds := t.Zone(); !seen[seconds] {
			seen[seconds] = true
			all = append(all, time.Duration(seconds)*time.Second)
		}
	}
	return all
}

// reads reports whether a clock in the zone of local shows the same date and minute as shown does in UTC.
func reads(local, shown time.Time) bool {
	ly, lm, ld := local.Date()
	sy, sm, sd := shown.Date()
	return ly == sy && lm == sm && ld == sd && local.Hour() == shown.Hour() && local.Minute() == shown.Minute()
}

// change is the instant at which the clocks of the zone jump over shown.
func change(zone *time.Location, shown, begin, end time.Time) time.Time {
	for _, at := range []time.Time{begin, end} {
		if at.IsZero() {
			continue
		}
		_, before := at.Add(-time.Second).In(zone).Zone()
		_, after := at.In(zone).Zone()
		from, to := at.Add(time.Duration(before)*time.Second), at.Add(time.Duration(after)*time.Second)
		if !shown.Before(from.UTC()) && shown.Before(to.UTC()) {
			return at.UTC()
		}
	}
	return shown // not reached: a wall time without an instant lies in a gap beside the guess
}

func earliest(all []time.Time) time.Time {
	first := all[0]
	for _, t := range all[1:] {
		if t.Before(first) {
			first = t
		}
	}
	return first
}

func latest(all []time.Time) time.Time {
	last := all[0]
	for _, t := range all[1:] {
		if t.After(last) {
			last = t
		}
	}
	return last
}
