package schedule

import (
	"regexp"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/problem"
)

var zoneName = regexp.MustCompile(`^[A-Z][A-Za-z_]+(/[A-Z][A-Za-z0-9_]*([-+][A-Za-z0-9_]+)*){1,2}$`)

// renamed are the zones whose old name people's browsers still send (tz database, file backward).
var renamed = map[string]string{
	"Africa/Asmera": "Africa/Asmara", "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
	"America/Indianapolis": "America/Indiana/Indianapolis", "America/Louisville": "America/Kentucky/Louisville",
	"America/Godthab": "America/Nuuk", "Asia/Ashkhabad": "Asia/Ashgabat", "Asia/Calcutta": "Asia/Kolkata",
	"Asia/Dacca": "Asia/Dhaka", "Asia/Katmandu": "Asia/Kathmandu", "Asia/Macao": "Asia/Macau",
	"Asia/Rangoon": "Asia/Yangon", "Asia/Saigon": "Asia/Ho_Chi_Minh", "Asia/Thimbu": "Asia/Thimphu",
	"Asia/Ujung_Pandang": "Asia/Makassar", "Asia/Ulan_Bator": "Asia/Ulaanbaatar", "Atlantic/Faeroe": "Atlantic/Faroe",
	"Europe/Kiev": "Europe/Kyiv", "Pacific/Enderbury": "Pacific/Kanton", "Pacific/Ponape": "Pacific/Pohnpei",
	"Pacific/Truk": "Pacific/Chuuk", "America/Catamarca": "America/Argentina/Catamarca", "America/Cordoba": "America/Argentina/Cordoba",
	"America/Jujuy": "America/Argentina/Jujuy", "America/Mendoza": "America/Argentina/Mendoza", "America/Fort_Wayne": "America/Indiana/Indianapolis",
	"America/Santa_Isabel": "America/Tijuana", "America/Montreal": "America/Toronto", "Asia/Chungking": "Asia/Shanghai", "Asia/Chongqing": "Asia/Shanghai",
	"Asia/Harbin": "Asia/Shanghai", "Asia/Istanbul": "Europe/Istanbul", "Asia/Tel_Aviv": "Asia/Jerusalem", "Australia/ACT": "Australia/Sydney",
	"Australia/NSW": "Australia/Sydney", "Pacific/Samoa": "Pacific/Pago_Pago", "US/Alaska": "America/Anchorage", "US/Arizona": "America/Phoenix",
	"US/Hawaii": "Pacific/Honolulu", "US/Central": "America/Chicago", "US/Eastern": "America/New_York",
	"US/Mountain": "America/Denver", "US/Pacific": "America/Los_Angeles", "Etc/UTC": "UTC",
}

// LoadZone is the location of an IANA zone name. Old names fold into today's. It refuses what Go would load but no
// person lives in: "", "Local", abbreviations such as "EST", fixed offsets, and anything that is a path.
func LoadZone(name string) (*time.Location, error) {
	if now, ok := renamed[name]; ok {
		name = now
	}
	if name == "UTC" {
		return time.UTC, nil
	}
	unknown := problem.New(problem.Invalid, "zone_unknown", "Zone", name)
	if len(name) > 64 || !zoneName.MatchString(name) || strings.HasPrefix(name, "Etc/") {
		return nil, unknown
	}
	zone, err := locale.Zone(name)
	if err != nil {
		return nil, unknown.Because(err)
	}
	return zone, nil
}
