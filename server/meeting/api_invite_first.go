package meeting

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/interpreter"
	"github.com/etradeoffice/portal/server/schedule"
)

type inviteWriterInput struct {
	ID   string `path:"id" maxLength:"40" doc:"Of the inquiry"`
	Key  string `header:"Idempotency-Key" maxLength:"255"`
	Body struct {
		Start    time.Time `json:"start" doc:"UTC"`
		Goal     string    `json:"goal" enum:"sample,price,oem,distribution,other"`
		Message  string    `json:"message" minLength:"20" maxLength:"500"`
		Products []string  `json:"products" minItems:"1" maxItems:"10" doc:"SKUs of your company"`
		Language string    `json:"language" example:"en" doc:"BCP 47"`
		Pair     string    `json:"pair,omitempty" example:"ko-ro" doc:"Interpreter's languages"`
	}
}

// InviteAPI adds the operation by which a maker invites who has written to it.
func (h *Handlers) InviteAPI(api huma.API) {
	huma.Register(api, operations.Creates("invite-writer", "/inquiries/{id}/consultation", "Ask the buyer who has written to you for a consultation; the office looks at it first"), h.apiInviteWriter)
}

func (h *Handlers) apiInviteWriter(ctx context.Context, in *inviteWriterInput) (*recordAnswer, error) {
	v := account.ViewerFrom(ctx)
	c, err := h.wrote(ctx, v, in.ID)
	if err != nil {
		return nil, err
	}
	company, err := h.accounts.Company(ctx, c.SupplierCompany)
	if err == nil {
		err = h.belong(ctx, company.Slug, in.Body.Products, c.Products)
	}
	if err != nil {
		return nil, err
	}
	pair := schedule.ParsePair(in.Body.Pair)
	made, err := h.service.InviteFirst(ctx, v, c.SupplierCompany, c.BuyerUser, consultation.Invitation{Key: in.Key, Start: in.Body.Start.UTC(), Topic: consultation.Topic{
		Language: consultation.OneOf(in.Body.Language, interpreter.Spoken), NeedFrom: pair.From, NeedTo: pair.To, Goal: in.Body.Goal, Message: in.Body.Message, Products: in.Body.Products}})
	answer, err := h.answer(ctx, v, made, err)
	if err == nil {
		answer.Status = http.StatusCreated
	}
	return answer, err
}
