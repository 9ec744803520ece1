package main

import (
	"testing"
	"time"

	"github.com/etradeoffice/portal/server/postgres/pgtest"
)

// A whole office of three processes, whose Redis goes for longer than its leases live, and comes back empty.
func TestCase91RedisGoesAndComesBackEmpty(t *testing.T) {
	t.Parallel() // it mostly waits
	url := pgtest.NewURL(t)
	c := awayCmd{Away: 12 * time.Second, Rooms: 2, Every: time.Second}
	r, err := c.measure(t.Context(), groundOn(open(t, url), nil, longDrafts()), program(t), url)
	if err != nil {
		t.Fatal(err)
	}
	if r.Dropped+r.Seats+r.Moved+r.Lost+r.Apart+len(r.Changed) > 0 || r.Cut != c.Rooms {
		t.Errorf("not all is as before: %+v", r)
	}
	for name, b := range map[string]asking{"before": r.Before, "while Redis was away": r.While, "after": r.After} {
		if b.Asked == 0 || b.Booked != b.Asked {
			t.Errorf("bookings %s: %+v", name, b)
		}
	}
}
