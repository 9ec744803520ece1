package meeting

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/operation"
)

// Part is an interpreter's part in a consultation as programs get it.
type Part struct {
	Number    string     `json:"number" example:"SW-2026-0042"`
	Stage     string     `json:"stage" enum:"offered,accepted,briefed,checked_in,interpreting,done,rated,declined,lapsed,withdrawn,no_show"`
	Seat      int        `json:"seat" doc:"1, or 2 where two interpret"`
	StartsAt  time.Time  `json:"startsAt" doc:"UTC"`
	EndsAt    time.Time  `json:"endsAt" doc:"UTC"`
	ExpiresAt *time.Time `json:"expiresAt,omitempty" doc:"Of an open offer"`
	BriefedAt *time.Time `json:"briefedAt,omitempty" doc:"The pack was opened"`
	Pair      string     `json:"pair" example:"ko-ro"`
}

type partsAnswer struct{ Body []Part }

type rateInput struct {
	Number string `path:"number" maxLength:"40"`
	Body   struct {
		Stars int `json:"stars" minimum:"1" maximum:"5" doc:"Only the office sees them; the last word counts"`
	}
}

// thirdAPI adds the operations on interpreters' parts.
func (h *Handlers) thirdAPI(api huma.API) {
	op := operation.Topic{Tag: "interpreters"}.Op
	huma.Register(api, op("list-assignments", http.MethodGet, "/assignments", "What you were asked to interpret in the last year"), h.listParts)
	huma.Register(api, op("rate-interpreter", http.MethodPost, "/consultations/{number}/rate", "Say how a meeting was interpreted"), func(ctx context.Context, in *rateInput) (*struct{}, error) {
		return nil, h.service.Rate(ctx, account.ViewerFrom(ctx), in.Number, in.Body.Stars)
	})
}

func (h *Handlers) listParts(ctx context.Context, _ *struct{}) (*partsAnswer, error) {
	v := account.ViewerFrom(ctx)
	if err := account.May(v, account.ReportAbsence, account.Object{People: []account.UserID{v.User}}); err != nil {
		return nil, err
	}
	mine, err := h.interpreters.Mine(ctx, v.User, h.service.Now().AddDate(-1, 0, 0))
	if err != nil {
		return nil, err
	}
	answer := &partsAnswer{Body: []Part{}}
	for _, a := range mine {
		c, err := h.service.ByID(ctx, consultation.ID{UUID: a.Consultation})
		if err != nil {
			return nil, err
		}
		part := Part{Number: c.Number, Stage: string(a.Stage), Seat: a.Seat, StartsAt: c.StartsAt.UTC(), EndsAt: c.EndsAt.UTC(), BriefedAt: a.BriefedAt, Pair: c.Pair().String()}
		if a.Open(h.service.Now()) {
			part.ExpiresAt = &a.ExpiresAt
		}
		answer.Body = append(answer.Body, part)
	}
	return answer, nil
}
