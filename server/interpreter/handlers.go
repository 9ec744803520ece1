package interpreter

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

// Handlers are the office's page of its interpreters, and each one's own profile and hours.
type Handlers struct {
	service  *Service
	accounts *account.Service
	pages    *page.Pages
	home     account.Home
}

// NewHandlers makes them; home is where the office's interpreters are until they say otherwise.
func NewHandlers(service *Service, accounts *account.Service, pages *page.Pages, home account.Home) *Handlers {
	return &Handlers{service, accounts, pages, home}
}

// Row is one interpreter on the office's page.
type Row struct {
	Profile
	Name, City, Zone string
	Hours            string
	Ties             []string // names of firms
	TiesText         string   // their short names, as the form has them
	slugs            []string
	Problem          *problem.Error
}

// ListPage is "interpreter/list".
type ListPage struct {
	Rows    []Row
	Domains []string
	Spoken  []string
	Levels  []string
	Saved   string // name of who has just been changed
}

// Lines are the directions as the form has them: those that there are and one free line.
func (r Row) Lines() []Language { return append(slices.Clone(r.Languages), Language{}) }

// typedLanguages are the form's lines that are filled in; of two for one direction the last counts.
func typedLanguages(form url.Values) []Language {
	var all []Language
	from, to, level := form["from"], form["to"], form["level"]
	for i := range min(len(from), len(to), len(level), 50) {
		l := Language{schedule.Pair{From: from[i], To: to[i]}, level[i]}
		if l.Pair == (schedule.Pair{}) {
			continue
		}
		all = append(slices.DeleteFunc(all, func(o Language) bool { return o.Pair == l.Pair }), l)
	}
	return all
}

// ProfilePage is "interpreter/profile".
type ProfilePage struct {
	Row
	Text    string // hours as typed
	Saved   bool
	Problem *problem.Error
}

// List is the office's interpreters: GET /{lang}/desk/interpreters.
func (h *Handlers) List(w http.ResponseWriter, r *http.Request) error {
	return h.list(w, r, http.StatusOK, account.UserID{}, nil)
}

func (h *Handlers) list(w http.ResponseWriter, r *http.Request, status int, wrong account.UserID, refusal *problem.Error) error {
	ctx := r.Context()
	if err := account.May(account.ViewerFrom(ctx), account.EditInterpreter, account.Object{}); err != nil {
		return err
	}
	users, err := h.accounts.Interpreters(ctx)
	if err != nil {
		return err
	}
	body := ListPage{Domains: Domains, Spoken: Spoken, Levels: Levels}
	for _, u := range users {
		row, err := h.row(ctx, u)
		if err != nil {
			return err
		}
		if u.ID == wrong {
			row.Problem, row.TiesText, row.Languages = refusal, r.PostForm.Get("ties"), typedLanguages(r.PostForm)
		}
		if r.FormValue("saved") == u.ID.String() {
			body.Saved = u.Name
		}
		body.Rows = append(body.Rows, row)
	}
	slices.SortStableFunc(body.Rows, func(a, b Row) int { return a.rank() - b.rank() })
	return h.pages.Write(w, r, status, "interpreter/list", "interpreter.list_title", body)
}

func (h *Handlers) row(ctx context.Context, u account.User) (Row, error) {
	p, err := h.service.Profile(ctx, u.ID)
	if err != nil {
		return Row{}, err
	}
	calendar, err := h.service.schedule.Weekly(ctx, schedule.Interpreter, u.ID.UUID, u.Zone)
	if err != nil {
		return Row{}, err
	}
	row := Row{Profile: p, Name: u.Name, City: account.CityName(h.pages.Texts(), page.FrameFrom(ctx).Lang, u.City), Zone: u.Zone, Hours: schedule.FormatWeekly(calendar.Rules, page.FrameFrom(ctx).Lang)}
	firms, err := h.accounts.Companies(ctx, p.Ties)
	for _, id := range p.Ties {
		row.Ties, row.slugs = append(row.Ties, page.Pick(page.FrameFrom(ctx).Lang, firms[id].Names()).Text), append(row.slugs, firms[id].Slug)
	}
	row.TiesText = strings.Join(row.slugs, ", ")
	return row, err
}

