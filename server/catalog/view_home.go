package catalog

import (
	"time"

	"github.com/etradeoffice/portal/server/locale"
)

const homeCompanies = 6

// HomeView is the first page.
type HomeView struct {
	Open       []CompanyCard // for consultation now
	Next       []CompanyCard // those that come next
	Categories []Count
	Total      int
	Dials      []Dial
	Vouchers   []Voucher
}

// Dial is a clock face of a city for the home page: what time it is there now.
type Dial struct {
	City   string // key of the sentence place.city_<key>
	Zone   string // IANA
	At     time.Time
	Hour   int // angle of the hour hand, degrees from twelve
	Minute int // angle of the minute hand
	Night  bool
	Office bool // it is the Office's own city
}

// cities are the Office's own city and those of its desks, from east to west.
var cities = []struct{ key, zone string }{
	{"suwon", "Asia/Seoul"},
	{"hai_duong", "Asia/Ho_Chi_Minh"},
	{"cluj", "Europe/Bucharest"},
	{"cologne", "Europe/Berlin"},
	{"toluca", "America/Mexico_City"},
}

func total(counts []Count) (n int) {
	for _, count := range counts {
		n += count.N
	}
	return n
}

func dials(now time.Time) []Dial {
	var all []Dial
	for i, city := range cities {
		zone, err := locale.Zone(city.zone)
		if err != nil {
			continue // a machine without this zone shows one city less
		}
		at := now.In(zone)
		all = append(all, Dial{
			City: city.key, Zone: city.zone, At: at,
			Hour: at.Hour()%12*30 + at.Minute()/2, Minute: at.Minute() * 6,
			Night: at.Hour() < 7 || at.Hour() >= 20, Office: i == 0,
		})
	}
	return all
}
