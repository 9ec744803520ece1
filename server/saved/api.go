package saved

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/operation"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
)

// ListRecord is a list as programs get it.
type ListRecord struct {
	ID        string    `json:"id" format:"uuid"`
	Name      string    `json:"name"`
	Products  int       `json:"products" doc:"How many are on it"`
	SKUs      []string  `json:"skus,omitempty" doc:"In one list only; the newest first"`
	CreatedAt time.Time `json:"createdAt"`
}

// AlertRecord is a followed search.
type AlertRecord struct {
	ID        string    `json:"id" format:"uuid"`
	Query     string    `json:"query" doc:"Query part of the search's address" example:"?q=laser&certificate=CE"`
	Words     string    `json:"words" doc:"The search in words, in the language of the answer"`
	CreatedAt time.Time `json:"createdAt"`
}

type listsAnswer struct {
	Body struct {
		Items []ListRecord `json:"items" doc:"The first made first"`
	}
}

type listAnswer struct{ Body ListRecord }

type alertsAnswer struct {
	Body struct {
		Items []AlertRecord `json:"items" doc:"The newest first"`
	}
}

type listInput struct {
	ID string `path:"id" maxLength:"40"`
}

type itemInput struct {
	ID  string `path:"id" maxLength:"40" doc:"Of the list"`
	SKU string `path:"sku" maxLength:"40"`
}

type nameInput struct {
	Body struct {
		Name string `json:"name" minLength:"1" maxLength:"80"`
	}
}

type renameInput struct {
	ID   string `path:"id" maxLength:"40"`
	Body struct {
		Name string `json:"name" minLength:"1" maxLength:"80"`
	}
}

// API adds the operations: a person's lists and followed searches. A visitor's list lies in the browser and is in none.
func (h *Handlers) API(api huma.API) {
	topic := operation.Topic{Tag: "saved"}
	op := topic.Op
	huma.Register(api, op("list-saved", http.MethodGet, "/saved", "Your lists of products"), h.listLists)
	huma.Register(api, topic.Creates("make-saved", "/saved", "Make a list"), h.makeList)
	huma.Register(api, op("read-saved", http.MethodGet, "/saved/{id}", "One list with its products"), h.readList)
	huma.Register(api, op("rename-saved", http.MethodPost, "/saved/{id}/rename", "Name a list anew"), h.renameList)
	huma.Register(api, op("drop-saved", http.MethodDelete, "/saved/{id}", "Remove a list with what is on it"), h.dropList)
	huma.Register(api, op("save-product", http.MethodPut, "/saved/{id}/products/{sku}", "Put a product on a list; twice is once"), h.saveProduct)
	huma.Register(api, op("unsave-product", http.MethodDelete, "/saved/{id}/products/{sku}", "Take a product off a list"), h.unsaveProduct)
	huma.Register(api, op("list-alerts", http.MethodGet, "/alerts", "Searches that you follow"), h.listAlerts)
	huma.Register(api, topic.Creates("follow-search", "/alerts", "Follow a search: one mail a week with what is new; twice is once"), h.followSearch)
	huma.Register(api, op("stop-alert", http.MethodDelete, "/alerts/{id}", "Follow a search no longer"), h.stopAlert)
}

// ownID is the id of a thing of the viewer's; one that is none is not found, and a visitor is asked to sign in first.
func ownID(v account.Viewer, text string) (uuid.UUID, error) {
	if err := own(v); err != nil {
		return uuid.Nil, err
	}
	id, err := uuid.Parse(text)
	if err != nil || id == uuid.Nil {
		return uuid.Nil, problem.New(problem.NotFound, "not_found")
	}
	return id, nil
}

func record(l List) ListRecord {
	return ListRecord{ID: l.ID.String(), Name: l.Name, Products: l.Items, CreatedAt: l.CreatedAt.UTC()}
}

