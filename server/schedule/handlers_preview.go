package schedule

import (
	"context"
	"net/url"
	"slices"
	"time"

	"github.com/etradeoffice/portal/server/account"
)

// Preview is a week as a buyer in some city sees it, and what two seasons have in common. What notice does not leave is not in
// it; what lies beyond the booking window is, and the page says that it opens later.
type Preview struct {
	Cities    []string // keys of places
	City      string   // the chosen one
	Zone      string
	Monday    time.Time // noon on the buyer's wall
	Week      string    // its date
	Earlier   string
	Later     string
	From      *time.Time // the first instant that notice leaves, where that is in the week
	Until     *time.Time // noon of the last day that can be booked, where later ones are in the week
	Days      []PreviewDay
	Jumps     []Jump // weeks in which the clocks of either side change
	Winter    SharedHours
	Summer    SharedHours
	Suggested int // hours a week in winter if the host met them from 7 to 22; 0 where that changes little
}

// PreviewDay is a day on the buyer's wall.
type PreviewDay struct {
	On      time.Time
	Over    bool // the day is past
	Ranges  []PreviewRange
	Holiday string // of the buyer's country
}

// PreviewRange is a stretch of free time on the buyer's wall, with the host's beneath.
type PreviewRange struct {
	From, Until           string
	TheirFrom, TheirUntil string
	Shift                 int  // days the host's wall is ahead
	Night                 bool // wholly before 8 or from 20 on the buyer's wall
	Stretched             bool // offered beside the hours
}

// Jump is a week with a change of clocks.
type Jump struct {
	Week   string
	At     time.Time
	City   string // whose clocks, "" the host's
	Chosen bool
}

// SharedHours are hours a week in common with working days of 8 to 20.
type SharedHours struct{ Hours, Willing int }

// previewCities are the partner cities that a preview offers.
var previewCities = []string{"cologne", "cluj", "hai_duong", "toluca", "shanghai", "jakarta", "sao_paulo", "new_york"}

var cityCountry = map[string]string{"cologne": "DE", "cluj": "RO", "hai_duong": "VN", "toluca": "MX", "shanghai": "CN", "jakarta": "ID", "sao_paulo": "BR"}

func (h *Handlers) preview(ctx context.Context, k Keeper, kept Kept, query url.Values) (Preview, error) {
	p := Preview{Cities: previewCities, City: query.Get("see")}
	if !slices.Contains(previewCities, p.City) {
		p.City = previewCities[0]
	}
	place, _ := account.PlaceOf(p.City)
	zone, err := LoadZone(place.Zone)
	if err != nil {
		return Preview{}, err
	}
	p.Zone = zone.String()
	now := h.service.now()
	opens := now.Add(kept.Terms.Notice)
	monday, err := ParseDate(query.Get("week"))
	if today := DateOf(now, zone); err != nil || monday.Before(today.AddDays(-7)) || today.AddDays(800).Before(monday) {
		monday = firstDay(DateOf(opens, zone))
	}
	monday = monday.AddDays(1 - monday.Weekday())
	p.Monday, p.Week, p.Earlier, p.Later = Resolve(zone, monday, 12*60, Start), monday.String(), monday.AddDays(-7).String(), monday.AddDays(7).String()
	if !DateOf(now, zone).Before(monday) {
		p.Earlier = ""
	}
	p.jumps(zone, kept.Zone, now)
	p.shared(kept.Calendar, zone, DateOf(now, zone))
	slots, err := h.weekOf(ctx, k, kept, monday, zone)
	if err != nil {
		return p, err
	}
	slots = slices.DeleteFunc(slots, func(s Slot) bool { return s.Start.Before(opens) })
	p.days(slots, monday, zone, kept.Zone)
	p.bounds(monday, zone, kept, now)
	return p, nil
}

// firstDay is the first day from opens on that is worth looking at: a weekend shows nothing but days that are over.
func firstDay(opens Date) Date {
	if day := opens.Weekday(); day > 5 {
		return opens.AddDays(8 - day)
	}
	return opens
}

// weekOf are the slots of a host in a week of the buyer's zone.
func (h *Handlers) weekOf(ctx context.Context, k Keeper, kept Kept, monday Date, zone *time.Location) ([]Slot, error) {
	if !kept.There {
		return nil, nil
	}
	host, err := h.service.hostOf(ctx, h.service.db, k)
	if err != nil {
		return nil, err
	}
	found, err := h.service.Slots(ctx, SlotQuery{Company: k.Company, Host: host.ID, From: Resolve(zone, monday, 0, Start),
		To: Resolve(zone, monday.AddDays(7), 0, Start), Length: kept.Terms.Lengths[0], Viewer: zone, Anytime: true})
	return found.Slots, err
}

