package briefing

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/operation"
	"github.com/etradeoffice/portal/server/problem"
)

// packRecord is a briefing pack as programs get it.
type packRecord struct {
	Language string       `json:"language" doc:"The other one beside Korean, BCP 47"`
	Agenda   string       `json:"agenda" doc:"Empty: the usual one"`
	Products []string     `json:"products" doc:"SKUs; their sheets stand in the catalog"`
	Terms    []termRecord `json:"terms"`
}

type termRecord struct {
	ID     string `json:"id,omitempty" format:"uuid" doc:"Of a line that is there; absent for a new one"`
	Term   string `json:"term" maxLength:"200"`
	Ko     string `json:"ko" maxLength:"200" doc:"In Korean"`
	Target string `json:"target" maxLength:"200" doc:"In the other language"`
	Note   string `json:"note,omitempty" maxLength:"200"`
}

type packAnswer struct{ Body packRecord }

type packInput struct {
	Number string `path:"number" maxLength:"40"`
}

type editInput struct {
	Number string `path:"number" maxLength:"40"`
	Body   struct {
		Agenda string       `json:"agenda" maxLength:"2000"`
		Terms  []termRecord `json:"terms" maxItems:"120"`
	}
}

// API adds the operations on the briefing pack of a consultation.
func (h *Handlers) API(api huma.API) {
	op := operation.Topic{Tag: "interpreters", Under: "/consultations/{number}/briefing"}.Op
	huma.Register(api, op("read-briefing", http.MethodGet, "", "The briefing pack; its interpreter's reading notes it as opened"), h.apiPack)
	huma.Register(api, op("edit-briefing", http.MethodPut, "", "Change the agenda and lines of the glossary"), h.apiEdit)
}

func (h *Handlers) apiPack(ctx context.Context, in *packInput) (*packAnswer, error) {
	pack, err := h.service.Open(ctx, account.ViewerFrom(ctx), in.Number)
	if err != nil {
		return nil, err
	}
	b := packRecord{Language: pack.Language, Agenda: pack.Agenda, Products: []string{}, Terms: []termRecord{}}
	for _, p := range pack.Products {
		b.Products = append(b.Products, p.SKU)
	}
	for _, t := range pack.Terms {
		b.Terms = append(b.Terms, termRecord{t.ID.String(), t.Term, t.Ko, t.Target, t.Note})
	}
	return &packAnswer{b}, nil
}

func (h *Handlers) apiEdit(ctx context.Context, in *editInput) (*struct{}, error) {
	w := Words{Agenda: in.Body.Agenda}
	for _, t := range in.Body.Terms {
		line := Term{Term: t.Term, Ko: t.Ko, Target: t.Target, Note: t.Note}
		if t.ID != "" {
			id, err := uuid.Parse(t.ID)
			if err != nil {
				return nil, problem.InvalidFields(problem.Field{Name: "terms", Code: "term_missing"})
			}
			line.ID = id
		}
		w.Terms = append(w.Terms, line)
	}
	return nil, h.service.Edit(ctx, account.ViewerFrom(ctx), in.Number, w)
}
