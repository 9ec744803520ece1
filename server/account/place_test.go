package account

import "testing"

func TestZoneOfADeviceHasACity(t *testing.T) {
	for _, c := range []struct {
		zone, key, city string
		ok              bool
	}{
		{"Europe/Bucharest", "bucharest", "", true},
		{"America/Argentina/Buenos_Aires", "buenos_aires", "", true},
		{"America/Cayenne", "", "Cayenne", true},
		{"America/Port_of_Spain", "", "Port of Spain", true},
		{"America/Argentina/San_Juan", "", "San Juan", true},
		{"Etc/GMT+3", "", "", false},
		{"Local", "", "", false},
		{"EST", "", "", false},
		{"Europe/../Europe/Berlin", "", "", false},
		{"Europe/Atlantis", "", "", false},
	} {
		place, city, ok := cityOfZone(c.zone)
		if ok != c.ok || place.Key != c.key || city != c.city || ok && place.Zone != c.zone {
			t.Errorf("cityOfZone(%q) = %+v, %q, %t; want key %q, city %q, %t", c.zone, place, city, ok, c.key, c.city, c.ok)
		}
	}
}
