package meeting

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

// AbsencePage is "interpreter/absence".
type AbsencePage struct {
	From, Until string // as typed, in the viewer's zone: "2026-11-26T09:00"
	Asked       bool   // the conflicts were looked for
	Conflicts   []Card
	Saved       bool
	Problem     *problem.Error
}

// Absence asks when an interpreter cannot work: GET /{lang}/interpreting/absence.
func (h *Handlers) Absence(w http.ResponseWriter, r *http.Request) error {
	if err := mayBeAbsent(account.ViewerFrom(r.Context())); err != nil {
		return err
	}
	return h.absence(w, r, http.StatusOK, AbsencePage{Saved: r.URL.Query().Has("saved")})
}

func mayBeAbsent(v account.Viewer) error {
	if err := account.May(v, account.ReportAbsence, account.Object{People: []account.UserID{v.User}}); err != nil {
		return err
	}
	if !v.Is(account.Interpreter) {
		return problem.New(problem.NotFound, "not_found")
	}
	return nil
}

// ReportAbsence lists what is in the way, and on the second word gives all of it back and blocks the time:
// POST /{lang}/interpreting/absence.
func (h *Handlers) ReportAbsence(w http.ResponseWriter, r *http.Request) error {
	ctx, v := r.Context(), account.ViewerFrom(r.Context())
	if err := mayBeAbsent(v); err != nil {
		return err
	}
	body := AbsencePage{From: consultation.Clip(r.PostFormValue("from"), 20), Until: consultation.Clip(r.PostFormValue("until"), 20), Asked: true}
	during, err := typedWindow(body.From, body.Until, page.ZoneOf(r.Context()))
	if err == nil && r.PostFormValue("sure") == "yes" {
		if err = h.service.Absent(ctx, v, v.User, during, "ill"); err == nil {
			return page.SeeOther(w, r, "/interpreting/absence?saved")
		}
	}
	if err == nil {
		var all []consultation.Consultation
		if all, err = h.service.Conflicts(ctx, v, v.User, during); err == nil {
			for _, c := range all {
				card, err := h.cards(ctx).Of(ctx, v, c)
				if err != nil {
					return err
				}
				body.Conflicts = append(body.Conflicts, card)
			}
			return h.absence(w, r, http.StatusOK, body)
		}
	}
	refusal, ok := errors.AsType[*problem.Error](err)
	if !ok || !problem.OnForm(err) {
		return err
	}
	body.Asked, body.Problem = false, refusal
	return h.absence(w, r, problem.KindOf(err).Status(), body)
}

// typedWindow is a time that was typed on the viewer's wall.
func typedWindow(from, until string, zone *time.Location) (schedule.Window, error) {
	var w schedule.Window
	for i, text := range []string{from, until} {
		wall, err := time.Parse("2006-01-02T15:04", text)
		if err != nil {
			return w, problem.InvalidFields(problem.Field{Name: []string{"from", "until"}[i], Code: "absence_invalid"})
		}
		at := schedule.Resolve(zone, schedule.DateOf(wall, time.UTC), wall.Hour()*60+wall.Minute(), []schedule.Side{schedule.Start, schedule.End}[i])
		if i == 0 {
			w.Start = at
		} else {
			w.End = at
		}
	}
	if w.Empty() {
		return w, problem.InvalidFields(problem.Field{Name: "until", Code: "absence_invalid"})
	}
	return w, nil
}

func (h *Handlers) absence(w http.ResponseWriter, r *http.Request, status int, body AbsencePage) error {
	return h.pages.Write(w, r, status, "interpreter/absence", "interpreter.absence_title", body)
}

// Affected are the consultations that a change of hours has left outside, as the supplier's page of hours shows them.
func (h *Handlers) Affected(ctx context.Context, company account.CompanyID) ([]schedule.Affected, error) {
	found, err := h.service.OutsideHours(ctx, company)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	names := h.cards(ctx)
	if err := names.Load(ctx, found); err != nil {
		return nil, err
	}
	var all []schedule.Affected
	for _, c := range found {
		if c.HiddenFrom(consultation.Supplier) {
			continue
		}
		buyer, err := names.Company(ctx, c.BuyerCompany)
		if err != nil {
			return nil, err
		}
		all = append(all, schedule.Affected{Number: c.Number, StartsAt: c.StartsAt, With: buyer.Names(), Zone: buyer.Zone, City: buyer.City, Pending: c.Pending()})
	}
	return all, nil
}
