package meeting

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
)

// Brought is somebody who comes along with the buyer.
type Brought struct {
	ID    string `json:"id" format:"uuid"`
	Email string `json:"email"`
	Name  string `json:"name,omitempty" doc:"As they gave it on the way in"`
}

type colleagueInput struct {
	Number string `path:"number" maxLength:"40"`
	Body   struct {
		Email string `json:"email" maxLength:"254"`
	}
}

type broughtInput struct {
	Number string `path:"number" maxLength:"40"`
	Body   struct {
		ID string `json:"id" format:"uuid" doc:"Of the colleague"`
	}
}

// colleagueAPI adds the operations on who comes along with the buyer.
func (h *Handlers) colleagueAPI(api huma.API) {
	op := operations.Op
	huma.Register(api, op("invite-colleague", http.MethodPost, "/consultations/{number}/invite-colleague", "Have somebody of the buyer come along, by a link of their own"), func(ctx context.Context, in *colleagueInput) (*recordAnswer, error) {
		v := account.ViewerFrom(ctx)
		c, err := h.service.InviteColleague(ctx, v, in.Number, in.Body.Email)
		return h.answer(ctx, v, c, err)
	})
	huma.Register(api, op("remove-colleague", http.MethodPost, "/consultations/{number}/remove-colleague", "Take them out again; their link is dead"), func(ctx context.Context, in *broughtInput) (*recordAnswer, error) {
		v := account.ViewerFrom(ctx)
		id, err := uuid.Parse(in.Body.ID)
		if err != nil {
			id = uuid.Nil
		}
		c, err := h.service.RemoveColleague(ctx, v, in.Number, id)
		return h.answer(ctx, v, c, err)
	})
}

// beside adds what stands beside the topic, for who may read it.
func (h *Handlers) beside(ctx context.Context, v account.Viewer, c consultation.Consultation, record *Record) (err error) {
	side := c.Side(v)
	all, err := h.service.Files(ctx, v, c)
	if err != nil {
		return err
	}
	record.Files = fileRecords(all)
	if record.Phone, err = h.service.Phone(ctx, c, side); err != nil || side != consultation.Buyer && side != consultation.Office {
		return err
	}
	brought, err := h.service.Colleagues(ctx, c.ID)
	for _, one := range brought {
		record.Colleagues = append(record.Colleagues, Brought{one.ID.String(), one.Email, one.Name})
	}
	return err
}
