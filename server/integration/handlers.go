package integration

import (
	"context"
	"errors"
	"net/http"

	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/webhook"
)

// Handlers are the pages of webhooks.
type Handlers struct {
	service  *Service
	accounts *account.Service
	pages    *page.Pages
}

// NewHandlers makes the pages.
func NewHandlers(service *Service, accounts *account.Service, pages *page.Pages) *Handlers {
	return &Handlers{service, accounts, pages}
}

// OwnerChoice is an owner with its name in every language; the office has none.
type OwnerChoice struct {
	Owner webhook.Owner
	Names map[string]string
}

// ListPage is "integration/webhooks".
type ListPage struct {
	Endpoints []webhook.Endpoint
	Owners    []OwnerChoice
	Types     []string
	Removed   bool
	Typed     Typed
	Problem   *problem.Error
}

// Typed is what was typed into a refused form.
type Typed struct{ URL, Owner string }

// Webhooks lists the viewer's webhooks: GET /{lang}/webhooks.
func (h *Handlers) Webhooks(w http.ResponseWriter, r *http.Request) error {
	body, err := h.list(r)
	if err != nil {
		return err
	}
	body.Removed = r.URL.Query().Get("done") == "remove"
	return h.pages.Write(w, r, http.StatusOK, "integration/webhooks", "integration.title", body)
}

// AddWebhook makes one: POST /{lang}/webhooks.
func (h *Handlers) AddWebhook(w http.ResponseWriter, r *http.Request) error {
	ctx, v := r.Context(), account.ViewerFrom(r.Context())
	if err := r.ParseForm(); err != nil {
		return problem.New(problem.Malformed, "malformed").Because(err)
	}
	typed := Typed{r.PostFormValue("url"), r.PostFormValue("owner")}
	e, err := h.service.Add(ctx, v, webhook.Owner(typed.Owner), typed.URL, r.PostForm["types"])
	refusal, ok := errors.AsType[*problem.Error](err)
	if ok && (refusal.Kind == problem.Invalid || refusal.Kind == problem.Conflict) {
		body, err := h.list(r)
		if err != nil {
			return err
		}
		body.Typed, body.Problem = typed, refusal
		return h.pages.Write(w, r, refusal.Kind.Status(), "integration/webhooks", "integration.title", body)
	}
	if err != nil {
		return err
	}
	return to(w, r, "/webhooks/"+e.ID.String()+"?done=add")
}

func (h *Handlers) list(r *http.Request) (ListPage, error) {
	ctx, v := r.Context(), account.ViewerFrom(r.Context())
	mine, err := h.service.Mine(ctx, v)
	if err != nil {
		return ListPage{}, err
	}
	body := ListPage{Endpoints: mine, Types: Types}
	for _, owner := range Owners(v) {
		names, err := h.names(ctx, owner)
		if err != nil {
			return ListPage{}, err
		}
		body.Owners = append(body.Owners, OwnerChoice{owner, names})
	}
	return body, nil
}

// names are those of a company or desk; none for the office.
func (h *Handlers) names(ctx context.Context, owner webhook.Owner) (map[string]string, error) {
	o := object(owner)
	switch {
	case len(o.Desks) > 0:
		desk, err := h.accounts.Desk(ctx, o.Desks[0])
		return map[string]string{"en": desk.NameEn, "ko": desk.NameKo}, err
	case o.Supplier.UUID != uuid.Nil:
		company, err := h.accounts.Company(ctx, o.Supplier)
		return company.Names(), err
	}
	return nil, nil
}

// OnePage is "integration/webhook".
type OnePage struct {
	webhook.Endpoint
	OwnerNames map[string]string
	Deliveries []webhook.Delivery
	Done       string
}

// acts are what the buttons of a webhook's page do.
var acts = []string{"rotate", "enable", "disable", "test", "remove"}

// Webhook is one webhook with its secret and log: GET /{lang}/webhooks/{endpoint}.
func (h *Handlers) Webhook(w http.ResponseWriter, r *http.Request) error {
	ctx, v := r.Context(), account.ViewerFrom(r.Context())
	e, err := h.service.Get(ctx, v, r.PathValue("endpoint"))
	if err != nil {
		return err
	}
	body := OnePage{Endpoint: e}
	for _, act := range append([]string{"add", "resend"}, acts...) {
		if r.URL.Query().Get("done") == act {
			body.Done = act
		}
	}
	if body.OwnerNames, err = h.names(ctx, e.Owner); err != nil {
		return err
	}
	if body.Deliveries, err = h.service.Deliveries(ctx, v, e.ID.String()); err != nil {
		return err
	}
	return h.pages.Write(w, r, http.StatusOK, "integration/webhook", "integration.one_title", body)
}

// ActOnWebhook presses a button of the page: POST /{lang}/webhooks/{endpoint}/{act}.
func (h *Handlers) ActOnWebhook(w http.ResponseWriter, r *http.Request) error {
	id, act := r.PathValue("endpoint"), r.PathValue("act")
	if _, err := h.service.Act(r.Context(), account.ViewerFrom(r.Context()), id, act); err != nil {
		return err
	}
	if act == "remove" {
		return to(w, r, "/webhooks?done=remove")
	}
	return to(w, r, "/webhooks/"+id+"?done="+act)
}

// ResendDelivery sends a delivery again: POST /{lang}/webhooks/{endpoint}/deliveries/{delivery}.
func (h *Handlers) ResendDelivery(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("endpoint")
	if err := h.service.Resend(r.Context(), account.ViewerFrom(r.Context()), id, r.PathValue("delivery")); err != nil {
		return err
	}
	return to(w, r, "/webhooks/"+id+"?done=resend")
}

func to(w http.ResponseWriter, r *http.Request, path string) error {
	http.Redirect(w, r, "/"+page.FrameFrom(r.Context()).Lang+path, http.StatusSeeOther)
	return nil
}
