package schedule

import (
	"time"

	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// Examples are drawings of this topic's page for the page test.
func Examples() []page.Example {
	weekdays := []string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}
	rules := []Rule{{Weekday: 1, Span: Span{540, 1080}}}
	full := AvailabilityPage{Text: FormatWeekly(rules), City: "Suwon", Weekdays: weekdays, Cells: cells(rules, weekdays), Saved: true,
		Next: []time.Time{time.Date(2026, 11, 26, 7, 30, 0, 0, time.UTC)}, OtherZone: "Europe/Bucharest", OtherCity: "Cluj-Napoca"}
	wrong := problem.New(problem.Invalid, "hours_unreadable", "Text", "someday")
	wrong.Fields = []problem.Field{{Name: "text", Code: "hours_unreadable"}}
	return []page.Example{
		{Name: "schedule/availability", TitleKey: "schedule.title", Body: full},
		{Name: "schedule/availability", TitleKey: "schedule.title", Body: AvailabilityPage{Text: "someday", City: "Suwon", Weekdays: weekdays, Cells: cells(nil, weekdays), Problem: wrong}},
	}
}
