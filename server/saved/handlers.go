package saved

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// Handlers are the pages of what is kept.
type Handlers struct {
	service  *Service
	sessions *account.Sessions
	pages    *page.Pages
	show     ShowHits
}

// ShowHits has cards say what concerns the viewer of the request.
type ShowHits func(r *http.Request, hits []catalog.Hit) error

// NewHandlers makes the pages, and has a visitor's list join the account at sign-in.
func NewHandlers(service *Service, sessions *account.Sessions, pages *page.Pages, show ShowHits) *Handlers {
	h := &Handlers{service, sessions, pages, show}
	sessions.OnSignIn(h.join)
	return h
}

func (h *Handlers) join(ctx context.Context, user account.UserID) error {
	if err := h.service.Join(ctx, user, h.sessions.Aside(ctx), h.firstName(ctx)); err != nil {
		return err
	}
	h.sessions.SetAside(ctx, nil)
	return nil
}

// firstName is what the list is called that nobody has named.
func (h *Handlers) firstName(ctx context.Context) string {
	return h.pages.Texts().T(page.FrameFrom(ctx).Lang, "saved.first_list")
}

// Known are the products that the viewer of the context has put aside.
func (h *Handlers) Known(ctx context.Context) (map[string]bool, error) {
	if v := account.ViewerFrom(ctx); v.SignedIn() {
		return h.service.Known(ctx, v.User)
	}
	known := map[string]bool{}
	for _, sku := range h.sessions.Aside(ctx) {
		known[sku] = true
	}
	return known, nil
}

// ListPage is "saved/list": one list, the others beside it, and the searches that are followed.
type ListPage struct {
	Lists   []List
	List    List // the one that is shown; without an id a visitor's
	Hits    []catalog.Hit
	Gone    []string // SKUs that are not offered any more
	Alerts  []FollowedAlert
	Name    string // as it was typed
	Done    string
	Problem error
}

// FollowedAlert is an alert in words.
type FollowedAlert struct {
	Alert
	Words string
}

// List shows what is kept: GET /{lang}/saved.
func (h *Handlers) List(w http.ResponseWriter, r *http.Request) error {
	body := ListPage{}
	if done := r.FormValue("done"); slices.Contains([]string{"created", "renamed", "dropped", "followed", "stopped"}, done) {
		body.Done = done
	}
	return h.list(w, r, http.StatusOK, listID(r.FormValue("list")), body)
}

func listID(text string) uuid.UUID {
	id, err := uuid.Parse(text)
	if err != nil {
		return uuid.Nil
	}
	return id
}

func (h *Handlers) list(w http.ResponseWriter, r *http.Request, status int, list uuid.UUID, body ListPage) error {
	skus, err := h.kept(r, list, &body)
	if err != nil {
		return err
	}
	if body.Hits, err = h.service.catalog.Cards(r.Context(), skus); err != nil {
		return err
	}
	if err := h.show(r, body.Hits); err != nil {
		return err
	}
	there := map[string]bool{}
	for _, hit := range body.Hits {
		there[hit.SKU] = true
	}
	body.Gone = slices.DeleteFunc(skus, func(sku string) bool { return there[sku] })
	return h.pages.Write(w, r, status, "saved/list", "saved.title", body)
}

// kept are the SKUs of a list of the viewer, of the first one when it names none, or a visitor's own.
func (h *Handlers) kept(r *http.Request, list uuid.UUID, body *ListPage) ([]string, error) {
	ctx, v := r.Context(), account.ViewerFrom(r.Context())
	if !v.SignedIn() {
		skus := slices.Clone(h.sessions.Aside(ctx))
		slices.Reverse(skus)
		body.List = List{Name: h.firstName(ctx), Items: len(skus)}
		return skus, nil
	}
	var err error
	if body.Lists, err = h.service.Lists(ctx, v); err != nil {
		return nil, err
	}
	alerts, err := h.service.Alerts(ctx, v)
	if err != nil {
		return nil, err
	}
	for _, a := range alerts {
		body.Alerts = append(body.Alerts, FollowedAlert{a, catalog.ParseQuery(a.Query).Describe(h.pages.Texts(), page.FrameFrom(ctx).Lang)})
	}
	at := slices.IndexFunc(body.Lists, func(l List) bool { return l.ID == list })
	switch {
	case at < 0 && list != uuid.Nil:
		return nil, problem.New(problem.NotFound, "not_found")
	case len(body.Lists) == 0:
		return nil, nil
	}
	body.List = body.Lists[max(at, 0)]
	body.Name = cmp.Or(body.Name, body.List.Name)
	return h.service.Items(ctx, v, body.List.ID)
}

