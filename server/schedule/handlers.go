package schedule

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// Handlers are the supplier's pages of its hours.
type Handlers struct {
	service  *Service
	accounts *account.Service
	pages    *page.Pages
	texts    *locale.Texts
	affected func(context.Context, account.CompanyID) ([]Affected, error)
}

// NewHandlers makes the pages.
func NewHandlers(service *Service, accounts *account.Service, pages *page.Pages, texts *locale.Texts) *Handlers {
	nothing := func(context.Context, account.CompanyID) ([]Affected, error) { return nil, nil }
	return &Handlers{service, accounts, pages, texts, nothing}
}

// Availability shows what a host has declared: GET /{lang}/availability?of=me&see=cologne&week=2027-03-29.
func (h *Handlers) Availability(w http.ResponseWriter, r *http.Request) error {
	k, company, err := h.keeper(r, r.URL.Query())
	if err != nil {
		return err
	}
	return h.write(w, r, http.StatusOK, k, company, given{query: r.URL.Query(), saved: r.URL.Query().Has("saved")})
}

// SetAvailability keeps one part of it; do names the part: POST /{lang}/availability.
func (h *Handlers) SetAvailability(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return problem.New(problem.Malformed, "malformed").Because(err)
	}
	k, company, err := h.keeper(r, r.PostForm)
	if err != nil {
		return err
	}
	err = h.keep(r, k, company, r.PostForm)
	if problem.Is(err, problem.Invalid) || problem.Is(err, problem.Conflict) {
		refusal, _ := errors.AsType[*problem.Error](err)
		if len(refusal.Fields) == 0 {
			refusal.Fields = []problem.Field{{Name: fieldOf[r.PostForm.Get("do")], Code: refusal.Code}}
		}
		return h.write(w, r, problem.KindOf(err).Status(), k, company, given{query: r.PostForm, problem: refusal})
	}
	if err != nil {
		return err
	}
	back := url.Values{"saved": {""}}
	for _, name := range []string{"of", "see", "week"} {
		if value := r.PostForm.Get(name); value != "" {
			back.Set(name, value)
		}
	}
	http.Redirect(w, r, "/"+page.FrameFrom(r.Context()).Lang+"/availability?"+back.Encode(), http.StatusSeeOther)
	return nil
}

// fieldOf is the field that a refused part is about, where the refusal does not say.
var fieldOf = map[string]string{"": "text", "weekly": "text", "exception": "on", "travel": "from", "habits": "early", "terms": "notice"}

// keeper is the calendar that the viewer means: the own company's, or ("of=me") the own one.
func (h *Handlers) keeper(r *http.Request, values url.Values) (Keeper, account.Company, error) {
	return h.keeperOf(r.Context(), account.ViewerFrom(r.Context()), values.Get("of"))
}

func (h *Handlers) keeperOf(ctx context.Context, v account.Viewer, of string) (Keeper, account.Company, error) {
	id, _ := v.Company(account.Supplier)
	if err := account.May(v, account.EditAvailability, account.Object{Supplier: id}); err != nil {
		return Keeper{}, account.Company{}, err
	}
	company, err := h.accounts.Company(ctx, id)
	k := Keeper{Company: id, Zone: company.Zone}
	if of == "me" {
		k.Member = v.User
	}
	return k, company, err
}

func (h *Handlers) keep(r *http.Request, k Keeper, company account.Company, form url.Values) error {
	ctx := r.Context()
	switch form.Get("do") {
	case "exception":
		e, err := exceptionOf(form)
		if err != nil {
			return err
		}
		return h.service.KeepException(ctx, k, e)
	case "open":
		on, err := dateOf(form, "on")
		if err != nil {
			return err
		}
		return h.service.DropException(ctx, k, on)
	case "travel":
		t, err := travelOf(form)
		if err != nil {
			return err
		}
		return h.service.KeepTravel(ctx, k, t)
	case "home":
		from, err := dateOf(form, "from")
		if err != nil {
			return err
		}
		return h.service.DropTravel(ctx, k, from)
	case "habits":
		habits, err := habitsOf(form)
		if err != nil {
			return err
		}
		return h.service.KeepHabits(ctx, k, habits)
	case "terms":
		terms, err := termsOf(form)
		if err != nil {
			return err
		}
		return h.service.KeepTerms(ctx, k, terms)
	case "holidays":
		return h.service.FollowHolidays(ctx, k, company.Country)
	}
	rules, err := weeklyOf(form)
	if err != nil {
		return err
	}
	if form.Get("mode") == "cells" { // which show the week that always holds
		kept, err := h.service.Kept(ctx, k)
		if err != nil {
			return err
		}
		for _, r := range kept.Rules {
			if r.From != (Date{}) || r.To != (Date{}) {
				rules = append(rules, r)
			}
		}
	}
	return h.service.KeepWeekly(ctx, k, rules)
}
