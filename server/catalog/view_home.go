package catalog

import (
	"context"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/page"
)

const homeCompanies = 6

// HomeView is the first page.
type HomeView struct {
	Open       []CompanyCard // for consultation now
	Next       []CompanyCard // those that come next
	Coming     []Programme
	Fairs      []FairAhead
	Categories []Count
	Total      int
	Dials      []Dial
	Vouchers   []Voucher
}

// Programme is days that are ahead, for whoever comes by: a delegation, an inbound mission, a week under a theme.
type Programme struct {
	Names       map[string]string
	From, Until time.Time // dates in the office's zone, both included
	Makers      []account.Company
	LD          any // JSON-LD
}

// Programmes reads those that are not over, the next first.
type Programmes func(context.Context) ([]Programme, error)

func noProgrammes(context.Context) ([]Programme, error) { return nil, nil }

// TellProgrammes has the first page tell of programmes. Call it before serving.
func (h *Handlers) TellProgrammes(programmes Programmes) { h.programmes = programmes }

const (
	homeProgrammes = 3
	homeFairs      = 4
)

// coming is the next programmes that makers take part in, as search engines read them too.
func (h *Handlers) coming(ctx context.Context, lang, site string) ([]Programme, error) {
	all, err := h.programmes(ctx)
	if err != nil {
		return nil, err
	}
	var shown []Programme
	for _, p := range all {
		if len(p.Makers) > 0 && len(shown) < homeProgrammes {
			p.LD = eventLD(p, lang, site, h.pages.Texts().T(lang, "frame.office"))
			shown = append(shown, p)
		}
	}
	return shown, nil
}

// eventLD is a programme for search engines: its consultations are held on the portal.
func eventLD(p Programme, lang, site, office string) ld {
	return ld{
		"@context": "https://schema.org", "@type": "Event", "name": page.Pick(lang, p.Names).Text, "startDate": p.From.Format(time.DateOnly), "endDate": p.Until.Format(time.DateOnly),
		"eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode", "eventStatus": "https://schema.org/EventScheduled",
		"location": ld{"@type": "VirtualLocation", "url": site + "/" + lang}, "organizer": ld{"@type": "GovernmentOrganization", "name": office, "url": site + "/" + lang},
	}
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
