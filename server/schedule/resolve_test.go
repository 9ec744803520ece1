package schedule

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := LoadZone(name)
	if err != nil {
		t.Fatalf("zone %s: %v", name, err)
	}
	return z
}

func date(t testing.TB, text string) Date {
	t.Helper()
	d, err := ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func instant(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.Parse("2006-01-02T15:04Z07:00", text)
	if err != nil {
		t.Fatal(err)
	}
	return at.UTC()
}

func TestResolveReadsTheWallClockOfEveryZone(t *testing.T) {
	const (
		berlin, bucharest, newYork = "Europe/Berlin", "Europe/Bucharest", "America/New_York"
		santiago, apia             = "America/Santiago", "Pacific/Apia"
	)
	tests := []struct {
		name, zone, date string
		minute           int
		side             Side
		want             string
	}{
		{"1 winter", berlin, "2027-03-26", 540, Start, "2027-03-26T08:00Z"},
		{"1 summer", berlin, "2027-03-29", 540, Start, "2027-03-29T07:00Z"},
		{"2 winter", bucharest, "2027-03-22", 540, Start, "2027-03-22T07:00Z"},
		{"2 summer", bucharest, "2027-03-29", 540, Start, "2027-03-29T06:00Z"},
		{"gap, start", berlin, "2027-03-28", 150, Start, "2027-03-28T01:00Z"},
		{"gap, end", berlin, "2027-03-28", 150, End, "2027-03-28T01:00Z"},
		{"gap of Bucharest", bucharest, "2027-03-28", 210, Start, "2027-03-28T01:00Z"},
		{"gap of New York is never before the window", newYork, "2027-03-14", 150, Start, "2027-03-14T07:00Z"},
		{"overlap, start is the first", berlin, "2027-10-31", 150, Start, "2027-10-31T00:30Z"},
		{"overlap, end is the second", berlin, "2027-10-31", 150, End, "2027-10-31T01:30Z"},
		{"an end where the overlap begins", berlin, "2027-10-31", 120, End, "2027-10-31T00:00Z"},
		{"an end at a doubled midnight", "Atlantic/Azores", "2027-10-30", 1440, End, "2027-10-31T00:00Z"},
		{"overlap of New York, start", newYork, "2027-11-07", 90, Start, "2027-11-07T05:30Z"},
		{"overlap of New York, end", newYork, "2027-11-07", 90, End, "2027-11-07T06:30Z"},
		{"the day begins at 01:00 in Santiago", santiago, "2027-09-05", 0, Start, "2027-09-05T04:00Z"},
		{"gap at midnight", santiago, "2027-09-05", 30, Start, "2027-09-05T04:00Z"},
		{"27 a date that was not lived", apia, "2011-12-30", 600, Start, "2011-12-30T10:00Z"},
		{"21 Kathmandu", "Asia/Kathmandu", "2027-06-10", 540, Start, "2027-06-10T03:15Z"},
		{"22 standard time", "Pacific/Chatham", "2027-06-10", 540, Start, "2027-06-09T20:15Z"},
		{"22 summer time", "Pacific/Chatham", "2027-12-10", 540, Start, "2027-12-09T19:15Z"},
		{"minute 1500 is 01:00 of the next day", "Asia/Seoul", "2027-06-10", 1500, End, "2027-06-10T16:00Z"},
		{"77 leap day", "Asia/Seoul", "2028-02-29", 540, Start, "2028-02-29T00:00Z"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Resolve(zone(t, tt.zone), date(t, tt.date), tt.minute, tt.side)
			if want := instant(t, tt.want); !got.Equal(want) {
				t.Errorf("got %s, want %s", got.UTC(), want)
			}
		})
	}
}

