package schedule

import (
	"slices"
	"sync"
	"time"
)

// Holiday is a public holiday; Name is a locale key "holiday.<name>".
type Holiday struct {
	On       Date
	Name     string
	Expected bool // by the moon or by decree: the country fixes the day itself only some months before
}

// Countries are those whose holidays are known, as ISO 3166 codes.
var Countries = []string{"BR", "CN", "DE", "ID", "IT", "KR", "MX", "RO", "VN"}

var zoneCountries = map[string]string{
	"America/Sao_Paulo": "BR", "Asia/Shanghai": "CN", "Europe/Berlin": "DE", "Asia/Jakarta": "ID", "Europe/Rome": "IT", "Asia/Seoul": "KR",
	"America/Mexico_City": "MX", "Europe/Bucharest": "RO", "Asia/Ho_Chi_Minh": "VN",
}

// CountryOfZone is the country whose holidays most people of a zone keep, for who has not said where they are; "" where
// it is none of Countries.
func CountryOfZone(zone *time.Location) string { return zoneCountries[zone.String()] }

// holidayYears are the years that the dated table below covers; other years have no holidays that are not computed.
const firstHolidayYear, lastHolidayYear = 2026, 2028

// Holidays are a country's public holidays on the dates from first until before last, in order: those of the whole
// country, by the law in force in 2026. A country that is not known has none.
func Holidays(country string, first, last Date) []Holiday {
	var all []Holiday
	for year := first.Year; year <= last.Year; year++ {
		all = append(all, holidaysOf(country, year)...)
	}
	all = slices.DeleteFunc(all, func(h Holiday) bool { return h.On.Before(first) || !h.On.Before(last) })
	slices.SortStableFunc(all, func(a, b Holiday) int { return a.On.noon().Compare(b.On.noon()) })
	return slices.CompactFunc(all, func(a, b Holiday) bool { return a.On == b.On })
}

// HolidayOn is the holiday of a country on a date; false when it is none. Every page asks it about a week of days, so that a year's
// holidays are worked out once.
func HolidayOn(country string, on Date) (Holiday, bool) {
	of := countryYear{country, on.Year}
	kept, ok := years.Load(of)
	if !ok {
		byDate := map[Date]Holiday{}
		for _, h := range Holidays(country, Date{on.Year, time.January, 1}, Date{on.Year + 1, time.January, 1}) {
			byDate[h.On] = h
		}
		if kept = byDate; on.Year >= firstKeptYear && on.Year <= lastKeptYear {
			years.Store(of, byDate)
		}
	}
	byDate, _ := kept.(map[Date]Holiday) // years holds nothing else
	h, off := byDate[on]
	return h, off
}

type countryYear struct {
	country string
	year    int
}

// years are the holidays of countries' years by date (map[Date]Holiday), of those years that anybody plans in: whatever dates people
// type, no more is kept.
var years sync.Map

const firstKeptYear, lastKeptYear = 2020, 2060

// Workday reports whether people of a zone's country work on a date: it is neither Saturday nor Sunday, nor a public holiday
// there. Every deadline in working days asks this.
func Workday(zone *time.Location, on Date) bool {
	if on.Weekday() >= 6 {
		return false
	}
	_, off := HolidayOn(CountryOfZone(zone), on)
	return !off
}

func holidaysOf(country string, year int) []Holiday {
	var all []Holiday
	for _, f := range fixed[country] {
		all = append(all, Holiday{On: Date{year, f.month, f.day}, Name: f.name})
	}
	for _, e := range easterly[country] {
		at := westernEaster(year)
		if country == "RO" {
			at = orthodoxEaster(year)
		}
		all = append(all, Holiday{On: at.AddDays(e.days), Name: e.name})
	}
	if country == "MX" {
		all = append(all, Holiday{On: nthMonday(year, time.February, 1), Name: "constitution"},
			Holiday{On: nthMonday(year, time.March, 3), Name: "juarez"}, Holiday{On: nthMonday(year, time.November, 3), Name: "revolution"})
	}
	for _, d := range dated[country] {
		if d.On.Year == year {
			all = append(all, d)
		}
	}
	if country == "KR" {
		return append(all, substitutes(all)...)
	}
	return all
}

// substitutes are Korea's days off in lieu: for a national day on a Saturday or Sunday, for the days of Seollal and Chuseok
// on a Sunday, and for either on another holiday, the next day that is neither (Act on Public Holidays, article 3, and
// its decree).
func substitutes(all []Holiday) []Holiday {
	var more []Holiday
	taken := map[Date]bool{}
	for _, h := range all {
		taken[h.On] = true
	}
	seen := map[Date]bool{}
	for _, h := range all {
		moves := h.On.Weekday() == 7 || h.On.Weekday() == 6 && h.Name != "seollal" && h.Name != "chuseok" || seen[h.On]
		seen[h.On] = true
		if !inLieu[h.Name] || !moves {
			continue
		}
		on := h.On.AddDays(1)
		for taken[on] || on.Weekday() >= 6 {
			on = on.AddDays(1)
		}
		taken[on] = true
		more = append(more, Holiday{On: on, Name: "substitute"})
	}
	return more
}

var inLieu = map[string]bool{"samil": true, "children": true, "buddha": true, "constitution_kr": true, "liberation": true, "foundation": true,
	"hangul": true, "christmas": true, "seollal": true, "chuseok": true}

func nthMonday(year int, month time.Month, n int) Date {
	first := Date{year, month, 1}
	return first.AddDays((8-first.Weekday())%7 + 7*(n-1))
}

// westernEaster is Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher).
func westernEaster(year int) Date {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return Date{year, time.Month(n / 31), n%31 + 1}
}

// orthodoxEaster is Easter Sunday of the Julian calendar (Meeus), as a Gregorian date of 1900 to 2099.
func orthodoxEaster(year int) Date {
	a, b, c := year%4, year%7, year%19
	d := (19*c + 15) % 30
	e := (2*a + 4*b - d + 34) % 7
	n := d + e + 114
	return Date{year, time.Month(n / 31), n%31 + 1}.AddDays(13)
}
