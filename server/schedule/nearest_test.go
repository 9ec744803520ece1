package schedule

import (
	"testing"
	"time"
)

func TestNearestKeepsToTheDayOfBothSides(t *testing.T) {
	s, company := newService(t) // Wednesday 9:00 and the night of Friday in Seoul
	for _, test := range []struct {
		at, guest string
		n         int
		want      string
	}{
		{"2027-06-11T14:10Z", "", 1, "11T14:00"},                    // nobody knows the guest: as near as can be
		{"2027-06-11T14:10Z", "America/Los_Angeles", 1, "09T00:00"}, // 17:00 there, days away
		{"2027-06-11T14:10Z", "Europe/Bucharest", 1, "11T14:00"},    // no start is in the day of both
		{"2027-06-11T14:10Z", "America/Los_Angeles", 5, "09T00:00 11T14:00 16T00:00 23T00:00 30T00:00"},
		{"2027-06-11T14:00Z", "America/Los_Angeles", 1, "11T14:00"}, // what was wanted is free
	} {
		q := SlotQuery{Company: company, Length: time.Hour}
		if test.guest != "" {
			zone, err := LoadZone(test.guest)
			if err != nil {
				t.Fatal(err)
			}
			q.Guest = zone
		}
		slots, err := s.Nearest(t.Context(), q, instantOf(test.at), test.n)
		if err != nil || starts(slots) != test.want {
			t.Errorf("%d at %s for %q: %s, wanted %s (%v)", test.n, test.at, test.guest, starts(slots), test.want, err)
		}
	}
}
