package office

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/operation"
	"github.com/etradeoffice/portal/server/problem"
)

// occasionRecord is an occasion with its rule as programs get it.
type occasionRecord struct {
	ID        string                  `json:"id" doc:"\"standing\" for the standing service, else the UUID of a programme"`
	NameEn    string                  `json:"nameEn,omitempty"`
	NameKo    string                  `json:"nameKo,omitempty"`
	Rule      consultation.Moderation `json:"rule" enum:"all,first_contact,pairs,none" doc:"Which requests the office looks at"`
	From      string                  `json:"from,omitempty" format:"date" doc:"First day, on the office's wall"`
	Until     string                  `json:"until,omitempty" format:"date" doc:"Last day"`
	Companies []string                `json:"companies" doc:"Slugs of the makers that take part"`
	Pairs     []pairRecord            `json:"pairs" doc:"Who may meet without a look at the request"`
}

type pairRecord struct {
	Supplier string `json:"supplier" doc:"Slug"`
	Buyer    string `json:"buyer" doc:"Slug"`
}

type rulesAnswer struct{ Body []occasionRecord }

type openInput struct {
	Body struct {
		NameEn string                  `json:"nameEn" maxLength:"200"`
		NameKo string                  `json:"nameKo" maxLength:"200"`
		From   string                  `json:"from" format:"date"`
		Until  string                  `json:"until" format:"date"`
		Rule   consultation.Moderation `json:"rule" enum:"all,first_contact,pairs,none"`
	}
}

type openAnswer struct {
	Body struct {
		ID string `json:"id" format:"uuid"`
	}
}

type ruleInput struct {
	Occasion string `path:"occasion" maxLength:"40" doc:"\"standing\" or the UUID of a programme"`
	Body     struct {
		Rule consultation.Moderation `json:"rule" enum:"all,first_contact,pairs,none"`
	}
}

type takesPartInput struct {
	Occasion string `path:"occasion" maxLength:"40"`
	Slug     string `path:"slug" maxLength:"80"`
}

type pairInput struct {
	Occasion string `path:"occasion" maxLength:"40"`
	Supplier string `path:"supplier" maxLength:"80"`
	Buyer    string `path:"buyer" maxLength:"80"`
}

// RulesAPI adds the operations on which requests the office looks at, on which occasion.
func (h *Handlers) RulesAPI(api huma.API) {
	topic := operation.Topic{Tag: "desk", Under: "/desk/rules"}
	op := topic.Op
	huma.Register(api, op("list-rules", http.MethodGet, "", "The standing service and the programmes that are not over, each with its rule"), h.apiRules)
	huma.Register(api, topic.Creates("open-programme", "", "Begin a programme"), h.apiOpen)
	huma.Register(api, op("set-rule", http.MethodPut, "/{occasion}", "Say which requests of an occasion the office looks at"), h.apiSetRule)
	for method, in := range map[string]bool{http.MethodPut: true, http.MethodDelete: false} {
		id, part, pair := "leave-programme", "A maker takes part no longer", "Two companies need the office's look again"
		if in {
			id, part, pair = "join-programme", "A maker takes part", "Two companies may meet without a look at their request"
		}
		huma.Register(api, op(id, method, "/{occasion}/companies/{slug}", part), h.apiTakesPart(in))
		huma.Register(api, op(id+"-pair", method, "/{occasion}/pairs/{supplier}/{buyer}", pair), h.apiPair(in))
	}
}

func (h *Handlers) apiRules(ctx context.Context, _ *struct{}) (*rulesAnswer, error) {
	all, known, err := h.occasions(ctx, account.ViewerFrom(ctx))
	if err != nil {
		return nil, err
	}
	answer := &rulesAnswer{Body: []occasionRecord{}}
	for _, o := range all {
		record := occasionRecord{ID: "standing", NameEn: o.NameEn, NameKo: o.NameKo, Rule: o.Moderation, Companies: []string{}, Pairs: []pairRecord{}}
		if !o.Standing() {
			record.ID, record.From, record.Until = o.ID.String(), o.From.Format(time.DateOnly), o.Until.Format(time.DateOnly)
		}
		for _, id := range o.Makers {
			record.Companies = append(record.Companies, known[id].Slug)
		}
		for _, p := range o.Pairs {
			record.Pairs = append(record.Pairs, pairRecord{known[p.Supplier].Slug, known[p.Buyer].Slug})
		}
		answer.Body = append(answer.Body, record)
	}
	return answer, nil
}

func (h *Handlers) apiOpen(ctx context.Context, in *openInput) (*openAnswer, error) {
	b := in.Body
	id, err := h.service.OpenOccasion(ctx, account.ViewerFrom(ctx), consultation.Occasion{NameEn: b.NameEn, NameKo: b.NameKo, Moderation: b.Rule, From: dayOf(b.From), Until: dayOf(b.Until)})
	if err != nil {
		return nil, err
	}
	answer := &openAnswer{}
	answer.Body.ID = id.String()
	return answer, nil
}

func (h *Handlers) apiSetRule(ctx context.Context, in *ruleInput) (*struct{}, error) {
	id, err := keepsRules(ctx, in.Occasion)
	if err != nil {
		return nil, err
	}
	return nil, h.service.SetRule(ctx, account.ViewerFrom(ctx), id, in.Body.Rule)
}

func (h *Handlers) apiTakesPart(in bool) func(context.Context, *takesPartInput) (*struct{}, error) {
	return func(ctx context.Context, asked *takesPartInput) (*struct{}, error) {
		id, err := keepsRules(ctx, asked.Occasion)
		if err != nil {
			return nil, err
		}
		maker, err := h.accounts.CompanyBySlug(ctx, asked.Slug)
		if err != nil {
			return nil, err
		}
		return nil, h.service.TakePart(ctx, account.ViewerFrom(ctx), id, maker.ID, in)
	}
}

func (h *Handlers) apiPair(on bool) func(context.Context, *pairInput) (*struct{}, error) {
	return func(ctx context.Context, asked *pairInput) (*struct{}, error) {
		id, err := keepsRules(ctx, asked.Occasion)
		if err != nil {
			return nil, err
		}
		supplier, err := h.accounts.CompanyBySlug(ctx, asked.Supplier)
		if err != nil {
			return nil, err
		}
		buyer, err := h.accounts.CompanyBySlug(ctx, asked.Buyer)
		if err != nil {
			return nil, err
		}
		return nil, h.service.ApprovePair(ctx, account.ViewerFrom(ctx), id, consultation.Sides{Supplier: supplier.ID, Buyer: buyer.ID}, on)
	}
}

// keepsRules is the occasion that a path names, for those who may change rules; others learn nothing of what there is.
func keepsRules(ctx context.Context, text string) (uuid.UUID, error) {
	if err := account.May(account.ViewerFrom(ctx), account.KeepRules, account.Object{}); err != nil {
		return uuid.Nil, err
	}
	if text == "standing" {
		return uuid.Nil, nil
	}
	id, err := uuid.Parse(text)
	if err != nil || id == uuid.Nil {
		return uuid.Nil, problem.New(problem.NotFound, "not_found")
	}
	return id, nil
}
