package catalog

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
)

func TestMakerIsFreeInTheHoursOfWhoLooks(t *testing.T) {
	maker := account.CompanyID{UUID: uuid.UUID{1}}
	from := time.Date(2026, 3, 26, 0, 0, 0, 0, time.UTC) // clocks of Europe go forward on the 29th
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 3, day, hour, minute, 0, 0, time.UTC) }
	for _, c := range []struct {
		zone  string
		start time.Time
		suits bool
	}{
		{"Europe/Bucharest", at(26, 4, 45), false}, // 06:45
		{"Europe/Bucharest", at(26, 5, 0), true},
		{"Europe/Bucharest", at(30, 4, 0), true}, // 07:00 by summer time
		{"Europe/Berlin", at(26, 20, 45), true},
		{"Europe/Berlin", at(26, 21, 0), false},
		{"America/Mexico_City", at(27, 0, 30), true}, // 18:30 of the day before
		{"America/Mexico_City", at(27, 9, 0), false},
		{"Asia/Kathmandu", at(27, 1, 15), true}, // 07:00
		{"Asia/Kathmandu", at(27, 1, 0), false},
		{"", at(27, 3, 0), true}, // whoever has no zone has no night
		{"Asia/Seoul", at(26, 0, 0).Add(weekLength), false},
		{"Asia/Seoul", at(25, 23, 59), false},
	} {
		var zone *time.Location
		if c.zone != "" {
			var err error
			if zone, err = time.LoadLocation(c.zone); err != nil {
				t.Fatal(err)
			}
		}
		w := week{from: from, free: weekOf(from, map[account.CompanyID][]time.Time{maker: {c.start}})}
		if w.suiting(zone)[maker] != c.suits {
			t.Errorf("%s at %s: %v", c.zone, c.start, !c.suits)
		}
	}
}

func TestFilterOfFreeMakersLooksInTheViewersHours(t *testing.T) {
	b := newBench(t)
	day, night := b.company(t, "day"), b.company(t, "night")
	b.put(t, day, exampleProduct("A"))
	b.put(t, night, exampleProduct("B"))
	// In Mexico the one is at 07:30 of the morning, the other at 03:00.
	b.free[day] = []time.Time{time.Date(2026, 11, 25, 13, 30, 0, 0, time.UTC)}
	b.free[night] = []time.Time{time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)}
	mexico, err := time.LoadLocation("America/Mexico_City")
	if err != nil {
		t.Fatal(err)
	}
	free := map[Facet]string{FreeFacet: "week"}
	if found := b.search(t, Query{Chosen: free, Zone: mexico}); skus(found.Hits) != "A " || found.Facets[FreeFacet][0].N != 1 {
		t.Errorf("in Mexico: %s, %v", skus(found.Hits), found.Facets[FreeFacet])
	}
	if found := b.search(t, Query{Chosen: free}); found.Total != 2 {
		t.Errorf("for a program: %s", skus(found.Hits))
	}
}
