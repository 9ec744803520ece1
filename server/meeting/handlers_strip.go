package meeting

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

// Strip leads to times farther away than the nearest: days of a fortnight with their free starts, once a fortnight is asked for.
type Strip struct {
	Days    []DayChoice // empty: the nearest times are shown
	Earlier string      // queries of the page; Later asks for the first fortnight where there are no days
	Later   string
}

// Under is the strip on a page whose own query has to stay: "?show=request".
func (s Strip) Under(query string) Strip {
	join := func(own string) string {
		if own == "" {
			return ""
		}
		return query + "&" + strings.TrimPrefix(own, "?")
	}
	s.Earlier, s.Later, s.Days = join(s.Earlier), join(s.Later), slices.Clone(s.Days)
	for i := range s.Days {
		s.Days[i].Query = join(s.Days[i].Query)
	}
	return s
}

// otherTimes are the n starts nearest to a wanted one, or, where the page's query asks from a day on (?from=2026-12-14&day=...), those
// of a day of that fortnight, as in step 1 of a booking.
func (h *Handlers) otherTimes(r *http.Request, q schedule.SlotQuery, want time.Time, n int) ([]schedule.Slot, Strip, error) {
	given, viewer := r.URL.Query(), page.ZoneOf(r.Context())
	today := schedule.DateOf(h.service.Now(), viewer)
	from := func(d schedule.Date) string { return "?" + url.Values{"from": {d.String()}}.Encode() }
	if _, err := schedule.ParseDate(given.Get("from")); err != nil {
		if at, err := parseStart(r.PostForm.Get("at")); err == nil {
			want = at // a refused form keeps its choice
		}
		near, err := h.schedule.Nearest(r.Context(), q, want, n)
		first := schedule.DateOf(want, viewer)
		if first.Before(today) {
			first = today
		}
		return near, Strip{Later: from(first)}, err
	}
	const farthest = 366 // days; the company's own window is shorter
	first := firstDay(given, time.Time{}, today, viewer, farthest)
	next := first.AddDays(fortnight)
	q.From, q.To = schedule.Resolve(viewer, first, 0, schedule.Start), schedule.Resolve(viewer, next, 0, schedule.Start)
	found, err := h.schedule.Slots(r.Context(), q)
	if err != nil && !problem.Is(err, problem.NotFound) {
		return nil, Strip{}, err
	}
	var step WhenPage
	step.days(given, first, found.Slots, viewer, time.Time{})
	strip := Strip{Days: step.Days}
	for i, day := range strip.Days {
		strip.Days[i].Query = from(first) + "&day=" + schedule.DateOf(day.On, viewer).String()
	}
	if today.Before(first) {
		strip.Earlier = from(first.AddDays(-fortnight))
	}
	if !today.AddDays(min(found.Terms.WindowDays, farthest)).Before(next) {
		strip.Later = from(next)
	}
	return onDay(found.Slots, step.Days, viewer), strip, nil
}
