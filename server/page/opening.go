package page

import (
	"strconv"
	"time"
)

// Opening is when the Office can be reached: its zone, and the times at which it is open in the days to come, the next first.
type Opening struct {
	Zone   string // IANA
	Shifts []Shift
}

// Shift is a time at which the Office is open.
type Shift struct{ From, Until time.Time }

// Reach is how people reach the Office at the moment.
type Reach struct {
	Phone string // as it is dialled; empty: none is shown
	Mail  string
}

// Open reports whether the Office is open at an instant.
func (o Opening) Open(now time.Time) bool { return len(o.Shifts) > 0 && !now.Before(o.Shifts[0].From) }

// Far reports whether it opens so late that the name of a weekday would not say on which day.
func (o Opening) Far(now time.Time) bool {
	return len(o.Shifts) > 0 && o.Shifts[0].From.Sub(now) > 6*24*time.Hour
}

// OpeningKey names what the page says about the Office's hours.
func (f Frame) OpeningKey() string {
	if len(f.Opening.Shifts) == 0 {
		return "none"
	}
	shift := f.Opening.Shifts[0]
	return strconv.FormatBool(f.Opening.Open(f.Now)) + " " + strconv.FormatBool(f.Opening.Far(f.Now)) + " " + f.clockKey(shift.From, f.Opening.Zone, strconv.FormatInt(shift.Until.Unix(), 36))
}
