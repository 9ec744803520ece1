package interpreter

import (
	"errors"
	"net/http"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// NewPage is "interpreter/new": a person who interprets for the office from now on.
type NewPage struct {
	Typed   account.Newcomer
	Langs   []string
	Problem *problem.Error
}

// NewForm asks for the person: GET /{lang}/desk/interpreters/new.
func (h *Handlers) NewForm(w http.ResponseWriter, r *http.Request) error {
	if err := account.May(account.ViewerFrom(r.Context()), account.EditInterpreter, account.Object{}); err != nil {
		return err
	}
	return h.newForm(w, r, http.StatusOK, NewPage{Typed: account.Newcomer{Lang: page.FrameFrom(r.Context()).Lang}})
}

func (h *Handlers) newForm(w http.ResponseWriter, r *http.Request, status int, body NewPage) error {
	body.Langs = locale.Offered
	return h.pages.Write(w, r, status, "interpreter/new", "interpreter.new_title", body)
}

// Add makes the person an interpreter and leads to the list: POST /{lang}/desk/interpreters/new.
func (h *Handlers) Add(w http.ResponseWriter, r *http.Request) error {
	typed := account.TypedNewcomer(r)
	u, err := h.accounts.AddInterpreter(r.Context(), account.ViewerFrom(r.Context()), typed, h.home.Zone, h.home.City)
	if refusal, ok := errors.AsType[*problem.Error](err); ok && refusal.Kind == problem.Invalid {
		return h.newForm(w, r, http.StatusUnprocessableEntity, NewPage{Typed: typed, Problem: refusal})
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/"+page.FrameFrom(r.Context()).Lang+"/desk/interpreters?saved="+u.ID.String(), http.StatusSeeOther)
	return nil
}
