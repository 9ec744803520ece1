package refill

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// StandbyPage is "refill/standby": one broken slot, for one side of a pair.
type StandbyPage struct {
	StandbyCard
	Zone        string // of the other side
	City        string
	Minutes     int
	Interpreted string // pair of languages, "ko-de"
	Mine        bool   // this side has said yes
	Theirs      bool
	Number      string // of the meeting that came of it
	Problem     error
}

func near(err error) []time.Time {
	if refusal, ok := errors.AsType[*problem.Error](err); ok {
		return refusal.Near
	}
	return nil
}

func (h *Handlers) standbyCard(ctx context.Context, v account.Viewer, b Standby) (StandbyCard, error) {
	e, err := findEntry(ctx, h.service.db, b.Entry)
	if err != nil {
		return StandbyCard{}, err
	}
	side := h.service.side(v, e)
	other := e.Company
	if side == consultation.Supplier {
		other = e.Buyer
	}
	company, err := h.service.accounts.Company(ctx, other)
	return StandbyCard{Standby: b, Side: string(side), With: company.Names()}, err
}

// Show is one offer: GET /{lang}/standby/{id}. The page asks again by itself, and works by reloading.
func (h *Handlers) Show(w http.ResponseWriter, r *http.Request) error {
	return h.show(w, r, http.StatusOK, nil)
}

func (h *Handlers) show(w http.ResponseWriter, r *http.Request, status int, refusal error) error {
	ctx, v := r.Context(), account.ViewerFrom(r.Context())
	b, e, side, err := h.service.Standby(ctx, v, standbyID(r))
	if err != nil {
		return err
	}
	card, err := h.standbyCard(ctx, v, b)
	if err != nil {
		return err
	}
	body := StandbyPage{StandbyCard: card, Minutes: int(b.EndsAt.Sub(b.StartsAt) / time.Minute), Mine: b.BuyerYes != nil, Theirs: b.SupplierYes != nil, Problem: refusal}
	other := e.Company
	if side == consultation.Supplier {
		other, body.Mine, body.Theirs = e.Buyer, body.Theirs, body.Mine
	}
	company, err := h.service.accounts.Company(ctx, other)
	if err != nil {
		return err
	}
	body.Zone, body.City = company.Zone, account.CityName(h.pages.Texts(), page.FrameFrom(ctx).Lang, company.City)
	if e.Pair.From != "" {
		body.Interpreted = e.Pair.From + "-" + e.Pair.To
	}
	if b.State == "taken" {
		if body.Number, err = numberOf(ctx, h.service.db, b.Made); err != nil {
			return err
		}
	}
	return h.pages.Write(w, r, status, "refill/standby", "refill.standby_title", body)
}

func standbyID(r *http.Request) uuid.UUID {
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return uuid.Nil
	}
	return id
}

// Answer is a side's yes or no: POST /{lang}/standby/{id}.
func (h *Handlers) Answer(w http.ResponseWriter, r *http.Request) error {
	b, err := h.service.Answer(r.Context(), account.ViewerFrom(r.Context()), standbyID(r), r.PostFormValue("answer") == "yes")
	if problem.Is(err, problem.Conflict) {
		return h.show(w, r, http.StatusConflict, err)
	}
	if err != nil {
		return err
	}
	return page.SeeOther(w, r, "/standby/"+b.ID.String())
}
