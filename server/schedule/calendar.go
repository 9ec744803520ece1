package schedule

import "time"

// Span is a piece of a local day in minutes from midnight, half-open, 0 to 2880; past 1440 it runs into the next day.
type Span struct {
	Start, End int
}

// Rule repeats a span on a weekday (1 Monday to 7 Sunday). It belongs to the day it starts on and holds on local dates
// from From until before To; a zero date is no limit.
type Rule struct {
	Weekday  int
	Span     Span
	From, To Date
}

func (r Rule) holds(on Date) bool {
	return r.Weekday == on.Weekday() && (r.From == Date{} || !on.Before(r.From)) && (r.To == Date{} || on.Before(r.To))
}

// Travel is a stay in another zone, on local dates from From until before To.
type Travel struct {
	From, To Date
	Zone     *time.Location
}

// Calendar is what one resource offers: weekly rules in wall-clock time, and dates that replace them. Always means that
// the resource keeps no calendar and is free unless claimed, as most buyers are.
type Calendar struct {
	Zone      *time.Location
	Rules     []Rule
	Overrides map[Date][]Span // an empty list is a closed day
	Travel    []Travel
	Always    bool
	Early     int // willing from this minute of a day with hours, for people far away; 0 is not
	Late      int // and until this one
}

// zoneOn is the zone that the resource lives in on a local date.
func (c Calendar) zoneOn(date Date) *time.Location {
	for _, t := range c.Travel {
		if !date.Before(t.From) && date.Before(t.To) {
			return t.Zone
		}
	}
	return c.Zone
}

// spansOn are the spans that start on a local date. An override replaces all rules of its date and clips at midnight what
// the day before would have carried over.
func (c Calendar) spansOn(date Date) []Span {
	spans, replaced := c.Overrides[date]
	if !replaced {
		for _, r := range c.Rules {
			if r.holds(date) {
				spans = append(spans, r.Span)
			}
		}
	}
	if _, next := c.Overrides[date.AddDays(1)]; !next {
		return spans
	}
	clipped := make([]Span, len(spans))
	for i, s := range spans {
		clipped[i] = Span{s.Start, min(s.End, 24*60)}
	}
	return clipped
}

// willingOn are the spans before the first and after the last hour of a date that has hours.
func (c Calendar) willingOn(date Date) []Span {
	spans := c.spansOn(date)
	if len(spans) == 0 {
		return nil
	}
	first, last := spans[0].Start, spans[0].End
	for _, s := range spans {
		first, last = min(first, s.Start), max(last, s.End)
	}
	var willing []Span
	if c.Early > 0 && c.Early < first {
		willing = append(willing, Span{c.Early, first})
	}
	if c.Late > last {
		willing = append(willing, Span{last, c.Late})
	}
	return willing
}

// Windows are the merged instants offered on the local dates of [from, to), with two days more at each end, so that
// a window which begins or ends outside the range comes whole.
func (c Calendar) Windows(from, to time.Time) []Window {
	if c.Always {
		return []Window{{from.AddDate(0, 0, -edge), to.AddDate(0, 0, edge)}}
	}
	return c.windows(from, to, c.spansOn)
}

// Willing are the instants before and after the hours that are offered to people far away, as Windows gives the hours.
func (c Calendar) Willing(from, to time.Time) []Window {
	if c.Always || c.Early == 0 && c.Late == 0 {
		return nil
	}
	return Subtract(c.windows(from, to, c.willingOn), c.Windows(from, to))
}

func (c Calendar) windows(from, to time.Time, on func(Date) []Span) []Window {
	var all []Window
	last := DateOf(to, c.Zone).AddDays(edge)
	for date := DateOf(from, c.Zone).AddDays(-edge); !last.Before(date); date = date.AddDays(1) {
		zone := c.zoneOn(date)
		spans := on(date)
		if len(spans) == 0 || !exists(zone, date) {
			continue
		}
		for _, s := range spans {
			all = append(all, Window{Resolve(zone, date, s.Start, Start), Resolve(zone, date, s.End, End)})
		}
	}
	return Merge(all)
}

// edge is how many local dates beside a range are looked at: an overnight window is two days long at most, and a zone
// may be a day away.
const edge = 3

// exists reports whether the date was lived in the zone; Samoa had no 30 December 2011.
func exists(zone *time.Location, date Date) bool {
	return Resolve(zone, date, 0, Start).Before(Resolve(zone, date, 24*60, End))
}
