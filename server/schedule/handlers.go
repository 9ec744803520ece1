package schedule

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// Handlers are the supplier's page of its weekly hours.
type Handlers struct {
	service  *Service
	accounts *account.Service
	pages    *page.Pages
	texts    *locale.Texts
}

// NewHandlers makes the page.
func NewHandlers(service *Service, accounts *account.Service, pages *page.Pages, texts *locale.Texts) *Handlers {
	return &Handlers{service, accounts, pages, texts}
}

// AvailabilityPage is "schedule/availability".
type AvailabilityPage struct {
	Text      string
	City      string
	Weekdays  []string
	Cells     []HourRow
	Next      []time.Time // what a buyer sees first
	OtherZone string      // of such a buyer
	OtherCity string
	Saved     bool
	Problem   error
}

// HourRow is one hour of the week, Cell one weekday in it; its value is weekday-hour.
type (
	HourRow struct {
		Label string
		Days  []Cell
	}
	Cell struct {
		Value string
		Day   string
		Open  bool
	}
)

const firstHour, lastHour = 7, 22

// Availability shows the hours: GET /{lang}/availability.
func (h *Handlers) Availability(w http.ResponseWriter, r *http.Request) error {
	company, err := h.mine(r)
	if err != nil {
		return err
	}
	calendar, err := h.service.Weekly(r.Context(), Supplier, company.ID.UUID, company.Zone)
	if err != nil {
		return err
	}
	return h.write(w, r, http.StatusOK, company, AvailabilityPage{Text: FormatWeekly(calendar.Rules), Saved: r.URL.Query().Has("saved")}, calendar.Rules)
}

// SetAvailability keeps them, as cells or as text: POST /{lang}/availability.
func (h *Handlers) SetAvailability(w http.ResponseWriter, r *http.Request) error {
	company, err := h.mine(r)
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return problem.New(problem.Malformed, "malformed").Because(err)
	}
	text := r.PostForm.Get("text")
	rules, err := ParseWeekly(text)
	if r.PostForm.Get("mode") == "cells" {
		rules, err = cellRules(r.PostForm["cell"])
	}
	if err == nil {
		err = h.service.SetWeekly(r.Context(), Supplier, company.ID.UUID, company.Zone, rules)
	}
	if err != nil {
		if !problem.Is(err, problem.Invalid) {
			return err
		}
		refusal, _ := errors.AsType[*problem.Error](err)
		refusal.Fields = []problem.Field{{Name: "text", Code: refusal.Code}}
		return h.write(w, r, http.StatusUnprocessableEntity, company, AvailabilityPage{Text: text, Problem: refusal}, nil)
	}
	http.Redirect(w, r, "/"+page.FrameFrom(r.Context()).Lang+"/availability?saved", http.StatusSeeOther)
	return nil
}

// mine is the viewer's own supplier company.
func (h *Handlers) mine(r *http.Request) (account.Company, error) {
	v := account.ViewerFrom(r.Context())
	id, _ := v.Company(account.Supplier)
	if err := account.May(v, account.EditAvailability, account.Object{Supplier: id}); err != nil {
		return account.Company{}, err
	}
	return h.accounts.Company(r.Context(), id)
}

func (h *Handlers) write(w http.ResponseWriter, r *http.Request, status int, company account.Company, body AvailabilityPage, rules []Rule) error {
	frame := page.FrameFrom(r.Context())
	body.City, body.OtherZone, body.OtherCity = account.CityName(h.texts, frame.Lang, company.City), "Europe/Bucharest", h.texts.T(frame.Lang, "place.city_cluj")
	sunday := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for day := 1; day <= 7; day++ {
		body.Weekdays = append(body.Weekdays, h.texts.Weekday(frame.Lang, sunday.AddDate(0, 0, day)))
	}
	body.Cells = cells(rules, body.Weekdays)
	free, err := h.service.NextFree(r.Context(), []account.CompanyID{company.ID}, 5)
	if err != nil {
		return err
	}
	body.Next = free[company.ID]
	return h.pages.Write(w, r, status, "schedule/availability", "schedule.title", body)
}

// cells are the hours of the week; a cell is open when all of its hour is.
func cells(rules []Rule, weekdays []string) []HourRow {
	var rows []HourRow
	for hour := firstHour; hour < lastHour; hour++ {
		row := HourRow{Label: fmt.Sprintf("%02d:00", hour)}
		for day := 1; day <= 7; day++ {
			cell := Cell{Value: fmt.Sprintf("%d-%d", day, hour), Day: weekdays[day-1]}
			for _, rule := range rules {
				if rule.Weekday == day && rule.Span.Start <= hour*60 && rule.Span.End >= hour*60+60 {
					cell.Open = true
				}
			}
			row.Days = append(row.Days, cell)
		}
		rows = append(rows, row)
	}
	return rows
}

// cellRules are the rules of tapped cells, "weekday-hour".
func cellRules(values []string) ([]Rule, error) {
	var rules []Rule
	for _, value := range values {
		weekday, hour, _ := strings.Cut(value, "-")
		d, dayErr := strconv.Atoi(weekday)
		n, hourErr := strconv.Atoi(hour)
		if dayErr != nil || hourErr != nil || d < 1 || d > 7 || n < 0 || n > 23 {
			return nil, problem.New(problem.Invalid, "hours_invalid")
		}
		rules = append(rules, Rule{Weekday: d, Span: Span{n * 60, n*60 + 60}})
	}
	return join(rules), nil
}