func (h *Handlers) listLists(ctx context.Context, _ *struct{}) (*listsAnswer, error) {
	lists, err := h.service.Lists(ctx, account.ViewerFrom(ctx))
	answer := &listsAnswer{}
	answer.Body.Items = make([]ListRecord, len(lists))
	for n, l := range lists {
		answer.Body.Items[n] = record(l)
	}
	return answer, err
}

func (h *Handlers) makeList(ctx context.Context, in *nameInput) (*listAnswer, error) {
	made, err := h.service.Create(ctx, account.ViewerFrom(ctx), in.Body.Name)
	return &listAnswer{record(made)}, err
}

func (h *Handlers) readList(ctx context.Context, in *listInput) (*listAnswer, error) {
	v := account.ViewerFrom(ctx)
	id, err := ownID(v, in.ID)
	if err != nil {
		return nil, err
	}
	lists, err := h.service.Lists(ctx, v)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(lists, func(l List) bool { return l.ID == id })
	if at < 0 {
		return nil, problem.New(problem.NotFound, "not_found")
	}
	answer := &listAnswer{record(lists[at])}
	answer.Body.SKUs, err = h.service.Items(ctx, v, id)
	return answer, err
}

func (h *Handlers) renameList(ctx context.Context, in *renameInput) (*listAnswer, error) {
	v := account.ViewerFrom(ctx)
	id, err := ownID(v, in.ID)
	if err == nil {
		err = h.service.Rename(ctx, v, id, in.Body.Name)
	}
	if err != nil {
		return nil, err
	}
	return h.readList(ctx, &listInput{in.ID})
}

func (h *Handlers) dropList(ctx context.Context, in *listInput) (*struct{}, error) {
	v := account.ViewerFrom(ctx)
	id, err := ownID(v, in.ID)
	if err == nil {
		err = h.service.Drop(ctx, v, id)
	}
	return nil, err
}

func (h *Handlers) saveProduct(ctx context.Context, in *itemInput) (*struct{}, error) {
	v := account.ViewerFrom(ctx)
	id, err := ownID(v, in.ID)
	if err == nil {
		err = h.service.Add(ctx, v, id, in.SKU, "")
	}
	return nil, err
}

func (h *Handlers) unsaveProduct(ctx context.Context, in *itemInput) (*struct{}, error) {
	v := account.ViewerFrom(ctx)
	id, err := ownID(v, in.ID)
	if err == nil {
		err = h.service.Remove(ctx, v, id, in.SKU)
	}
	return nil, err
}

func (h *Handlers) listAlerts(ctx context.Context, _ *struct{}) (*alertsAnswer, error) {
	alerts, err := h.service.Alerts(ctx, account.ViewerFrom(ctx))
	answer := &alertsAnswer{}
	answer.Body.Items = make([]AlertRecord, len(alerts))
	for n, a := range alerts {
		answer.Body.Items[n] = AlertRecord{a.ID.String(), a.Query, catalog.ParseQuery(a.Query).Describe(h.pages.Texts(), page.FrameFrom(ctx).Lang), a.CreatedAt.UTC()}
	}
	return answer, err
}

func (h *Handlers) followSearch(ctx context.Context, in *struct {
	Body struct {
		Query string `json:"query" minLength:"1" maxLength:"1000" doc:"Query part of a search's address; what is no filter is left out" example:"?q=laser&certificate=CE"`
	}
}) (*alertsAnswer, error) {
	if err := h.service.Follow(ctx, account.ViewerFrom(ctx), catalog.ParseQuery(in.Body.Query)); err != nil {
		return nil, err
	}
	return h.listAlerts(ctx, nil)
}

func (h *Handlers) stopAlert(ctx context.Context, in *listInput) (*struct{}, error) {
	v := account.ViewerFrom(ctx)
	id, err := ownID(v, in.ID)
	if err == nil {
		err = h.service.Stop(ctx, v, id)
	}
	return nil, err
}
