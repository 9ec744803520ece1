package meeting

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

// HoldRecord is a time that is kept for a person for some minutes.
type HoldRecord struct {
	ID        string    `json:"id" format:"uuid" doc:"Name it as hold when you ask for the consultation"`
	Company   string    `json:"company" doc:"Slug"`
	StartsAt  time.Time `json:"startsAt" doc:"UTC"`
	EndsAt    time.Time `json:"endsAt" doc:"UTC"`
	ExpiresAt time.Time `json:"expiresAt" doc:"UTC; then the time is free again"`
	Extended  bool      `json:"extended" doc:"It was given its one more time"`
}

type holdInput struct {
	Slug string `path:"slug" maxLength:"80"`
	Key  string `header:"Idempotency-Key" maxLength:"255"`
	Body struct {
		Start  time.Time `json:"start" doc:"UTC"`
		Length int       `json:"length" minimum:"10" maximum:"240" doc:"Minutes"`
		Pair   string    `json:"pair,omitempty" maxLength:"20" example:"ko-ro" doc:"An interpreter of these languages has to be free"`
	}
}

type heldInput struct {
	ID string `path:"id" maxLength:"40"`
}

type holdAnswer struct{ Body HoldRecord }

// holdAPI adds the operations on times that are kept while a person fills in the rest.
func (h *Handlers) holdAPI(api huma.API) {
	huma.Register(api, operations.Creates("hold-slot", "/companies/{slug}/holds", "Keep a time for some minutes; an earlier hold of yours is given up"), h.apiHold)
	huma.Register(api, operations.Op("extend-hold", http.MethodPost, "/holds/{id}/extend", "Give a hold its one more time"), h.apiExtend)
	huma.Register(api, operations.Op("release-hold", http.MethodDelete, "/holds/{id}", "Give a hold up"), h.apiRelease)
}

// holderPrefix begins the name under which a program's person holds times; a browser has its session's.
const holderPrefix = "person "

// holder is under which name a program's person holds times: one for all their programs.
func holder(v account.Viewer) (string, error) {
	if !v.SignedIn() {
		return "", problem.New(problem.SignIn, "sign_in_needed")
	}
	return holderPrefix + v.User.String(), nil
}

func (h *Handlers) apiHold(ctx context.Context, in *holdInput) (*holdAnswer, error) {
	v := account.ViewerFrom(ctx)
	opener, err := holder(v)
	if err != nil {
		return nil, err
	}
	company, err := h.catalog.Company(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	c, err := h.service.Hold(ctx, consultation.HoldRequest{Opener: opener, Person: v.User, Key: in.Key, Company: company.ID, Start: in.Body.Start.UTC(),
		Length: time.Duration(in.Body.Length) * time.Minute, Pair: schedule.ParsePair(in.Body.Pair)})
	return h.holdRecord(ctx, c, err)
}

func (h *Handlers) apiExtend(ctx context.Context, in *heldInput) (*holdAnswer, error) {
	opener, err := holder(account.ViewerFrom(ctx))
	if err != nil {
		return nil, err
	}
	id, err := parseID(in.ID)
	if err != nil {
		return nil, err
	}
	c, err := h.service.Extend(ctx, opener, id)
	return h.holdRecord(ctx, c, err)
}

func (h *Handlers) apiRelease(ctx context.Context, in *heldInput) (*struct{}, error) {
	opener, err := holder(account.ViewerFrom(ctx))
	if err != nil {
		return nil, err
	}
	id, err := parseID(in.ID)
	if err != nil {
		return nil, err
	}
	return nil, h.service.LetGo(ctx, opener, id)
}

func (h *Handlers) holdRecord(ctx context.Context, c consultation.Consultation, err error) (*holdAnswer, error) {
	if err != nil {
		return nil, err
	}
	company, err := h.accounts.Company(ctx, c.SupplierCompany)
	if err != nil {
		return nil, err
	}
	record := HoldRecord{ID: c.ID.String(), Company: company.Slug, StartsAt: c.StartsAt.UTC(), EndsAt: c.EndsAt.UTC(), Extended: c.Extended}
	if c.ExpiresAt != nil {
		record.ExpiresAt = c.ExpiresAt.UTC()
	}
	return &holdAnswer{record}, nil
}
