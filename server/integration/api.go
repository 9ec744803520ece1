package integration

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/operation"
	"github.com/etradeoffice/portal/server/webhook"
)

// Webhook is a webhook as programs get it.
type Webhook struct {
	ID           string     `json:"id" format:"uuid"`
	Owner        string     `json:"owner" doc:"office, company:<id> or desk:<id>"`
	URL          string     `json:"url" format:"uri"`
	Types        []string   `json:"types" doc:"Types of event; empty for all"`
	Secret       string     `json:"secret" doc:"Signs every message (Standard Webhooks); after a rotation the old one signs beside it for a day"`
	CreatedAt    time.Time  `json:"createdAt"`
	FailingSince *time.Time `json:"failingSince,omitempty" doc:"Nothing has been taken since"`
	DisabledAt   *time.Time `json:"disabledAt,omitempty"`
	DisabledWhy  string     `json:"disabledWhy,omitempty" enum:"owner,failing,gone"`
}

func described(e webhook.Endpoint) Webhook {
	types := e.Topics
	if types == nil {
		types = []string{}
	}
	return Webhook{e.ID.String(), string(e.Owner), e.URL, types, e.Secret, e.CreatedAt.UTC(), e.FailingSince, e.DisabledAt, e.DisabledWhy}
}

// WebhookDelivery is a delivery as programs get it.
type WebhookDelivery struct {
	ID        string     `json:"id" format:"uuid"`
	Message   string     `json:"message" doc:"The webhook-id header: the same for every try"`
	Type      string     `json:"type"`
	State     string     `json:"state" enum:"waiting,taken,failed"`
	Tries     int        `json:"tries"`
	Status    int        `json:"status" doc:"HTTP status of the last answer, 0 when there was none"`
	Fault     string     `json:"fault,omitempty" doc:"Why there was none" enum:"inside,slow,name,tls,refused"`
	TookMS    int        `json:"tookMs"`
	CreatedAt time.Time  `json:"createdAt"`
	LastAt    *time.Time `json:"lastAt,omitempty"`
	Body      string     `json:"body" doc:"As it was signed"`
}

type (
	oneInput struct {
		ID string `path:"id" maxLength:"40"`
	}
	addInput struct {
		Body struct {
			URL   string   `json:"url" maxLength:"500" doc:"HTTPS on the public Internet"`
			Owner string   `json:"owner,omitempty" maxLength:"60" doc:"Yours, when you have several"`
			Types []string `json:"types,omitempty" maxItems:"40" doc:"Types of event; all when absent"`
		}
	}
	actInput struct {
		ID  string `path:"id" maxLength:"40"`
		Act string `path:"act" enum:"rotate,enable,disable,test"`
	}
	resendInput struct {
		ID       string `path:"id" maxLength:"40"`
		Delivery string `path:"delivery" maxLength:"40"`
	}
	oneAnswer  struct{ Body Webhook }
	listAnswer struct {
		Body struct {
			Webhooks []Webhook `json:"webhooks"`
			Types    []string  `json:"types" doc:"All types of event"`
		}
	}
	sentAnswer struct {
		Body struct {
			Deliveries []WebhookDelivery `json:"deliveries" doc:"The latest 50, the newest first"`
		}
	}
)

// API adds the operations on webhooks.
func (h *Handlers) API(api huma.API) {
	topic := operation.Topic{Tag: "webhooks", Under: "/webhooks"}
	op := topic.Op
	huma.Register(api, op("list-webhooks", http.MethodGet, "", "Your webhooks"), h.listWebhooks)
	huma.Register(api, topic.Creates("add-webhook", "", "Add a webhook"), h.addWebhook)
	huma.Register(api, op("read-webhook", http.MethodGet, "/{id}", "One webhook"), h.readWebhook)
	huma.Register(api, op("act-on-webhook", http.MethodPost, "/{id}/{act}", "Rotate its secret, enable, disable or test it"), h.actOnWebhook)
	huma.Register(api, op("remove-webhook", http.MethodDelete, "/{id}", "Remove a webhook and its log"), h.removeWebhook)
	huma.Register(api, op("list-deliveries", http.MethodGet, "/{id}/deliveries", "What was sent, and what became of it"), h.listDeliveries)
	resend := op("resend-delivery", http.MethodPost, "/{id}/deliveries/{delivery}/resend", "Send a delivery again")
	resend.DefaultStatus = http.StatusAccepted
	huma.Register(api, resend, h.resendDelivery)
}

func (h *Handlers) listWebhooks(ctx context.Context, _ *struct{}) (*listAnswer, error) {
	mine, err := h.service.Mine(ctx, account.ViewerFrom(ctx))
	if err != nil {
		return nil, err
	}
	answer := &listAnswer{}
	answer.Body.Webhooks, answer.Body.Types = []Webhook{}, Types
	for _, e := range mine {
		answer.Body.Webhooks = append(answer.Body.Webhooks, described(e))
	}
	return answer, nil
}

func (h *Handlers) addWebhook(ctx context.Context, in *addInput) (*oneAnswer, error) {
	e, err := h.service.Add(ctx, account.ViewerFrom(ctx), webhook.Owner(in.Body.Owner), in.Body.URL, in.Body.Types)
	return answer(e, err)
}

func (h *Handlers) readWebhook(ctx context.Context, in *oneInput) (*oneAnswer, error) {
	e, err := h.service.Get(ctx, account.ViewerFrom(ctx), in.ID)
	return answer(e, err)
}

func (h *Handlers) actOnWebhook(ctx context.Context, in *actInput) (*oneAnswer, error) {
	e, err := h.service.Act(ctx, account.ViewerFrom(ctx), in.ID, in.Act)
	return answer(e, err)
}

func (h *Handlers) removeWebhook(ctx context.Context, in *oneInput) (*struct{}, error) {
	_, err := h.service.Act(ctx, account.ViewerFrom(ctx), in.ID, "remove")
	return nil, err
}

func (h *Handlers) listDeliveries(ctx context.Context, in *oneInput) (*sentAnswer, error) {
	all, err := h.service.Deliveries(ctx, account.ViewerFrom(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	answer := &sentAnswer{}
	answer.Body.Deliveries = []WebhookDelivery{}
	for _, d := range all {
		answer.Body.Deliveries = append(answer.Body.Deliveries, WebhookDelivery{d.ID.String(), "msg_" + d.EventID.String(), d.Type, d.State, d.Tries, d.Status,
			d.Fault, d.TookMS, d.CreatedAt.UTC(), d.LastAt, d.Body})
	}
	return answer, nil
}

func (h *Handlers) resendDelivery(ctx context.Context, in *resendInput) (*struct{}, error) {
	return nil, h.service.Resend(ctx, account.ViewerFrom(ctx), in.ID, in.Delivery)
}

func answer(e webhook.Endpoint, err error) (*oneAnswer, error) {
	if err != nil {
		return nil, err
	}
	return &oneAnswer{described(e)}, nil
}
