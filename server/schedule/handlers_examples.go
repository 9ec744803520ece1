package schedule

import (
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// Examples are drawings of this topic's pages for the page test.
func Examples() []page.Example {
	weekdays := []string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}
	rules := []Rule{{Weekday: 1, Span: Span{540, 1080}}}
	at := time.Date(2027, 3, 22, 11, 0, 0, 0, time.UTC)
	preview := Preview{Cities: previewCities, City: "cologne", Zone: "Europe/Berlin", Monday: at, Week: "2027-03-22", Earlier: "2027-03-15", Later: "2027-03-29", From: &at, Until: &at,
		Days: []PreviewDay{{On: at, Ranges: []PreviewRange{{From: "01:00", Until: "10:00", TheirFrom: "09:00", TheirUntil: "18:00", Night: true},
			{From: "23:00", Until: "23:30", TheirFrom: "07:00", TheirUntil: "07:30", Shift: 1, Stretched: true}}}, {On: at.AddDate(0, 0, 1), Holiday: "easter"}, {On: at.AddDate(0, 0, 2), Over: true}},
		Jumps:  []Jump{{Week: "2027-03-22", At: at, City: "cologne", Chosen: true}, {Week: "2027-03-29", At: at.AddDate(0, 0, 7)}},
		Winter: SharedHours{10, 25}, Summer: SharedHours{15, 30}, Suggested: 25}
	full := AvailabilityPage{Text: FormatWeekly(rules, "en"), City: "Suwon", Weekdays: weekdays, Cells: cells(rules, weekdays), Saved: true, There: true, Mine: true,
		Today: "2027-03-22", Places: account.Places, Country: "KR", Preview: preview, Affected: []Affected{{Number: "SW-2027-0003", StartsAt: at, With: map[string]string{"en": "Rheinbogen"}, Zone: "Europe/Berlin", City: "Cologne"}, {Number: "SW-2027-0004", StartsAt: at, Zone: "Europe/Berlin", City: "Cologne", Pending: true}},
		Exceptions: []ExceptionRow{{On: at, Value: "2027-03-22", Holiday: "seollal"}, {On: at, Value: "2027-03-23", Hours: "14:00-18:00", Reason: "Fair"}},
		Stays:      []StayRow{{From: at, Until: at, Value: "2027-03-22", Zone: "Europe/Berlin", City: "berlin"}, {From: at, Until: at, Value: "2027-03-25", Zone: "Asia/Dili"}},
		Habits:     HabitsForm{"07:00", "21:00", "0", "10"},
		Terms:      TermsForm{lengthChoices([]time.Duration{30 * time.Minute, 25 * time.Minute}), "30", "24", "60", "6"}}
	wrong := problem.New(problem.Invalid, "hours_unreadable", "Text", "someday")
	wrong.Fields = []problem.Field{{Name: "text", Code: "hours_unreadable"}}
	return []page.Example{
		{Name: "schedule/availability", TitleKey: "schedule.title", Body: full},
		{Name: "schedule/availability", TitleKey: "schedule.title", Body: AvailabilityPage{Text: "someday", City: "Suwon", Weekdays: weekdays, Cells: cells(nil, weekdays), Problem: wrong, Preview: preview}},
	}
}
