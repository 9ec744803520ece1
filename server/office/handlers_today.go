package office

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/meeting"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/schedule"
)

// TodayPage is "desk/today".
type TodayPage struct {
	Plan   Plan
	Noon   time.Time // of the day, on the office's wall
	By     string    // what rows are: room, company or interpreter
	Rooms  consultation.Rooms
	Axes   []string // names of the walls, in the plan's order
	Names  map[string]map[string]string
	Cards  map[string]TodayCard // by number
	List   []TodayCard          // by time
	Before string               // 2026-11-25
	After  string
	Today  bool
	Date   string
	Now    time.Time
}

// TodayCard is a meeting with its names.
type TodayCard struct {
	meeting.Card
	Person string // the interpreter
	There  string // start on the buyer's wall, where it is another than the office's
	Over   bool
	Lacks  bool // an interpreter is needed and none has agreed
}

// Today is the plan of a day: GET /{lang}/desk/today.
func (h *Handlers) Today(w http.ResponseWriter, r *http.Request) error {
	ctx, v := r.Context(), account.ViewerFrom(r.Context())
	now, zone := h.service.Now(), h.service.Settings().Hours.Zone
	day := schedule.DateOf(now, zone)
	body := TodayPage{By: "room", Now: now, Names: map[string]map[string]string{}, Cards: map[string]TodayCard{}}
	if asked, err := schedule.ParseDate(r.FormValue("day")); err == nil && asked.Year > 2000 && asked.Year < 9000 {
		day = asked
	}
	if by := r.FormValue("by"); by == "company" || by == "interpreter" {
		body.By = by
	}
	found, err := h.service.Day(ctx, v, day)
	if err != nil {
		return err
	}
	if body.Rooms, err = h.service.Rooms(ctx, v, found); err != nil {
		return err
	}
	body.Today = day == schedule.DateOf(now, zone)
	body.Date, body.Before, body.After = day.String(), day.AddDays(-1).String(), day.AddDays(1).String()
	body.Noon = schedule.Resolve(zone, day, 12*60, schedule.Start).In(zone)
	if err := h.todayNames(r, v, &body, found); err != nil {
		return err
	}
	body.Plan = PlanDay(day, zone, found, body.row, now)
	body.sortRooms()
	for _, axis := range body.Plan.Axes {
		body.Axes = append(body.Axes, h.axisName(axis, zone, body.List, now))
	}
	return h.pages.Write(w, r, http.StatusOK, "desk/today", "desk.today_title", body)
}

// row is the key of the row that a meeting stands in.
func (p TodayPage) row(c consultation.Consultation) string {
	switch p.By {
	case "room":
		return strconv.Itoa(p.Rooms.Of[c.ID])
	case "company":
		return c.SupplierCompany.String()
	}
	if c.InterpreterUser == (account.UserID{}) {
		return ""
	}
	return c.InterpreterUser.String()
}

// sortRooms puts rooms in the order of their numbers; companies and people stand as they meet.
func (p *TodayPage) sortRooms() {
	if p.By == "room" {
		slices.SortFunc(p.Plan.Rows, func(a, b PlanRow) int { return p.number(a) - p.number(b) })
	}
}

func (p *TodayPage) number(row PlanRow) int { return p.Rooms.Of[row.Items[0].ID] }

func (h *Handlers) todayNames(r *http.Request, v account.Viewer, body *TodayPage, found []consultation.Consultation) error {
	ctx := r.Context()
	names := h.cards(ctx)
	if err := names.Load(ctx, found); err != nil {
		return err
	}
	var people []account.UserID
	for _, c := range found {
		people = append(people, c.InterpreterUser)
	}
	interpreters, err := h.accounts.Users(ctx, people)
	if err != nil {
		return err
	}
	for _, c := range found {
		card, err := names.Of(ctx, v, c)
		if err != nil {
			return err
		}
		card.Side = consultation.Office
		one := TodayCard{Card: card, Person: interpreters[c.InterpreterUser].Name, There: there(c, h.service.Settings().Hours.Zone), Over: !c.EndsAt.After(body.Now), Lacks: c.LacksInterpreter()}
		body.Cards[c.Number], body.List = one, append(body.List, one)
		switch key := body.row(c); body.By {
		case "room":
			body.Names[key] = map[string]string{page.LangOf(r.Context()): h.pages.Texts().T(page.LangOf(r.Context()), "desk.room", "Number", body.Rooms.Of[c.ID])}
		case "company":
			body.Names[key] = card.Supplier.Names()
		default:
			body.Names[key] = map[string]string{"en": one.Person}
		}
	}
	return nil
}

// there is when a meeting starts on the buyer's wall, empty where that shows the office's hour.
func there(c consultation.Consultation, office *time.Location) string {
	zone, err := schedule.LoadZone(c.BuyerZone)
	if err != nil {
		return ""
	}
	hour := c.StartsAt.In(zone).Format("15:04")
	if hour == c.StartsAt.In(office).Format("15:04") {
		return ""
	}
	return hour
}

// axisName is the city of a wall: that of the first buyer who lives by it; the office's wall has its zone's short name.
func (h *Handlers) axisName(a Axis, office *time.Location, list []TodayCard, now time.Time) string {
	if a.Zone.String() != office.String() {
		for _, c := range list {
			if c.BuyerZone == a.Zone.String() && c.Buyer.City != "" {
				return c.Buyer.City
			}
		}
		_, name, _ := strings.Cut(a.Zone.String(), "/")
		return strings.ReplaceAll(name, "_", " ")
	}
	abbr, _ := now.In(office).Zone()
	return abbr
}
