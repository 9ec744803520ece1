package settings

import (
	"time"

	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// Examples are drawings of this topic's page for the page test.
func Examples() []page.Example {
	at := time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC)
	row := SentenceRow{Reason: "other", Field: "text-ko-other", Text: "첫 줄", Own: true}
	wrong := row
	wrong.Wrong = true
	body := SettingsPage{Version: 3, City: "Suwon", Phone: "+82 31 000 0000", Mail: "office@city.example", Today: "2026-11-27",
		Week: []WeekRow{{1, "Mon", "09:00", "18:00"}, {7, "Sun", "", ""}}, Days: []DayRow{{Day{"2026-12-31", false, "종무식"}, at}, {Day{"2026-12-26", true, ""}, at}},
		Holidays: []Holiday{{at, "schedule.holiday_new_year"}}, Languages: []SentencesIn{{"ko", "한국어", []SentenceRow{row, {Reason: "unclear_goal", Field: "text-ko-unclear_goal", Text: "둘"}}},
			{"en", "영어", []SentenceRow{{Reason: "other", Field: "text-en-other", Text: "One"}}}, {"de", "독일어", []SentenceRow{{Reason: "other", Field: "text-de-other", Text: "Eins"}}}}}
	var all []page.Example
	add := func(change func(*SettingsPage)) {
		b := body
		change(&b)
		all = append(all, page.Example{Name: "settings/settings", TitleKey: "settings.title", Body: b})
	}
	for _, done := range []string{"", "week", "contact", "day", "sentence"} {
		add(func(b *SettingsPage) { b.Done = done })
	}
	add(func(b *SettingsPage) { b.Days, b.Holidays = nil, nil })
	add(func(b *SettingsPage) {
		b.Problem = problem.InvalidFields(problem.Field{Name: "opens-1", Code: "hours_order"}, problem.Field{Name: "opens-7", Code: "hours_pair"}, problem.Field{Name: "phone", Code: "phone_invalid"},
			problem.Field{Name: "mail", Code: "email_invalid"}, problem.Field{Name: "on", Code: "day_form"}, problem.Field{Name: "note", Code: "text_long"})
	})
	add(func(b *SettingsPage) {
		b.Problem = problem.InvalidFields(problem.Field{Name: "opens-1", Code: "week_closed"})
	})
	add(func(b *SettingsPage) {
		b.Problem = problem.InvalidFields(problem.Field{Name: "text-ko-other", Code: "text_long"})
		b.Languages = append([]SentencesIn{{"ko", "한국어", []SentenceRow{wrong}}}, b.Languages[1:]...)
	})
	add(func(b *SettingsPage) {
		b.Problem = problem.InvalidFields(problem.Field{Name: "text-de-other", Code: "text_long"})
		b.Languages = append(b.Languages[:2:2], SentencesIn{"de", "독일어", []SentenceRow{{Reason: "other", Field: "text-de-other", Wrong: true}}})
	})
	for _, refusal := range []error{problem.New(problem.Conflict, "settings_changed", "Kept", "sat -"), problem.New(problem.Conflict, "settings_unseen"), problem.New(problem.Invalid, "settings_days_full", "Count", daysMost)} {
		add(func(b *SettingsPage) { b.Problem = refusal })
	}
	return all
}
