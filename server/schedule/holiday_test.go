package schedule

import (
	"slices"
	"testing"
	"time"
)

func TestHolidaysFallWhereTheirCountriesSay(t *testing.T) {
	tests := []struct {
		country, date, name string // "" is an ordinary day
	}{
		{"KR", "2027-02-07", "seollal"}, {"KR", "2027-02-09", "substitute"}, {"KR", "2027-02-10", ""},
		{"KR", "2026-02-18", "seollal"}, {"KR", "2026-03-02", "substitute"}, {"KR", "2026-05-25", "substitute"}, {"KR", "2026-07-17", "constitution_kr"},
		{"KR", "2026-08-17", "substitute"}, {"KR", "2026-09-28", ""}, {"KR", "2026-10-05", "substitute"},
		{"KR", "2027-06-07", ""}, {"KR", "2027-08-16", "substitute"}, {"KR", "2027-10-04", "substitute"}, {"KR", "2027-10-11", "substitute"}, {"KR", "2027-12-27", "substitute"},
		{"KR", "2028-10-03", "foundation"}, {"KR", "2028-10-05", "substitute"}, {"KR", "2028-10-06", ""},
		{"DE", "2027-03-26", "good_friday"}, {"DE", "2027-03-29", "easter"}, {"DE", "2027-05-06", "ascension"}, {"DE", "2027-05-17", "pentecost"},
		{"RO", "2027-04-30", "good_friday"}, {"RO", "2027-05-03", "easter"}, {"RO", "2027-06-21", "pentecost"}, {"RO", "2026-04-13", "easter"},
		{"MX", "2027-02-01", "constitution"}, {"MX", "2027-03-15", "juarez"}, {"MX", "2027-11-15", "revolution"}, {"MX", "2027-03-22", ""},
		{"VN", "2027-02-06", "tet"}, {"CN", "2027-02-06", "spring_festival"}, {"ID", "2027-03-10", "eid"}, {"BR", "2027-11-20", "consciousness"},
		{"IT", "2027-10-04", "saint_francis"}, {"XX", "2027-01-01", ""},
	}
	for _, tt := range tests {
		h, ok := HolidayOn(tt.country, date(t, tt.date))
		if ok != (tt.name != "") || h.Name != tt.name {
			t.Errorf("%s %s: %q, want %q", tt.country, tt.date, h.Name, tt.name)
		}
	}
}

func TestHolidaysComeInOrderAndOnce(t *testing.T) {
	for _, country := range Countries {
		for year := firstHolidayYear; year <= lastHolidayYear; year++ {
			all := Holidays(country, Date{year, 1, 1}, Date{year + 1, 1, 1})
			if len(all) < 7 {
				t.Errorf("%s has %d holidays in %d", country, len(all), year)
			}
			if !slices.IsSortedFunc(all, func(a, b Holiday) int { return a.On.noon().Compare(b.On.noon()) }) {
				t.Errorf("%s %d is not sorted", country, year)
			}
		}
	}
}

func TestDayIsAHolidayWhereTheListOfItsYearHasItAlsoFarAway(t *testing.T) {
	for _, country := range append([]string{""}, Countries...) {
		for _, year := range []int{firstKeptYear - 1, firstKeptYear, 2026, 2027, lastKeptYear, lastKeptYear + 1} {
			for day := (Date{year, time.January, 1}); day.Year == year; day = day.AddDays(1) {
				listed := Holidays(country, day, day.AddDays(1))
				for range 2 { // worked out, then as it is kept
					h, off := HolidayOn(country, day)
					if off != (len(listed) > 0) || off && h != listed[0] {
						t.Fatalf("%s in %q: %+v %v, the list has %+v", day, country, h, off, listed)
					}
				}
			}
		}
	}
	years.Range(func(of, _ any) bool {
		if kept, ok := of.(countryYear); !ok || kept.year < firstKeptYear || kept.year > lastKeptYear {
			t.Errorf("%+v is kept, and so whatever people type", of)
		}
		return true
	})
}
