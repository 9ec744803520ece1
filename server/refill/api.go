package refill

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/operation"
	"github.com/etradeoffice/portal/server/schedule"
)

// waitingBody is an entry as programs get it.
type waitingBody struct {
	ID       uuid.UUID  `json:"id" format:"uuid"`
	Company  string     `json:"company" doc:"Slug"`
	State    State      `json:"state" enum:"waiting,held,done,left,over"`
	Place    int        `json:"place" doc:"In the company's list, from 1"`
	StandBy  bool       `json:"standBy" doc:"Comes within minutes, too"`
	KeptFrom *time.Time `json:"keptFrom,omitempty" doc:"Start of the time that is kept for you, UTC"`
	KeptTill *time.Time `json:"keptTill,omitempty" doc:"Until when you may take it, UTC"`
}

type waitingAnswer struct{ Body []waitingBody }

type joinInput struct {
	Slug string `path:"slug" maxLength:"80"`
	Body struct {
		FromDay string `json:"fromDay" format:"date" doc:"On the wall of your zone"`
		ToDay   string `json:"toDay" format:"date" doc:"Included; at most 62 days from today"`
		From    int    `json:"fromHour" minimum:"0" maximum:"24"`
		To      int    `json:"toHour" minimum:"0" maximum:"24" doc:"Until when a meeting must be over"`
		Length  int    `json:"length" minimum:"10" maximum:"240" doc:"Minutes"`
		Pair    string `json:"pair,omitempty" maxLength:"20" example:"ko-de"`
		StandBy bool   `json:"standBy,omitempty"`
	}
}

type joinAnswer struct {
	Status int
	Body   waitingBody
}

type entryInput struct {
	ID string `path:"id" maxLength:"40"`
}

type standbyInput struct {
	ID   string `path:"id" maxLength:"40"`
	Body struct {
		Yes bool `json:"yes"`
	}
}

type standbyAnswer struct {
	Body struct {
		State     string    `json:"state" enum:"open,taken,refused,lapsed,late"`
		StartsAt  time.Time `json:"startsAt"`
		EndsAt    time.Time `json:"endsAt"`
		ExpiresAt time.Time `json:"expiresAt"`
	}
}

// API adds the operations on waiting and standing by.
func (h *Handlers) API(api huma.API) {
	topic := operation.Topic{Tag: "waitlist"}
	op := topic.Op
	huma.Register(api, op("list-waiting", http.MethodGet, "/waitlist", "What you wait for"), h.listWaiting)
	huma.Register(api, topic.Creates("join-waitlist", "/companies/{slug}/waitlist", "Wait for a time of a company"), h.joinWaitlist)
	huma.Register(api, op("leave-waitlist", http.MethodDelete, "/waitlist/{id}", "Wait no longer"), h.leaveWaitlist)
	huma.Register(api, op("answer-standby", http.MethodPost, "/standby/{id}", "Say yes or no to a slot that broke"), h.answerStandby)
}

func (h *Handlers) listWaiting(ctx context.Context, _ *struct{}) (*waitingAnswer, error) {
	mine, err := h.service.Mine(ctx, account.ViewerFrom(ctx))
	if err != nil {
		return nil, err
	}
	answer := &waitingAnswer{Body: []waitingBody{}}
	for _, w := range mine {
		company, err := h.service.accounts.Company(ctx, w.Company)
		if err != nil {
			return nil, err
		}
		body := waitingBody{ID: w.ID, Company: company.Slug, State: w.State, Place: w.Ahead + 1, StandBy: w.StandBy}
		if w.Offer != nil {
			body.KeptFrom, body.KeptTill = &w.Offer.StartsAt, &w.Offer.ExpiresAt
		}
		answer.Body = append(answer.Body, body)
	}
	return answer, nil
}

func (h *Handlers) joinWaitlist(ctx context.Context, in *joinInput) (*joinAnswer, error) {
	v := account.ViewerFrom(ctx)
	buyer, _ := v.Company(account.Buyer)
	if err := account.May(v, account.JoinWaitlist, account.Object{Buyer: buyer}); err != nil {
		return nil, err
	}
	company, err := h.catalog.Company(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	zone, err := schedule.LoadZone(v.Zone)
	if err != nil {
		zone = time.UTC // it was checked when the person chose it
	}
	typed := Typed{FromDay: in.Body.FromDay, ToDay: in.Body.ToDay, FromHour: in.Body.From, ToHour: in.Body.To, Length: in.Body.Length, Pair: in.Body.Pair, StandBy: in.Body.StandBy}
	e, err := typed.entry(company.ID, zone)
	if err != nil {
		return nil, err
	}
	if e, err = h.service.Join(ctx, v, e); err != nil {
		return nil, err
	}
	mine, err := h.service.Mine(ctx, v)
	answer := &joinAnswer{Status: http.StatusCreated, Body: waitingBody{ID: e.ID, Company: in.Slug, State: e.State, StandBy: e.StandBy}}
	for _, w := range mine {
		if w.ID == e.ID {
			answer.Body.Place = w.Ahead + 1
		}
	}
	return answer, err
}

func (h *Handlers) leaveWaitlist(ctx context.Context, in *entryInput) (*struct{}, error) {
	id, err := uuid.Parse(in.ID)
	if err != nil {
		id = uuid.Nil
	}
	return nil, h.service.Leave(ctx, account.ViewerFrom(ctx), id)
}

func (h *Handlers) answerStandby(ctx context.Context, in *standbyInput) (*standbyAnswer, error) {
	id, err := uuid.Parse(in.ID)
	if err != nil {
		id = uuid.Nil
	}
	b, err := h.service.Answer(ctx, account.ViewerFrom(ctx), id, in.Body.Yes)
	if err != nil {
		return nil, err
	}
	answer := &standbyAnswer{}
	answer.Body.State, answer.Body.StartsAt, answer.Body.EndsAt, answer.Body.ExpiresAt = b.State, b.StartsAt.UTC(), b.EndsAt.UTC(), b.ExpiresAt.UTC()
	return answer, nil
}
