package meeting

import (
	"slices"
	"time"

	"github.com/etradeoffice/portal/server/schedule"
)

// clockChanges are the changes of either side's clocks in a range, the viewer's once where both live by one.
func clockChanges(viewer, company *time.Location, from, to time.Time) []ClockChange {
	var all []ClockChange
	for _, theirs := range []bool{false, true} {
		zone := viewer
		if theirs {
			zone = company
		}
		if theirs && zone.String() == viewer.String() {
			continue
		}
		for _, c := range schedule.ChangesOf(zone, from, to) {
			all = append(all, ClockChange{At: c.At, Theirs: theirs, Forward: c.By > 0, Minutes: int(c.By.Abs() / time.Minute)})
		}
	}
	slices.SortStableFunc(all, func(a, b ClockChange) int { return a.At.Compare(b.At) })
	return all
}

// holidayNotes are the public holidays of either side in some days, where they are known. The company's own are closed
// unless it opened them; the viewer's are a note.
func holidayNotes(viewer, companyZone *time.Location, companyCountry string, first, last schedule.Date) []HolidayNote {
	var all []HolidayNote
	note := func(country string, zone *time.Location, theirs bool) {
		for _, h := range schedule.Holidays(country, first, last) {
			if h.On.Weekday() < 6 {
				all = append(all, HolidayNote{On: schedule.Resolve(zone, h.On, 12*60, schedule.Start), Name: h.Name, Theirs: theirs})
			}
		}
	}
	if country := schedule.CountryOfZone(viewer); country != companyCountry {
		note(country, viewer, false)
	}
	note(companyCountry, companyZone, true)
	slices.SortStableFunc(all, func(a, b HolidayNote) int { return a.On.Compare(b.On) })
	return all
}
