package wanted

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/operation"
)

// RequestRecord is what a buyer wants to be found, as programs get it.
type RequestRecord struct {
	ID       string     `json:"id" format:"uuid"`
	State    State      `json:"state" enum:"open,answered,declined,withdrawn"`
	Title    string     `json:"title"`
	Details  string     `json:"details"`
	HS       string     `json:"hs,omitempty" doc:"HS 2022, 2 to 6 digits"`
	Quantity string     `json:"quantity,omitempty" doc:"In the buyer's words"`
	Market   string     `json:"market" doc:"ISO 3166-1: where it is for"`
	AskedAt  time.Time  `json:"askedAt" doc:"UTC"`
	DueAt    time.Time  `json:"dueAt" doc:"By when the office answers, UTC"`
	EndedAt  *time.Time `json:"endedAt,omitempty"`
	Answer   string     `json:"answer,omitempty" doc:"The office's words"`
	Products []string   `json:"products,omitempty" doc:"SKUs that the office has found"`
}

type requestsAnswer struct {
	Body struct {
		Items []RequestRecord `json:"items"`
	}
}

type requestAnswer struct{ Body RequestRecord }

type requestInput struct {
	ID string `path:"id" maxLength:"40"`
}

type askInput struct {
	Key  string `header:"Idempotency-Key" maxLength:"100" doc:"A UUID; the same key asks once"`
	Body struct {
		Title    string `json:"title" maxLength:"120"`
		Details  string `json:"details" minLength:"20" maxLength:"2000"`
		HS       string `json:"hs,omitempty" maxLength:"7"`
		Quantity string `json:"quantity,omitempty" maxLength:"80"`
		Market   string `json:"market" pattern:"^[A-Z]{2}$"`
	}
}

type replyInput struct {
	ID   string `path:"id" maxLength:"40"`
	Body struct {
		Text     string   `json:"text,omitempty" maxLength:"2000"`
		Products []string `json:"products,omitempty" maxItems:"12" doc:"SKUs; none: no maker was found"`
	}
}

// API adds the operations: asking the office to find a maker, and its answers.
func (h *Handlers) API(api huma.API) {
	topic := operation.Topic{Tag: "wanted"}
	op := topic.Op
	huma.Register(api, op("list-wanted", http.MethodGet, "/wanted", "What your company has asked the office to find, the newest first"), h.listMine)
	huma.Register(api, topic.Creates("ask-for-maker", "/wanted", "Ask the office to find a maker"), h.askFor)
	huma.Register(api, op("read-wanted", http.MethodGet, "/wanted/{id}", "One request with the office's answer"), h.read)
	huma.Register(api, op("answer-wanted", http.MethodPost, "/wanted/{id}/replies", "Answer as the office, with products or with words alone"), h.answer)
	huma.Register(api, op("withdraw-wanted", http.MethodDelete, "/wanted/{id}", "Withdraw a request"), h.withdraw)
	huma.Register(api, op("queue-wanted", http.MethodGet, "/desk/wanted", "Open requests of all companies, the nearest deadline first"), h.queue)
}

func record(r Request) RequestRecord {
	return RequestRecord{r.ID.String(), r.State, r.Title, r.Details, r.HS, r.Quantity, r.Market, r.AskedAt.UTC(), r.DueAt.UTC(), r.EndedAt, r.Answer, r.SKUs}
}

func records(all []Request, err error) (*requestsAnswer, error) {
	answer := &requestsAnswer{}
	answer.Body.Items = make([]RequestRecord, len(all))
	for n, r := range all {
		answer.Body.Items[n] = record(r)
	}
	return answer, err
}

// idOf is the id that a path names; one that is none finds nothing.
func idOf(text string) uuid.UUID {
	id, err := uuid.Parse(text)
	if err != nil {
		return uuid.Nil
	}
	return id
}

func (h *Handlers) listMine(ctx context.Context, _ *struct{}) (*requestsAnswer, error) {
	return records(h.service.Mine(ctx, account.ViewerFrom(ctx)))
}

func (h *Handlers) queue(ctx context.Context, _ *struct{}) (*requestsAnswer, error) {
	open, _, err := h.service.Queue(ctx, account.ViewerFrom(ctx))
	return records(open, err)
}

func (h *Handlers) askFor(ctx context.Context, in *askInput) (*requestAnswer, error) {
	key, err := uuid.Parse(in.Key)
	if err != nil {
		key = uuid.New()
	}
	b := in.Body
	made, err := h.service.Ask(ctx, account.ViewerFrom(ctx), key, Request{Title: b.Title, Details: b.Details, HS: b.HS, Quantity: b.Quantity, Market: b.Market})
	return &requestAnswer{record(made)}, err
}

func (h *Handlers) read(ctx context.Context, in *requestInput) (*requestAnswer, error) {
	r, err := h.service.Read(ctx, account.ViewerFrom(ctx), idOf(in.ID))
	return &requestAnswer{record(r)}, err
}

func (h *Handlers) answer(ctx context.Context, in *replyInput) (*requestAnswer, error) {
	r, err := h.service.Reply(ctx, account.ViewerFrom(ctx), idOf(in.ID), in.Body.Text, in.Body.Products)
	return &requestAnswer{record(r)}, err
}

func (h *Handlers) withdraw(ctx context.Context, in *requestInput) (*requestAnswer, error) {
	r, err := h.service.Withdraw(ctx, account.ViewerFrom(ctx), idOf(in.ID))
	return &requestAnswer{record(r)}, err
}
