package schedule

import "time"

// Shared is how much of a week two sides have in common.
type Shared struct {
	Hours   time.Duration // of the weekly hours alone
	Willing time.Duration // with what is offered early and late
}

// daytime are the hours at which a buyer is asked for no favour, on working days.
var daytime = Span{8 * 60, 20 * 60}

// SharedWeek is what a calendar's week of a date has in common with working days of 8 to 20 in another zone. Overrides and
// travel do not count: it is asked about seasons.
func SharedWeek(c Calendar, there *time.Location, in Date) Shared {
	monday := in.AddDays(1 - in.Weekday())
	from, to := Resolve(c.Zone, monday, 0, Start), Resolve(c.Zone, monday.AddDays(7), 0, End)
	plain := Calendar{Zone: c.Zone, Rules: c.Rules, Early: c.Early, Late: c.Late}
	theirs := Calendar{Zone: there}
	for weekday := 1; weekday <= 5; weekday++ {
		theirs.Rules = append(theirs.Rules, Rule{Weekday: weekday, Span: daytime})
	}
	week := Intersect(theirs.Windows(from, to), []Window{{from, to}})
	hours := total(Intersect(plain.Windows(from, to), week))
	return Shared{hours, hours + total(Intersect(plain.Willing(from, to), week))}
}

func total(windows []Window) time.Duration {
	var sum time.Duration
	for _, w := range windows {
		sum += w.Length()
	}
	return sum
}

// Change is a change of a zone's clocks.
type Change struct {
	At time.Time
	By time.Duration // forward is positive
}

// ChangesOf are the changes of a zone's clocks in a range.
func ChangesOf(zone *time.Location, from, to time.Time) []Change {
	var all []Change
	for at := from; ; {
		_, end := at.In(zone).ZoneBounds()
		if end.IsZero() || !end.Before(to) {
			return all
		}
		_, before := end.Add(-time.Second).In(zone).Zone()
		_, after := end.In(zone).Zone()
		if before != after {
			all = append(all, Change{end.UTC(), time.Duration(after-before) * time.Second})
		}
		at = end
	}
}

// Ranges joins slots that overlap or touch into stretches of time, for who wants to see hours and not starts.
func Ranges(slots []Slot) []Window {
	windows := make([]Window, len(slots))
	for i, s := range slots {
		windows[i] = s.Window
	}
	return Merge(windows)
}
