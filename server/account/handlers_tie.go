package account

import (
	"errors"
	"net/http"
	"strings"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// TiesPage is "account/ties": which officers have a tie to which company, and a form that states one.
type TiesPage struct {
	Rows     []TieRow
	Officers []User
	Kinds    []TieKind
	Me       UserID
	Typed    TieTyped
	Saved    bool
	Problem  *problem.Error
}

// TieRow is one tie with the names of what it binds.
type TieRow struct {
	Tie
	Officer, By string
	Company     Company
}

// TieTyped is what a refused form had in it.
type TieTyped struct{ Officer, Company, Kind string }

// Ties shows them: GET /{lang}/desk/ties.
func (h *Handlers) Ties(w http.ResponseWriter, r *http.Request) error {
	return h.ties(w, r, http.StatusOK, TiesPage{Saved: r.URL.Query().Has("saved"), Typed: TieTyped{Company: r.FormValue("company")}})
}

func (h *Handlers) ties(w http.ResponseWriter, r *http.Request, status int, body TiesPage) error {
	ctx := r.Context()
	v := ViewerFrom(ctx)
	found, err := h.service.Ties(ctx, v)
	if err != nil {
		return err
	}
	if body.Officers, err = h.service.Officers(ctx); err != nil {
		return err
	}
	var people []UserID
	var firms []CompanyID
	for _, t := range found {
		people, firms = append(people, t.User, t.SaidBy), append(firms, t.Company)
	}
	users, err := h.service.Users(ctx, people)
	if err != nil {
		return err
	}
	companies, err := h.service.Companies(ctx, firms)
	if err != nil {
		return err
	}
	for _, t := range found {
		body.Rows = append(body.Rows, TieRow{t, users[t.User].Name, users[t.SaidBy].Name, companies[t.Company]})
	}
	body.Kinds, body.Me = TieKinds, v.User
	if body.Typed.Officer == "" {
		body.Typed.Officer = v.User.String()
	}
	return h.pages.Write(w, r, status, "account/ties", "account.ties_title", body)
}

// ChangeTies states a tie, or ends one: POST /{lang}/desk/ties.
func (h *Handlers) ChangeTies(w http.ResponseWriter, r *http.Request) error {
	v, typed := ViewerFrom(r.Context()), TieTyped{r.PostFormValue("officer"), r.PostFormValue("company"), r.PostFormValue("kind")}
	if err := May(v, KeepTies, Object{}); err != nil {
		return err
	}
	err := h.changeTies(r, v, typed)
	if refusal, ok := errors.AsType[*problem.Error](err); ok && refusal.Kind == problem.Invalid {
		return h.ties(w, r, http.StatusUnprocessableEntity, TiesPage{Typed: typed, Problem: refusal})
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/"+page.FrameFrom(r.Context()).Lang+"/desk/ties?saved", http.StatusSeeOther)
	return nil
}

func (h *Handlers) changeTies(r *http.Request, v Viewer, typed TieTyped) error {
	officer, err := uuid.Parse(typed.Officer)
	if err != nil {
		return problem.InvalidFields(problem.Field{Name: "officer", Code: "choice_unknown"})
	}
	company, err := h.service.CompanyBySlug(r.Context(), strings.ToLower(strings.TrimSpace(typed.Company)))
	if problem.Is(err, problem.NotFound) {
		return problem.InvalidFields(problem.Field{Name: "company", Code: "company_unknown"})
	}
	if err != nil {
		return err
	}
	if r.PostFormValue("do") == "end" {
		return h.service.EndTie(r.Context(), v, UserID{officer}, company.ID)
	}
	return h.service.SayTie(r.Context(), v, Tie{User: UserID{officer}, Company: company.ID, Kind: TieKind(typed.Kind)})
}