func TestOneInstantIsReadOnEveryWall(t *testing.T) {
	seoul, bucharest := "Asia/Seoul", "Europe/Bucharest"
	tests := []struct {
		name, zone, date string
		minute           int
		viewer, want     string
	}{
		{"3 winter", bucharest, "2027-03-22", 540, seoul, "2027-03-22 16:00 KST"},
		{"3 summer", bucharest, "2027-03-29", 540, seoul, "2027-03-29 15:00 KST"},
		{"4 both winter", bucharest, "2027-03-08", 960, "America/New_York", "2027-03-08 09:00 EST"},
		{"4 only New York changed", bucharest, "2027-03-15", 960, "America/New_York", "2027-03-15 10:00 EDT"},
		{"4 a week later", bucharest, "2027-03-22", 960, "America/New_York", "2027-03-22 10:00 EDT"},
		{"4 both summer", bucharest, "2027-03-29", 960, "America/New_York", "2027-03-29 09:00 EDT"},
		{"5 both summer", bucharest, "2027-10-25", 960, "America/New_York", "2027-10-25 09:00 EDT"},
		{"5 only Bucharest changed", bucharest, "2027-11-01", 960, "America/New_York", "2027-11-01 10:00 EDT"},
		{"5 both winter", bucharest, "2027-11-08", 960, "America/New_York", "2027-11-08 09:00 EST"},
		{"6 winter", seoul, "2027-03-22", 540, "Europe/Berlin", "2027-03-22 01:00 CET"},
		{"6 summer", seoul, "2027-03-29", 540, "Europe/Berlin", "2027-03-29 02:00 CEST"},
		{"7 winter, the day before", seoul, "2027-03-08", 540, "America/New_York", "2027-03-07 19:00 EST"},
		{"7 summer, the day before", seoul, "2027-03-15", 540, "America/New_York", "2027-03-14 20:00 EDT"},
		{"23 Suwon in Honolulu", seoul, "2027-06-10", 540, "Pacific/Honolulu", "2027-06-09 14:00 HST"},
		{"24 Bucharest in Kiritimati", bucharest, "2027-06-10", 960, "Pacific/Kiritimati", "2027-06-11 03:00 +14"},
		{"25 at home", bucharest, "2027-06-10", 960, seoul, "2027-06-10 22:00 KST"},
		{"25 after the flight", seoul, "2027-06-10", 540, "America/Los_Angeles", "2027-06-09 17:00 PDT"},
		{"26", bucharest, "2027-03-31", 1200, seoul, "2027-04-01 02:00 KST"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			at := Resolve(zone(t, tt.zone), date(t, tt.date), tt.minute, Start)
			if got := at.In(zone(t, tt.viewer)).Format("2006-01-02 15:04 MST"); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestCase28ZonesAreOnlyThoseThatPeopleLiveIn(t *testing.T) {
	for _, name := range []string{"", "Local", "EST", "CET", "GMT", "Etc/GMT+9", "Mars/Olympus", "../etc/passwd", "Asia/Seoul\x00", "/usr/share"} {
		if _, err := LoadZone(name); err == nil {
			t.Errorf("zone %q was taken", name)
		}
	}
	for old, now := range map[string]string{"Europe/Kiev": "Europe/Kyiv", "Asia/Saigon": "Asia/Ho_Chi_Minh", "Asia/Seoul": "Asia/Seoul",
		"America/Argentina/Buenos_Aires": "America/Argentina/Buenos_Aires", "America/Port-au-Prince": "America/Port-au-Prince"} {
		if got := zone(t, old).String(); got != now {
			t.Errorf("zone %s became %s, want %s", old, got, now)
		}
	}
}

// hardZones are zones with changes that other calendars get wrong.
var hardZones = []string{
	"Europe/Berlin", "America/New_York", "America/Santiago", "Africa/Casablanca", "Australia/Lord_Howe", "Asia/Kathmandu",
	"Pacific/Chatham", "Africa/Cairo", "Asia/Seoul", "Europe/Bucharest", "America/Sao_Paulo", "Pacific/Apia", "America/Mexico_City",
	"Antarctica/Troll", "America/St_Johns", "America/Nuuk", "Atlantic/Azores", "Australia/Eucla", "Pacific/Kiritimati", "Asia/Gaza",
}

// drawDate is a date of 2027, every second time within three days of a change of the zone's clocks.
func drawDate(t *rapid.T, zone *time.Location) Date {
	day := time.Date(2027, 1, 1, 12, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 364).Draw(t, "day"))
	if rapid.Bool().Draw(t, "near a change") {
		if _, end := day.In(zone).ZoneBounds(); !end.IsZero() && end.Before(day.AddDate(1, 0, 0)) {
			day = end.AddDate(0, 0, rapid.IntRange(-3, 3).Draw(t, "beside"))
		}
	}
	return DateOf(day, zone)
}

func drawZone(t *rapid.T) *time.Location {
	z, err := LoadZone(rapid.SampledFrom(hardZones).Draw(t, "zone"))
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestResolveIsMonotoneAndRoundTrips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		z := drawZone(t)
		d := drawDate(t, z)
		a := rapid.IntRange(0, 2880).Draw(t, "minute")
		b := rapid.IntRange(a, 2880).Draw(t, "later minute")
		for _, side := range []Side{Start, End} {
			if Resolve(z, d, b, side).Before(Resolve(z, d, a, side)) {
				t.Fatalf("minute %d is before minute %d on %s in %s", b, a, d, z)
			}
		}
		start, end := Resolve(z, d, a, Start), Resolve(z, d, a, End)
		if end.Before(start) {
			t.Fatalf("end before start at one minute")
		}
		local := start.In(z)
		shown := time.Date(d.Year, d.Month, d.Day, 0, a, 0, 0, time.UTC)
		if !reads(local, shown) {
			before := start.Add(-time.Second).In(z)
			_, o1 := before.Zone()
			_, o2 := local.Zone()
			if o2 <= o1 {
				t.Fatalf("%s %d in %s reads %s and no gap is there", d, a, z, local)
			}
		}
	})
}

func TestDayLengthIsNominalLessGapPlusOverlap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		z := drawZone(t)
		d := drawDate(t, z)
		start, end := Resolve(z, d, 0, Start), Resolve(z, d, 1440, End)
		want := 24 * time.Hour
		day := Window{time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC), time.Date(d.Year, d.Month, d.Day, 24, 0, 0, 0, time.UTC)} // as clocks show it
		for _, c := range ChangesOf(z, day.Start.AddDate(0, 0, -2), day.End.AddDate(0, 0, 2)) {
			_, seconds := c.At.Add(-time.Second).In(z).Zone()
			shown := c.At.Add(time.Duration(seconds) * time.Second)
			if c.By > 0 {
				want -= total(Intersect([]Window{{shown, shown.Add(c.By)}}, []Window{day}))
			} else {
				want += total(Intersect([]Window{{shown.Add(c.By), shown}}, []Window{day}))
			}
		}
		if got := end.Sub(start); got != want {
			t.Fatalf("%s in %s lasts %s, want %s", d, z, got, want)
		}
	})
}
