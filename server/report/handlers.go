package report

import (
	"errors"
	"net/http"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/walkin"
)

// Handlers are the report's pages.
type Handlers struct {
	service *Service
	pages   *page.Pages
	now     func() time.Time
	rings   *walkin.Service // nil: nothing rings
}

// NewHandlers makes them.
func NewHandlers(service *Service, pages *page.Pages, now func() time.Time) *Handlers {
	return &Handlers{service: service, pages: pages, now: now}
}

// CountRings has the office's report show how often companies were asked to talk now, and how soon they answered.
func (h *Handlers) CountRings(rings *walkin.Service) { h.rings = rings }

// ReportPage is the body of "report/report".
type ReportPage struct {
	From, To string // as typed or chosen, 2026-06-01
	Quick    []Quick
	Report   Report
	Rates    Rates
	Version  string
	Rings    *walkin.Figures // nil for a desk's part
	Whole    bool            // the whole office, not one desk's part
	Problem  *problem.Error
}

// Quick is a period that is one click away; its name is the sentence "report.quick_<name>".
type Quick struct {
	Name     string
	From, To string
}

// Report shows the figures of a period.
func (h *Handlers) Report(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	viewer := account.ViewerFrom(ctx)
	period, err := h.service.Read(r.FormValue("from"), r.FormValue("to"), h.now())
	refusal, invalid := errors.AsType[*problem.Error](err)
	if err != nil && !invalid {
		return err
	}
	body := ReportPage{From: r.FormValue("from"), To: r.FormValue("to"), Quick: h.quick(), Rates: h.service.rates, Version: Version,
		Whole: account.May(viewer, account.ReadOutcomes, account.Object{}) == nil, Problem: refusal}
	if refusal != nil {
		period, err = h.service.Read("", "", h.now())
		if err != nil {
			return err
		}
	} else {
		body.From, body.To = period.From.Format(time.DateOnly), period.To.Format(time.DateOnly)
	}
	if body.Report, err = h.service.Of(ctx, viewer, period); err != nil {
		return err
	}
	if h.rings != nil && account.May(viewer, account.ReadRings, account.Object{}) == nil {
		_, figures, err := h.rings.Report(ctx, viewer, period.From.UTC(), period.To.AddDate(0, 0, 1).UTC())
		if err != nil {
			return err
		}
		body.Rings = &figures
	}
	status := http.StatusOK
	if refusal != nil {
		status = refusal.Kind.Status()
	}
	return h.pages.Write(w, r, status, "report/report", "report.title", body)
}

// quick offers this month, the last one and this year, in the office's days.
func (h *Handlers) quick() []Quick {
	now := h.now().In(h.service.zone)
	month := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, h.service.zone)
	year := time.Date(now.Year(), 1, 1, 0, 0, 0, 0, h.service.zone)
	span := func(name string, from, to time.Time) Quick {
		return Quick{name, from.Format(time.DateOnly), to.AddDate(0, 0, -1).Format(time.DateOnly)}
	}
	return []Quick{
		span("month", month, month.AddDate(0, 1, 0)),
		span("last_month", month.AddDate(0, -1, 0), month),
		span("year", year, year.AddDate(1, 0, 0)),
	}
}
