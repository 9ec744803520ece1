package walkin

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
)

type moveInput struct {
	ID   string `path:"id" format:"uuid"`
	Move string `path:"move" maxLength:"20" doc:"refuse, block, admit, hand-over, decline, book or note"`
	Body *moveBody
}

// moveBody is what a move of a ring needs, where it needs something.
type moveBody struct {
	Company string    `json:"company,omitempty" maxLength:"80" doc:"hand-over: slug of the company that is rung instead"`
	Reason  string    `json:"reason,omitempty" maxLength:"40" doc:"decline"`
	Start   time.Time `json:"start,omitempty" doc:"book: UTC"`
	Text    string    `json:"text,omitempty" maxLength:"500" doc:"note, and words of a booking"`
}

type deskInput struct {
	Body struct {
		AnyHour bool `json:"anyHour" doc:"Be rung outside the declared hours too, while somebody is at the desk"`
		Quiet   int  `json:"quietMinutes" minimum:"0" maximum:"720" doc:"Nobody rings for so long"`
	}
}

// BlockedRecord is a company that may not ring the viewer's.
type BlockedRecord struct {
	Company   string    `json:"company" doc:"Slug"`
	Name      string    `json:"name" doc:"In English"`
	BlockedAt time.Time `json:"blockedAt"`
}

type blocksAnswer struct {
	Body struct {
		Items []BlockedRecord `json:"items" doc:"The newest first"`
	}
}

type blockedInput struct {
	Slug string `path:"slug" maxLength:"80"`
}

// moveAPI adds what is done with a ring beside answering it, and what a desk says about being rung.
func (h *Handlers) moveAPI(api huma.API) {
	huma.Register(api, rings.Op("move-ring", http.MethodPost, "/rings/{id}/moves/{move}",
		"Refuse or block as the company; admit, hand over, decline or book as the office; leave a text as the caller"), h.moveRing)
	huma.Register(api, rings.Op("set-desk", http.MethodPut, "/desk-hours", "Say when your company may be rung"), h.setDesk)
	huma.Register(api, rings.Op("list-blocked-companies", http.MethodGet, "/desk-hours/blocks", "Companies that may not ring yours"), h.apiBlocks)
	huma.Register(api, rings.Op("unblock-company", http.MethodDelete, "/desk-hours/blocks/{slug}", "Let a company ring yours again"), h.apiUnblock)
}

func (h *Handlers) moveRing(ctx context.Context, in *moveInput) (*ringAnswer, error) {
	id, err := (&ringInput{in.ID}).id()
	if err != nil {
		return nil, err
	}
	v, s, b := account.ViewerFrom(ctx), h.service, moveBody{}
	if in.Body != nil {
		b = *in.Body
	}
	switch in.Move {
	case "refuse":
		_, err = s.Refuse(ctx, v, id)
	case "block":
		err = s.Block(ctx, v, id)
	case "admit":
		_, err = s.Admit(ctx, v, id)
	case "hand-over":
		var to account.CompanyID
		if company, missing := s.Accounts.CompanyBySlug(ctx, b.Company); missing == nil {
			to = company.ID
		}
		_, err = s.HandOver(ctx, v, id, to)
	case "decline":
		_, err = s.Decline(ctx, v, id, b.Reason)
	case "book":
		_, err = s.Book(ctx, v, id, b.Start.UTC(), b.Text)
	case "note":
		_, err = s.Note(ctx, v, id, b.Text)
	default:
		if _, _, err = s.permitted(ctx, v, id, account.ReadRing); err == nil {
			err = problem.New(problem.NotFound, "not_found")
		}
	}
	if err != nil {
		return nil, err
	}
	r, _, err := s.permitted(ctx, v, id, account.ReadRing)
	return h.record(ctx, r, err, http.StatusOK)
}

func (h *Handlers) apiBlocks(ctx context.Context, _ *struct{}) (*blocksAnswer, error) {
	_, list, err := h.service.Desk(ctx, account.ViewerFrom(ctx))
	if err != nil {
		return nil, err
	}
	rows, err := h.blocked(ctx, list)
	answer := &blocksAnswer{}
	answer.Body.Items = make([]BlockedRecord, len(rows))
	for i, b := range rows {
		answer.Body.Items[i] = BlockedRecord{b.Company.Slug, b.Company.NameEn, b.BlockedAt.UTC()}
	}
	return answer, err
}

func (h *Handlers) apiUnblock(ctx context.Context, in *blockedInput) (*struct{}, error) {
	v := account.ViewerFrom(ctx)
	if _, err := deskOf(v); err != nil {
		return nil, err
	}
	company, err := h.service.Accounts.CompanyBySlug(ctx, in.Slug)
	if err != nil {
		return nil, err
	}
	return nil, h.service.Unblock(ctx, v, company.ID)
}

func (h *Handlers) setDesk(ctx context.Context, in *deskInput) (*struct{}, error) {
	return nil, h.service.SetDesk(ctx, account.ViewerFrom(ctx), in.Body.AnyHour, time.Duration(in.Body.Quiet)*time.Minute)
}
