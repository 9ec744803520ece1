package meeting

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

const fortnight = 14

// company is the supplier of a booking's address, with its city in the page's language.
func (h *Handlers) company(r *http.Request) (catalog.Company, error) {
	company, err := h.catalog.Company(r.Context(), r.PathValue("slug"))
	company.City = account.CityName(h.pages.Texts(), page.LangOf(r.Context()), company.City)
	return company, err
}

// When is step 1 of a booking: GET /{lang}/book/{slug}.
func (h *Handlers) When(w http.ResponseWriter, r *http.Request) error {
	company, err := h.company(r)
	if err != nil {
		return err
	}
	body, err := h.when(r, company, r.URL.Query())
	if err != nil {
		return err
	}
	return h.pages.Write(w, r, http.StatusOK, "consultation/when", "consultation.when_title", body)
}

// Hold takes the chosen time: POST /{lang}/book/{slug}.
func (h *Handlers) Hold(w http.ResponseWriter, r *http.Request) error {
	company, err := h.company(r)
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return problem.New(problem.Malformed, "malformed").Because(err)
	}
	form := r.PostForm
	draft, err := h.hold(r, company, form)
	if err != nil && !problem.OnForm(err) {
		return err
	}
	if err != nil {
		return h.heldByOthers(w, r, company, form, err)
	}
	if err := h.carry(r.Context(), draft); err != nil {
		return err
	}
	query := ""
	if sku := form.Get("product"); sku != "" {
		query = "?product=" + url.QueryEscape(sku)
	}
	return page.SeeOther(w, r, "/book/"+company.Slug+"/"+draft.ID.String()+query)
}

// carry takes over what this browser typed for an earlier time.
func (h *Handlers) carry(ctx context.Context, draft consultation.Consultation) error {
	before := h.sessions.Manager.GetString(ctx, "draft")
	h.sessions.Manager.Put(ctx, "draft", draft.ID.String())
	id, err := parseID(before)
	if err != nil || id == draft.ID {
		return nil
	}
	if err := h.service.Carry(ctx, draft.Opener, id, draft.ID); err != nil && !problem.Is(err, problem.NotFound) && !problem.Is(err, problem.Conflict) {
		return err
	}
	return nil
}

func (h *Handlers) hold(r *http.Request, company catalog.Company, form url.Values) (consultation.Consultation, error) {
	start, err := parseStart(form.Get("at"))
	if err != nil {
		return consultation.Consultation{}, err
	}
	minutes, err := strconv.Atoi(form.Get("length"))
	if err != nil || minutes < 1 || minutes > 240 {
		return consultation.Consultation{}, problem.New(problem.Invalid, "length_unknown")
	}
	v := account.ViewerFrom(r.Context())
	network := account.Network(h.client(r))
	if !v.SignedIn() {
		if err := h.limits.Room(r.Context(), limitHolds, network); err != nil {
			return consultation.Consultation{}, tooManyHolds(err)
		}
	}
	c, err := h.service.Hold(r.Context(), consultation.HoldRequest{Opener: h.opener(r.Context(), true), Person: v.User, Key: form.Get("key"), Company: company.ID,
		Start: start, Length: time.Duration(minutes) * time.Minute, Pair: schedule.ParsePair(form.Get("pair")), Zone: page.ZoneOf(r.Context())})
	if err == nil && !v.SignedIn() {
		if err := h.limits.Allow(r.Context(), limitHolds, network); err != nil {
			h.logger.Debug("one hold more than a network may", "err", err) // many at once: the next is refused
		}
	}
	return c, err
}

// limitHolds is how many times one network may hold without signing in. Those who lose a race for a slot are not counted.
var limitHolds = account.Limit{Name: "hold-client", Burst: 30, Per: 10 * time.Minute}

func tooManyHolds(err error) error {
	p, ok := errors.AsType[*problem.Error](err)
	if !ok {
		return err
	}
	return problem.New(problem.TooMany, "too_many_holds", "Count", int(p.RetryAfter.Minutes())+1).RetryIn(p.RetryAfter)
}

// heldByOthers shows step 1 again with what is free nearest to the wanted time.
func (h *Handlers) heldByOthers(w http.ResponseWriter, r *http.Request, company catalog.Company, form url.Values, refusal error) error {
	body, err := h.when(r, company, form)
	if err != nil {
		return err
	}
	body.Problem = refusal
	retryAfter(w, refusal)
	if taken, ok := errors.AsType[*consultation.Taken](refusal); ok {
		body.Taken = true
		body.Alternatives = choices(taken.Alternatives, page.ZoneOf(r.Context()), h.companyZone(company), time.Time{})
	}
	return h.pages.Write(w, r, problem.KindOf(refusal).Status(), "consultation/when", "consultation.when_title", body)
}

