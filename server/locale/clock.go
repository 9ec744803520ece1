package locale

import "time"

// Face is one instant on one city's wall: what the two-clock element shows in one line.
type Face struct {
	City     string // "Suwon"; may be empty
	Zone     string // IANA name, for the browser's upgrade
	Abbr     string // "KST", or an offset like "+07"
	Weekday  string // written out: "Tuesday"
	Day      string // with weekday, without year: "Tue 24 Nov"
	Hour     string // "16:30"
	Attr     string // RFC 3339 in that zone, for <time datetime>
	DayShift int    // days this wall is ahead of the first one: -1, 0 or 1
}

// Clock is an instant on two walls: the viewer's first, the other side's second. Other is nil when both walls agree
// or no other side is known.
type Clock struct {
	At    time.Time
	Mine  Face
	Other *Face
}

// Clock draws an instant for a viewer's zone and city and, where otherZone is an IANA name, for the other side's.
func (t *Texts) Clock(lang string, at time.Time, zone *time.Location, city, otherZone, otherCity string) Clock {
	mine := at.In(zone)
	clock := Clock{At: at.UTC(), Mine: t.face(lang, mine, city)}
	if otherZone == "" || otherZone == zone.String() {
		return clock
	}
	other, err := Zone(otherZone)
	if err != nil {
		return clock
	}
	face := t.face(lang, at.In(other), otherCity)
	face.DayShift = dayShift(mine, at.In(other))
	clock.Other = &face
	return clock
}

func (t *Texts) face(lang string, at time.Time, city string) Face {
	abbr, _ := at.Zone()
	return Face{
		City: city, Zone: at.Location().String(), Abbr: abbr,
		Weekday: t.LongWeekday(lang, at), Day: t.ShortDay(lang, at), Hour: t.Hour(lang, at), Attr: at.Format(time.RFC3339),
	}
}

// dayShift counts calendar days from one wall to the other; both show the same instant.
func dayShift(mine, other time.Time) int {
	date := func(at time.Time) time.Time {
		y, m, d := at.Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	return int(date(other).Sub(date(mine)).Hours() / 24)
}