// ties are the firms of short names, with whose meetings somebody is never asked.
func (h *Handlers) ties(ctx context.Context, slugs []string) ([]account.CompanyID, error) {
	var firms []account.CompanyID
	for _, slug := range slugs {
		firm, err := h.accounts.CompanyBySlug(ctx, slug)
		if problem.Is(err, problem.NotFound) || len(firms) > 100 {
			return nil, problem.InvalidFields(problem.Field{Name: "ties", Code: "company_unknown"})
		}
		if err != nil {
			return nil, err
		}
		if !slices.Contains(firms, firm.ID) {
			firms = append(firms, firm.ID)
		}
	}
	return firms, nil
}

// typedSlugs are short names as a form has them.
func typedSlugs(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(c rune) bool { return c == ',' || c == ' ' || c == '\n' || c == '\r' })
}

// Change keeps what the office says of one of them: POST /{lang}/desk/interpreters.
func (h *Handlers) Change(w http.ResponseWriter, r *http.Request) error {
	ctx, v := r.Context(), account.ViewerFrom(r.Context())
	if err := account.May(v, account.EditInterpreter, account.Object{}); err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return problem.New(problem.Malformed, "malformed").Because(err)
	}
	id, err := uuid.Parse(r.PostForm.Get("user"))
	if err != nil {
		return problem.New(problem.NotFound, "not_found")
	}
	u, err := h.accounts.User(ctx, account.UserID{UUID: id})
	if err != nil {
		return err
	}
	p, err := h.service.Profile(ctx, u.ID)
	if err != nil {
		return err
	}
	p.Tier = map[string]int{"1": 1, "2": 2}[r.PostForm.Get("tier")]
	p.Languages, p.Domains, p.Qualified = typedLanguages(r.PostForm), r.PostForm["domain"], r.PostForm["qualified"]
	p.NDAOn, p.NDAUntil, p.ClearedUntil = date(r.PostForm.Get("nda_on")), date(r.PostForm.Get("nda_until")), date(r.PostForm.Get("cleared_until"))
	if p.Ties, err = h.ties(ctx, typedSlugs(r.PostForm.Get("ties"))); err == nil {
		err = h.service.Set(ctx, v, u.Zone, p)
	}
	if refusal, ok := errors.AsType[*problem.Error](err); ok && refusal.Kind == problem.Invalid {
		return h.list(w, r, http.StatusUnprocessableEntity, u.ID, refusal)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/"+page.FrameFrom(ctx).Lang+"/desk/interpreters?saved="+u.ID.String(), http.StatusSeeOther)
	return nil
}

// Profile is an interpreter's own: GET /{lang}/interpreting.
func (h *Handlers) Profile(w http.ResponseWriter, r *http.Request) error {
	u, err := h.me(r.Context())
	if err != nil {
		return err
	}
	row, err := h.row(r.Context(), u)
	if err != nil {
		return err
	}
	return h.pages.Write(w, r, http.StatusOK, "interpreter/profile", "interpreter.profile_title", ProfilePage{Row: row, Text: row.Hours, Saved: r.URL.Query().Has("saved")})
}

// SetHours keeps the hours: POST /{lang}/interpreting.
func (h *Handlers) SetHours(w http.ResponseWriter, r *http.Request) error {
	u, err := h.me(r.Context())
	if err != nil {
		return err
	}
	text := strings.TrimSpace(r.PostFormValue("text"))
	rules, err := schedule.ParseWeekly(text)
	if err == nil {
		err = h.service.schedule.SetWeekly(r.Context(), schedule.Interpreter, u.ID.UUID, u.Zone, rules)
	}
	refusal, ok := errors.AsType[*problem.Error](err)
	switch {
	case err == nil:
		http.Redirect(w, r, "/"+page.FrameFrom(r.Context()).Lang+"/interpreting?saved", http.StatusSeeOther)
		return nil
	case !ok || refusal.Kind != problem.Invalid:
		return err
	}
	row, err := h.row(r.Context(), u)
	if err != nil {
		return err
	}
	refusal.Fields = []problem.Field{{Name: "text", Code: refusal.Code}}
	return h.pages.Write(w, r, http.StatusUnprocessableEntity, "interpreter/profile", "interpreter.profile_title", ProfilePage{Row: row, Text: text, Problem: refusal})
}

// me is the interpreter who looks at the own page.
func (h *Handlers) me(ctx context.Context) (account.User, error) {
	v := account.ViewerFrom(ctx)
	if err := account.May(v, account.ReportAbsence, account.Object{People: []account.UserID{v.User}}); err != nil {
		return account.User{}, err
	}
	if !v.Is(account.Interpreter) {
		return account.User{}, problem.New(problem.NotFound, "not_found")
	}
	return h.accounts.User(ctx, v.User)
}
