package walkin

import (
	"net/http"
	"slices"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// Handlers are the pages of walk-in.
type Handlers struct {
	service *Service
	pages   *page.Pages
}

// NewHandlers makes them.
func NewHandlers(service *Service, pages *page.Pages) *Handlers {
	return &Handlers{service, pages}
}

// slotsShown is how many times to book stand beside a ring.
const slotsShown = 3

// Offer says what asking to talk now means: GET /{lang}/companies/{slug}/call.
func (h *Handlers) Offer(w http.ResponseWriter, r *http.Request) error {
	body, err := h.offer(r)
	if err != nil {
		return err
	}
	body.Problem = h.service.CanAsk(r.Context(), account.ViewerFrom(r.Context()), body.Company.ID)
	if body.Problem != nil && !shown(body.Problem) {
		return body.Problem
	}
	return h.pages.Write(w, r, http.StatusOK, "walkin/ask", "walkin.ask_title", body, "Company", h.name(r, body.Company))
}

// Ask rings: POST /{lang}/companies/{slug}/call. A refusal shows the times that can be booked instead.
func (h *Handlers) Ask(w http.ResponseWriter, r *http.Request) error {
	body, err := h.offer(r)
	if err != nil {
		return err
	}
	key := r.PostFormValue("key")
	if key == "" {
		key = uuid.NewString()
	}
	ring, err := h.service.Ask(r.Context(), account.ViewerFrom(r.Context()), Ask{Company: body.Company.ID, SKU: body.SKU, Key: key})
	if shown(err) {
		body.Problem = err
		return h.pages.Write(w, r, problem.KindOf(err).Status(), "walkin/ask", "walkin.ask_title", body, "Company", h.name(r, body.Company))
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, path(r, "/rings/"+ring.ID.String()), http.StatusSeeOther)
	return nil
}

func (h *Handlers) offer(r *http.Request) (AskPage, error) {
	ctx, v := r.Context(), account.ViewerFrom(r.Context())
	company, err := h.service.Accounts.CompanyBySlug(ctx, r.PathValue("slug"))
	if err != nil {
		return AskPage{}, err
	}
	buyer, ok := v.Company(account.Buyer)
	if !ok && v.SignedIn() {
		return AskPage{}, problem.New(problem.Forbidden, "not_a_buyer")
	}
	if err := account.May(v, account.AskToTalk, account.Object{Supplier: company.ID, Buyer: buyer}); err != nil {
		return AskPage{}, err
	}
	body := AskPage{Company: h.spoken(r, company)}
	if product, err := h.service.Catalog.Product(ctx, r.FormValue("product")); err == nil && product.Maker.ID == company.ID {
		body.SKU = product.SKU
	} else if err != nil && !problem.Is(err, problem.NotFound) {
		return AskPage{}, err
	}
	body.Slots, err = h.service.Slots(ctx, Ring{Supplier: company.ID, Caller: v.User}, slotsShown)
	return body, known(err)
}

// known lets a company without a calendar be shown: it has no times.
func known(err error) error {
	if problem.Is(err, problem.NotFound) {
		return nil
	}
	return err
}

// Call is the caller's page: GET /{lang}/rings/{id}. It leads into the room when somebody has answered.
func (h *Handlers) Call(w http.ResponseWriter, r *http.Request) error {
	ring, err := h.touch(r)
	if err != nil {
		return err
	}
	switch {
	case ring.Side(account.ViewerFrom(r.Context())) != Caller:
		http.Redirect(w, r, path(r, "/desk/rings"), http.StatusSeeOther)
		return nil
	case ring.Talking():
		http.Redirect(w, r, path(r, "/consultations/"+ring.Number+"/room"), http.StatusSeeOther)
		return nil
	case ring.State == Ended:
		http.Redirect(w, r, path(r, "/consultations/"+ring.Number), http.StatusSeeOther)
		return nil
	}
	return h.call(w, r, http.StatusOK, ring, CallPage{})
}

// Leave gives up: POST /{lang}/rings/{id}/leave.
func (h *Handlers) Leave(w http.ResponseWriter, r *http.Request) error {
	id, err := idOf(r)
	if err != nil {
		return err
	}
	if _, err := h.service.Leave(r.Context(), account.ViewerFrom(r.Context()), id); err != nil && !problem.Is(err, problem.Conflict) {
		return err
	}
	http.Redirect(w, r, path(r, "/rings/"+id.String()), http.StatusSeeOther)
	return nil
}

// Note leaves a text: POST /{lang}/rings/{id}/note.
func (h *Handlers) Note(w http.ResponseWriter, r *http.Request) error {
	id, err := idOf(r)
	if err != nil {
		return err
	}
	ring, err := h.service.Note(r.Context(), account.ViewerFrom(r.Context()), id, r.PostFormValue("text"))
	if shown(err) && ring.ID == id {
		return h.call(w, r, problem.KindOf(err).Status(), ring, CallPage{Text: r.PostFormValue("text"), Problem: err})
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, path(r, "/rings/"+id.String()), http.StatusSeeOther)
	return nil
}

func (h *Handlers) touch(r *http.Request) (Ring, error) {
	id, err := idOf(r)
	if err != nil {
		return Ring{}, err
	}
	return h.service.Touch(r.Context(), account.ViewerFrom(r.Context()), id)
}

func (h *Handlers) call(w http.ResponseWriter, r *http.Request, status int, ring Ring, body CallPage) error {
	ctx := r.Context()
	body.Ring, body.Step, body.Until = ring, step(ring), h.service.Settings.Until(ring)
	body.Silent = ring.State == Ringing && !h.service.Settings.Loud(ring, h.service.clock())
	body.Listen = stream(h.service.thing(ring.Caller.String()))
	company, err := h.service.Accounts.Company(ctx, ring.Supplier)
	if err != nil {
		return err
	}
	body.Company = h.spoken(r, company)
	if ring.State == Queued {
		if body.Before, body.Wait, body.Known, err = h.service.Place(ctx, ring); err != nil {
			return err
		}
	}
	if !ring.Waiting() {
		body.Slots, err = h.service.Slots(ctx, ring, slotsShown)
		if known(err) != nil {
			return err
		}
	}
	found, err := films(ctx, h.service.DB, []ID{ring.ID})
	if err != nil {
		return err
	}
	if f, there := found[ring.ID]; there {
		body.Film = &f
	}
	body.Films = h.service.Files != nil && slices.Contains(moves[MoveNote].From, ring.State)
	return h.pages.Write(w, r, status, "walkin/call", "walkin.call_title", body, "Company", h.name(r, body.Company))
}

// step is what a ring's page shows; locale keys "walkin.step_<step>".
func step(r Ring) string {
	switch {
	case r.State == Ringing && r.Gate != "":
		return "gate_" + r.Gate
	case r.State == Ringing:
		return r.Rings
	}
	return string(r.State)
}

// spoken is a company with its city as the page's language names it.
func (h *Handlers) spoken(r *http.Request, c account.Company) account.Company {
	c.City = account.CityName(h.pages.Texts(), page.FrameFrom(r.Context()).Lang, c.City)
	return c
}

func (h *Handlers) name(r *http.Request, c account.Company) string {
	return page.Pick(page.FrameFrom(r.Context()).Lang, c.Names()).Text
}

func idOf(r *http.Request) (ID, error) {
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		if v := account.ViewerFrom(r.Context()); !v.SignedIn() {
			return ID{}, problem.New(problem.SignIn, "sign_in_needed")
		}
		return ID{}, problem.New(problem.NotFound, "not_found")
	}
	return ID{id}, nil
}

// shown reports whether a refusal belongs on the form that was sent, not on a page of its own.
func shown(err error) bool {
	switch problem.KindOf(err) {
	case problem.Invalid, problem.Conflict, problem.TooMany:
		return err != nil
	default:
		return false
	}
}

func path(r *http.Request, rest string) string {
	return "/" + page.FrameFrom(r.Context()).Lang + rest
}
