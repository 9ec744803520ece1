package schedule

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
)

// weeklyOf reads the week, as cells or as text.
func weeklyOf(form url.Values) ([]Rule, error) {
	if form.Get("mode") != "cells" {
		return ParseWeekly(form.Get("text"))
	}
	var rules []Rule
	for _, value := range form["cell"] {
		weekday, hour, _ := strings.Cut(value, "-")
		d, dayErr := strconv.Atoi(weekday)
		n, hourErr := strconv.Atoi(hour)
		if dayErr != nil || hourErr != nil || d < 1 || d > 7 || n < 0 || n > 23 {
			return nil, problem.New(problem.Invalid, "hours_invalid")
		}
		rules = append(rules, Rule{Weekday: d, Span: Span{n * 60, n*60 + 60}})
	}
	return join(rules), nil
}

func dateOf(form url.Values, name string) (Date, error) {
	date, err := ParseDate(form.Get(name))
	if err != nil {
		return Date{}, problem.InvalidFields(problem.Field{Name: name, Code: "date_missing"})
	}
	return date, nil
}

func exceptionOf(form url.Values) (Exception, error) {
	on, err := dateOf(form, "on")
	if err != nil {
		return Exception{}, err
	}
	spans, err := ParseHours(form.Get("hours"))
	if refusal, refused := errors.AsType[*problem.Error](err); refused {
		refusal.Fields = []problem.Field{{Name: "hours", Code: refusal.Code}}
		return Exception{}, refusal
	}
	return Exception{On: on, Spans: spans, Reason: short(form.Get("reason"))}, nil
}

// short is a note of at most 80 characters that cannot be taken for a holiday.
func short(text string) string {
	runes := []rune(strings.TrimSpace(strings.ToValidUTF8(text, "")))
	return strings.TrimPrefix(string(runes[:min(80, len(runes))]), holidayReason)
}

func travelOf(form url.Values) (Travel, error) {
	from, err := dateOf(form, "from")
	if err != nil {
		return Travel{}, err
	}
	last, err := dateOf(form, "until")
	if err != nil {
		return Travel{}, err
	}
	place, ok := account.PlaceOf(form.Get("place"))
	if !ok {
		return Travel{}, problem.InvalidFields(problem.Field{Name: "place", Code: "place_unknown"})
	}
	zone, err := LoadZone(place.Zone)
	return Travel{From: from, To: last.AddDays(1), Zone: zone}, err
}

func habitsOf(form url.Values) (Habits, error) {
	early, err := minuteOf(form, "early")
	if err != nil {
		return Habits{}, err
	}
	late, err := minuteOf(form, "late")
	if err != nil {
		return Habits{}, err
	}
	before, err := numberOf(form, "before", "buffer_invalid")
	if err != nil {
		return Habits{}, err
	}
	after, err := numberOf(form, "after", "buffer_invalid")
	return Habits{Early: early, Late: late, Before: time.Duration(before) * time.Minute, After: time.Duration(after) * time.Minute}, err
}

// minuteOf reads "07:00", or "7"; empty is none. 24:00 is the end of the day.
func minuteOf(form url.Values, name string) (int, error) {
	text := strings.TrimSpace(form.Get(name))
	if text == "" {
		return 0, nil
	}
	hour, minute, _ := strings.Cut(text, ":")
	if minute == "" {
		minute = "0"
	}
	h, hourErr := strconv.Atoi(hour)
	m, minuteErr := strconv.Atoi(minute)
	if hourErr != nil || minuteErr != nil || h < 0 || m < 0 || m > 59 || h*60+m > 24*60 {
		return 0, problem.InvalidFields(problem.Field{Name: name, Code: "hours_invalid"})
	}
	return h*60 + m, nil
}

func numberOf(form url.Values, name, code string) (int, error) {
	n, err := strconv.Atoi(strings.TrimSpace(form.Get(name)))
	if err != nil || n < 0 || n > 100_000 {
		return 0, problem.InvalidFields(problem.Field{Name: name, Code: code})
	}
	return n, nil
}

func termsOf(form url.Values) (Terms, error) {
	var t Terms
	for _, text := range form["length"] {
		n, err := strconv.Atoi(text)
		if err != nil || n < 10 || n > 240 {
			return Terms{}, problem.InvalidFields(problem.Field{Name: "length", Code: "terms_invalid"})
		}
		t.Lengths = append(t.Lengths, time.Duration(n)*time.Minute)
	}
	slices.Sort(t.Lengths)
	t.Lengths = slices.Compact(t.Lengths)
	if len(t.Lengths) == 0 {
		return Terms{}, problem.InvalidFields(problem.Field{Name: "length", Code: "terms_invalid"})
	}
	step, err := numberOf(form, "step", "terms_invalid")
	if err != nil {
		return Terms{}, err
	}
	notice, err := numberOf(form, "notice", "terms_invalid")
	if err != nil {
		return Terms{}, err
	}
	if t.WindowDays, err = numberOf(form, "window", "terms_invalid"); err != nil {
		return Terms{}, err
	}
	t.DayCap, err = numberOf(form, "cap", "terms_invalid")
	t.Step, t.Notice = time.Duration(step)*time.Minute, time.Duration(notice)*time.Hour
	return t, err
}
