package office

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/meeting"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// SwapPage is "desk/swap": two consultations that may change their times.
type SwapPage struct {
	One, Other string         // numbers as typed
	Both       []meeting.Card // when both were found
	Done       bool
	Problem    error
}

// Then is the start that a consultation of the pair has after the swap: that of the other.
func (p SwapPage) Then(i int) meeting.Card { return p.Both[1-i] }

// SwapForm shows the two side by side: GET /{lang}/desk/swap?one=SW-2027-0003&other=SW-2027-0004.
func (h *Handlers) SwapForm(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	return h.writeSwap(w, r, http.StatusOK, SwapPage{One: consultation.Clip(query.Get("one"), 40), Other: consultation.Clip(query.Get("other"), 40), Done: query.Has("done")})
}

// DoSwap swaps them: POST /{lang}/desk/swap.
func (h *Handlers) DoSwap(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return problem.New(problem.Malformed, "malformed").Because(err)
	}
	v, form := account.ViewerFrom(r.Context()), r.PostForm
	if err := account.May(v, account.AssignInterpreter, account.Object{}); err != nil { // what only the office may
		return err
	}
	one, other := consultation.Clip(form.Get("one"), 40), consultation.Clip(form.Get("other"), 40)
	var missing []problem.Field
	for _, field := range []struct{ name, number string }{{"one", one}, {"other", other}} {
		if field.number == "" {
			missing = append(missing, problem.Field{Name: field.name, Code: "consultation_number_missing"})
		}
	}
	if missing != nil {
		return h.writeSwap(w, r, http.StatusUnprocessableEntity, SwapPage{One: one, Other: other, Problem: problem.InvalidFields(missing...)})
	}
	seen := func(name string) int { return meeting.Version(url.Values{"version": {form.Get(name)}}) }
	_, err := h.service.Swap(r.Context(), v, consultation.Decision{Number: one, Version: seen("version")}, consultation.Decision{Number: other, Version: seen("with_version")})
	if err == nil {
		return page.SeeOther(w, r, "/desk/swap?"+url.Values{"one": {one}, "other": {other}, "done": {""}}.Encode())
	}
	if !problem.OnForm(err) && !problem.Is(err, problem.NotFound) {
		return err
	}
	return h.writeSwap(w, r, problem.KindOf(err).Status(), SwapPage{One: one, Other: other, Problem: err})
}

func (h *Handlers) writeSwap(w http.ResponseWriter, r *http.Request, status int, body SwapPage) error {
	ctx, v := r.Context(), account.ViewerFrom(r.Context())
	if err := account.May(v, account.AssignInterpreter, account.Object{}); err != nil {
		return err
	}
	names := h.cards(ctx)
	for _, number := range []string{body.One, body.Other} {
		if number == "" {
			continue
		}
		c, err := h.service.ByNumber(ctx, v, strings.TrimSpace(number))
		if problem.Is(err, problem.NotFound) {
			if body.Problem == nil {
				body.Problem, status = err, http.StatusNotFound
			}
			continue
		}
		if err != nil {
			return err
		}
		card, err := names.Of(ctx, v, c)
		if err != nil {
			return err
		}
		body.Both = append(body.Both, card)
	}
	return h.pages.Write(w, r, status, "desk/swap", "desk.swap_title", body)
}