// Add puts a product aside and comes back: POST /{lang}/saved/add. A visitor's goes into the session.
func (h *Handlers) Add(w http.ResponseWriter, r *http.Request) error {
	ctx, v, sku := r.Context(), account.ViewerFrom(r.Context()), r.PostFormValue("sku")
	if v.SignedIn() {
		if err := h.service.Add(ctx, v, listID(r.PostFormValue("list")), sku, h.firstName(ctx)); err != nil {
			return err
		}
	} else {
		if err := h.service.offered(ctx, sku); err != nil {
			return err
		}
		h.sessions.SetAside(ctx, aside(h.sessions.Aside(ctx), sku))
	}
	back := r.PostFormValue("back")
	if !strings.HasPrefix(back, "/products") && !strings.HasPrefix(back, "/companies/") {
		return page.SeeOther(w, r, "/saved")
	}
	return page.SeeOther(w, r, back+"#p-"+sku)
}

// Remove takes a product out of a list: POST /{lang}/saved/remove.
func (h *Handlers) Remove(w http.ResponseWriter, r *http.Request) error {
	ctx, v, sku := r.Context(), account.ViewerFrom(r.Context()), r.PostFormValue("sku")
	if !v.SignedIn() {
		h.sessions.SetAside(ctx, slices.DeleteFunc(h.sessions.Aside(ctx), func(there string) bool { return there == sku }))
		return page.SeeOther(w, r, "/saved")
	}
	list := listID(r.PostFormValue("list"))
	if err := h.service.Remove(ctx, v, list, sku); err != nil {
		return err
	}
	return page.SeeOther(w, r, "/saved?list="+list.String())
}

// Create makes a list: POST /{lang}/saved/lists.
func (h *Handlers) Create(w http.ResponseWriter, r *http.Request) error {
	made, err := h.service.Create(r.Context(), account.ViewerFrom(r.Context()), r.PostFormValue("name"))
	if err != nil {
		return h.refuse(w, r, uuid.Nil, err)
	}
	return page.SeeOther(w, r, "/saved?done=created&list="+made.ID.String())
}

// Rename names a list anew: POST /{lang}/saved/lists/{id}/rename.
func (h *Handlers) Rename(w http.ResponseWriter, r *http.Request) error {
	list := listID(r.PathValue("id"))
	if err := h.service.Rename(r.Context(), account.ViewerFrom(r.Context()), list, r.PostFormValue("name")); err != nil {
		return h.refuse(w, r, list, err)
	}
	return page.SeeOther(w, r, "/saved?done=renamed&list="+list.String())
}

// Drop removes a list: POST /{lang}/saved/lists/{id}/drop.
func (h *Handlers) Drop(w http.ResponseWriter, r *http.Request) error {
	if err := h.service.Drop(r.Context(), account.ViewerFrom(r.Context()), listID(r.PathValue("id"))); err != nil {
		return err
	}
	return page.SeeOther(w, r, "/saved?done=dropped")
}

// refuse shows the list again with what was wrong and what was typed.
func (h *Handlers) refuse(w http.ResponseWriter, r *http.Request, list uuid.UUID, err error) error {
	switch problem.KindOf(err) {
	case problem.Invalid, problem.Conflict:
		return h.list(w, r, problem.KindOf(err).Status(), list, ListPage{Name: r.PostFormValue("name"), Problem: err})
	}
	return err
}