func (h *Handlers) companyZone(company catalog.Company) *time.Location {
	zone, err := schedule.LoadZone(company.Zone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// when fills step 1: a fortnight of days with their free starts, and the starts of one of them.
func (h *Handlers) when(r *http.Request, company catalog.Company, given url.Values) (WhenPage, error) {
	ctx, viewer := r.Context(), page.ZoneOf(r.Context())
	terms, err := h.schedule.Terms(ctx, company.ID)
	if err != nil {
		return WhenPage{}, err
	}
	pairs, err := h.Pairs(ctx)
	if err != nil {
		return WhenPage{}, err
	}
	body := WhenPage{Company: company, Product: given.Get("product"), Lengths: minutesOf(terms.Lengths), Pairs: pairs,
		Pair: consultation.OneOf(given.Get("pair"), pairs)}
	body.Length = body.Lengths[0]
	if n, err := strconv.Atoi(given.Get("length")); err == nil && slices.Contains(body.Lengths, n) {
		body.Length = n
	}
	chosen, _ := parseStart(given.Get("at")) // a time that is none chooses nothing
	today := schedule.DateOf(h.service.Now(), viewer)
	first := firstDay(given, chosen, today, viewer, terms.WindowDays)
	from := schedule.Resolve(viewer, first, 0, schedule.Start)
	to := schedule.Resolve(viewer, first.AddDays(fortnight), 0, schedule.Start)
	found, err := h.schedule.Slots(ctx, schedule.SlotQuery{Company: company.ID, From: from, To: to,
		Length: time.Duration(body.Length) * time.Minute, Demand: schedule.Demand{Pair: schedule.ParsePair(body.Pair)}, Viewer: viewer, Buyer: account.ViewerFrom(ctx).User})
	if err != nil && !problem.Is(err, problem.NotFound) {
		return WhenPage{}, err
	}
	body.Reason = found.Reason
	if err != nil {
		body.Reason = schedule.NothingOffered
	}
	body.days(given, first, found.Slots, viewer, chosen)
	body.Slots = choices(onDay(found.Slots, body.Days, viewer), viewer, h.companyZone(company), chosen)
	body.Elsewhere = viewer.String() != company.Zone
	body.Changes = clockChanges(viewer, h.companyZone(company), from, to)
	body.Holidays = holidayNotes(viewer, h.companyZone(company), company.Country, first, first.AddDays(fortnight))
	if today.Before(first) {
		body.Earlier = body.query("from", first.AddDays(-fortnight).String())
	}
	if next := first.AddDays(fortnight); !today.AddDays(terms.WindowDays).Before(next) {
		body.Later = body.query("from", next.String())
	}
	return body, nil
}

// firstDay is where the strip begins: at the day asked for, at that of the chosen time, or today.
func firstDay(given url.Values, chosen time.Time, today schedule.Date, viewer *time.Location, window int) schedule.Date {
	first, last := today, today.AddDays(window)
	if d, err := schedule.ParseDate(given.Get("from")); err == nil {
		first = d
	} else if !chosen.IsZero() {
		day := schedule.DateOf(chosen, viewer)
		for !day.Before(first.AddDays(fortnight)) && first.Before(last) {
			first = first.AddDays(fortnight)
		}
	}
	if first.Before(today) || last.Before(first) {
		return today
	}
	return first
}

// days fills the strip and chooses a day: the one asked for, that of the chosen time, or the first with a free start.
func (b *WhenPage) days(given url.Values, first schedule.Date, slots []schedule.Slot, viewer *time.Location, chosen time.Time) {
	counts := map[schedule.Date]int{}
	for _, s := range slots {
		counts[schedule.DateOf(s.Start, viewer)]++
	}
	wanted, err := schedule.ParseDate(given.Get("day"))
	if err != nil && !chosen.IsZero() {
		wanted = schedule.DateOf(chosen, viewer)
	}
	pick := -1
	for i := range fortnight {
		day := first.AddDays(i)
		b.Days = append(b.Days, DayChoice{On: schedule.Resolve(viewer, day, 12*60, schedule.Start), N: counts[day],
			Query: b.query("from", first.String(), "day", day.String())})
		if day == wanted || pick < 0 && counts[day] > 0 && (wanted == schedule.Date{} || wanted.Before(first)) {
			pick = i
		}
	}
	if pick < 0 {
		pick = max(0, slices.IndexFunc(b.Days, func(d DayChoice) bool { return d.N > 0 }))
	}
	b.Days[pick].Chosen = true
}

// query is the page's own query with some values set.
func (b *WhenPage) query(pairs ...string) string {
	values := url.Values{"length": {strconv.Itoa(b.Length)}}
	if b.Product != "" {
		values.Set("product", b.Product)
	}
	if b.Pair != "" {
		values.Set("pair", b.Pair)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Set(pairs[i], pairs[i+1])
	}
	return "?" + values.Encode()
}

func onDay(slots []schedule.Slot, days []DayChoice, viewer *time.Location) []schedule.Slot {
	var day schedule.Date
	for _, d := range days {
		if d.Chosen {
			day = schedule.DateOf(d.On, viewer)
		}
	}
	return slices.DeleteFunc(slices.Clone(slots), func(s schedule.Slot) bool { return schedule.DateOf(s.Start, viewer) != day })
}