func (p *Preview) days(slots []Slot, monday Date, zone, host *time.Location) {
	for i := range 7 {
		date := monday.AddDays(i)
		day := PreviewDay{On: Resolve(zone, date, 12*60, Start)}
		if holiday, ok := HolidayOn(cityCountry[p.City], date); ok {
			day.Holiday = holiday.Name
		}
		for _, stretched := range []bool{false, true} {
			of := slices.DeleteFunc(slices.Clone(slots), func(s Slot) bool { return s.Stretched != stretched || DateOf(s.Start, zone) != date })
			for _, w := range Ranges(of) {
				day.Ranges = append(day.Ranges, rangeOf(w, zone, host, stretched))
			}
		}
		slices.SortFunc(day.Ranges, func(a, b PreviewRange) int {
			if a.From < b.From {
				return -1
			}
			return 1
		})
		p.Days = append(p.Days, day)
	}
}

// bounds says which of the days are past, and what of the week notice and window leave.
func (p *Preview) bounds(monday Date, zone *time.Location, kept Kept, now time.Time) {
	today, end := DateOf(now, zone), monday.AddDays(7)
	for i := range p.Days {
		p.Days[i].Over = monday.AddDays(i).Before(today)
	}
	if opens := now.Add(kept.Terms.Notice); !DateOf(opens, zone).Before(monday) && DateOf(opens, zone).Before(end) {
		p.From = &opens
	}
	if last := DateOf(now, kept.Zone).AddDays(kept.Terms.WindowDays); last.Before(end.AddDays(-1)) {
		p.Until = new(Resolve(kept.Zone, last, 12*60, Start))
	}
}

func rangeOf(w Window, zone, host *time.Location, stretched bool) PreviewRange {
	const clock = "15:04"
	from, until := w.Start.In(zone), w.End.In(zone)
	r := PreviewRange{From: from.Format(clock), Until: until.Format(clock), TheirFrom: w.Start.In(host).Format(clock), TheirUntil: w.End.In(host).Format(clock),
		Night: from.Hour() >= 20 || until.Hour() < 8 && DateOf(until, zone) == DateOf(from, zone), Stretched: stretched}
	mine, theirs := DateOf(w.Start, zone), DateOf(w.Start, host)
	switch {
	case mine.Before(theirs):
		r.Shift = 1
	case theirs.Before(mine):
		r.Shift = -1
	}
	return r
}

// jumps are the weeks of the next year in which somebody's clocks change.
func (p *Preview) jumps(zone, host *time.Location, now time.Time) {
	year := now.AddDate(1, 0, 0)
	for _, side := range []struct {
		zone *time.Location
		city string
	}{{zone, p.City}, {host, ""}} {
		if side.city == "" && side.zone.String() == zone.String() {
			continue
		}
		for _, c := range ChangesOf(side.zone, now, year) {
			date := DateOf(c.At, zone)
			week := date.AddDays(1 - date.Weekday()).String()
			p.Jumps = append(p.Jumps, Jump{Week: week, At: c.At, City: side.city, Chosen: week == p.Week})
			after := date.AddDays(8 - date.Weekday()).String()
			p.Jumps = append(p.Jumps, Jump{Week: after, At: Resolve(zone, date.AddDays(8-date.Weekday()), 12*60, Start), City: side.city, Chosen: after == p.Week})
		}
	}
	slices.SortFunc(p.Jumps, func(a, b Jump) int { return a.At.Compare(b.At) })
}

func (p *Preview) shared(c Calendar, zone *time.Location, today Date) {
	winter, summer := Date{today.Year + 1, time.January, 13}, Date{today.Year + 1, time.July, 14}
	p.Winter, p.Summer = hoursOf(SharedWeek(c, zone, winter)), hoursOf(SharedWeek(c, zone, summer))
	if c.Early != 0 || c.Late != 0 || p.Winter.Hours >= 20 {
		return
	}
	c.Early, c.Late = 7*60, 22*60
	if open := hoursOf(SharedWeek(c, zone, winter)).Willing; open >= p.Winter.Hours+5 {
		p.Suggested = open
	}
}

func hoursOf(s Shared) SharedHours {
	return SharedHours{int(s.Hours / time.Hour), int(s.Willing / time.Hour)}
}
