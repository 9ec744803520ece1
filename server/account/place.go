package account

import (
	"slices"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/locale"
)

// Countries are those that forms offer (ISO 3166-1 alpha-2); their names are CLDR's.
var Countries = strings.Fields(`
	AE AR AT AU BE BG BR CA CH CL CN CO CZ DE DK EE EG ES FI FR
	GB GR HK HR HU ID IE IL IN IT JP KE KH KR KZ LT LV MA MN MX
	MY NG NL NO NZ PE PH PL PT QA RO RS SA SE SG SI SK TH TR TW
	UA US UZ VN ZA
`)

// CountriesByName are the Countries in the order of their names in a language.
func CountriesByName(texts *locale.Texts, lang string) []string {
	name := func(code string) string { return texts.Country(lang, code) }
	return slices.SortedFunc(slices.Values(Countries), func(a, b string) int { return strings.Compare(name(a), name(b)) })
}

// Place is a city that people choose to say what time it is where they are; its name is the sentence
// "place.city_" + Key. Two cities may share a zone.
type Place struct {
	Key  string
	Zone string // IANA
}

// Places are the cities that forms offer, roughly from east to west.
var Places = []Place{
	{"seoul", "Asia/Seoul"},
	{"suwon", "Asia/Seoul"},
	{"tokyo", "Asia/Tokyo"},
	{"shanghai", "Asia/Shanghai"},
	{"taipei", "Asia/Taipei"},
	{"hong_kong", "Asia/Hong_Kong"},
	{"manila", "Asia/Manila"},
	{"singapore", "Asia/Singapore"},
	{"kuala_lumpur", "Asia/Kuala_Lumpur"},
	{"hanoi", "Asia/Ho_Chi_Minh"},
	{"hai_duong", "Asia/Ho_Chi_Minh"},
	{"bangkok", "Asia/Bangkok"},
	{"jakarta", "Asia/Jakarta"},
	{"phnom_penh", "Asia/Phnom_Penh"},
	{"ulaanbaatar", "Asia/Ulaanbaatar"},
	{"delhi", "Asia/Kolkata"},
	{"tashkent", "Asia/Tashkent"},
	{"almaty", "Asia/Almaty"},
	{"dubai", "Asia/Dubai"},
	{"riyadh", "Asia/Riyadh"},
	{"doha", "Asia/Qatar"},
	{"jerusalem", "Asia/Jerusalem"},
	{"istanbul", "Europe/Istanbul"},
	{"kyiv", "Europe/Kyiv"},
	{"helsinki", "Europe/Helsinki"},
	{"tallinn", "Europe/Tallinn"},
	{"riga", "Europe/Riga"},
	{"vilnius", "Europe/Vilnius"},
	{"sofia", "Europe/Sofia"},
	{"athens", "Europe/Athens"},
	{"bucharest", "Europe/Bucharest"},
	{"cluj", "Europe/Bucharest"},
	{"belgrade", "Europe/Belgrade"},
	{"zagreb", "Europe/Zagreb"},
	{"ljubljana", "Europe/Ljubljana"},
	{"budapest", "Europe/Budapest"},
	{"bratislava", "Europe/Bratislava"},
	{"warsaw", "Europe/Warsaw"},
	{"prague", "Europe/Prague"},
	{"vienna", "Europe/Vienna"},
	{"berlin", "Europe/Berlin"},
	{"cologne", "Europe/Berlin"},
	{"zurich", "Europe/Zurich"},
	{"amsterdam", "Europe/Amsterdam"},
	{"brussels", "Europe/Brussels"},
	{"paris", "Europe/Paris"},
	{"milan", "Europe/Rome"},
	{"madrid", "Europe/Madrid"},
	{"copenhagen", "Europe/Copenhagen"},
	{"oslo", "Europe/Oslo"},
	{"stockholm", "Europe/Stockholm"},
	{"london", "Europe/London"},
	{"dublin", "Europe/Dublin"},
	{"lisbon", "Europe/Lisbon"},
	{"cairo", "Africa/Cairo"},
	{"nairobi", "Africa/Nairobi"},
	{"johannesburg", "Africa/Johannesburg"},
	{"casablanca", "Africa/Casablanca"},
	{"lagos", "Africa/Lagos"},
	{"sao_paulo", "America/Sao_Paulo"},
	{"buenos_aires", "America/Argentina/Buenos_Aires"},
	{"santiago", "America/Santiago"},
	{"new_york", "America/New_York"},
	{"toronto", "America/Toronto"},
	{"bogota", "America/Bogota"},
	{"lima", "America/Lima"},
	{"chicago", "America/Chicago"},
	{"mexico_city", "America/Mexico_City"},
	{"toluca", "America/Mexico_City"},
	{"denver", "America/Denver"},
	{"los_angeles", "America/Los_Angeles"},
	{"vancouver", "America/Vancouver"},
	{"sydney", "Australia/Sydney"},
	{"auckland", "Pacific/Auckland"},
}

// PlaceOf is the place with this key; false when there is none.
func PlaceOf(key string) (Place, bool) {
	for _, place := range Places {
		if place.Key == key {
			return place, true
		}
	}
	return Place{}, false
}

// cityOfZone is how a zone's city is written: a key of Places, or else the name in the zone itself
// ("America/Cayenne" is Cayenne). It refuses what is no IANA area/city name.
func cityOfZone(zone string) (place Place, city string, ok bool) {
	for _, place := range Places {
		if place.Zone == zone {
			return place, "", true
		}
	}
	area, city, found := strings.Cut(zone, "/")
	if _, err := time.LoadLocation(zone); err != nil || !found || area == "Etc" {
		return Place{}, "", false
	}
	return Place{Zone: zone}, strings.ReplaceAll(city[strings.LastIndex(city, "/")+1:], "_", " "), true
}
