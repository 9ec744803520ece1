package demo

import (
	"time"

	"github.com/etradeoffice/portal/server/catalog"
)

// fairs are where the makers exhibit, so many days from now; all of them are invented.
var fairs = map[string][]struct {
	name, city, country, stand string
	in, days                   int
}{
	"A": {{"Derma & Laser Days", "Cologne", "DE", "4.2 / B-17", -190, 3}, {"Carpathia Health Expo", "Cluj-Napoca", "RO", "A / 31", 75, 3}},
	"B": {{"Beauty Trade Week", "Bologna", "IT", "21 / C-08", -95, 4}, {"Salud y Bienestar", "Toluca", "MX", "2 / 114", 61, 3}},
	"C": {{"Derma & Laser Days", "Cologne", "DE", "4.2 / C-02", 46, 3}},
	"D": {{"Red River Medical Fair", "Hai Phong", "VN", "B1 / 22", 33, 4}},
	"E": {{"Embedded & Audio Forum", "Nuremberg", "DE", "5 / 140", 102, 3}},
}

// fairsOf are those of a maker, each from a weekday on.
func fairsOf(company string, now time.Time) []catalog.Fair {
	var all []catalog.Fair
	for _, f := range fairs[company] {
		from := now.UTC().Truncate(24*time.Hour).AddDate(0, 0, f.in)
		for from.Weekday() != time.Wednesday {
			from = from.AddDate(0, 0, 1)
		}
		all = append(all, catalog.Fair{Name: f.name, City: f.city, Country: f.country, Stand: f.stand, From: from, Until: from.AddDate(0, 0, f.days-1)})
	}
	return all
}
