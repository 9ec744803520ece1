package deal

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/locale"
	"github.com/etradeoffice/portal/server/operation"
)

// OutcomeRecord is what came of a consultation, as far as who asks may know it.
type OutcomeRecord struct {
	Verdict     string             `json:"verdict" doc:"due, one_side, agreed or disputed"`
	Grade       string             `json:"grade,omitempty" doc:"How well the statements prove the amount: E0 for one, E1 for two; documents have their own"`
	Supplier    *StatementRecord   `json:"supplier,omitempty"`
	Buyer       *StatementRecord   `json:"buyer,omitempty"`
	Attestation *AttestationRecord `json:"attestation,omitempty" doc:"Of the interpreter"`
	Evidence    []EvidenceRecord   `json:"evidence" doc:"For the office alone"`
}

// StatementRecord is what one side says.
type StatementRecord struct {
	Stage    string    `json:"stage"`
	Agreed   string    `json:"agreed,omitempty"`
	Amount   string    `json:"amount,omitempty" doc:"In the currency's main unit" example:"150000.50"`
	Currency string    `json:"currency,omitempty" doc:"ISO 4217"`
	NextStep string    `json:"nextStep,omitempty"`
	NextOn   string    `json:"nextOn,omitempty" format:"date"`
	StatedAt time.Time `json:"statedAt" doc:"UTC"`
}

// AttestationRecord is what the interpreter says, who sees no amounts.
type AttestationRecord struct {
	BothPresent bool      `json:"bothPresent"`
	Figures     string    `json:"figures" enum:"spoken,not_as_stated,none"`
	Note        string    `json:"note,omitempty"`
	AttestedAt  time.Time `json:"attestedAt" doc:"UTC"`
}

// EvidenceRecord is a document that proves an amount.
type EvidenceRecord struct {
	Grade      string    `json:"grade" enum:"E2,E3,E4,E5"`
	Binding    bool      `json:"binding"`
	Amount     string    `json:"amount"`
	Currency   string    `json:"currency"`
	Reference  string    `json:"reference"`
	AttachedAt time.Time `json:"attachedAt" doc:"UTC"`
}

type numberInput struct {
	Number string `path:"number" maxLength:"40"`
}

type stateInput struct {
	Number string `path:"number" maxLength:"40"`
	Body   struct {
		Stage    string `json:"stage" enum:"none,information,sample,quote,negotiation,mou,order"`
		Agreed   string `json:"agreed,omitempty"`
		Amount   string `json:"amount,omitempty" maxLength:"30" doc:"In the currency's main unit" example:"150000.50"`
		Currency string `json:"currency,omitempty" maxLength:"3" doc:"ISO 4217"`
		NextStep string `json:"nextStep,omitempty"`
		NextOn   string `json:"nextOn,omitempty" format:"date"`
	}
}

type attestInput struct {
	Number string `path:"number" maxLength:"40"`
	Body   struct {
		BothPresent bool   `json:"bothPresent"`
		Figures     string `json:"figures" enum:"spoken,not_as_stated,none"`
		Note        string `json:"note,omitempty"`
	}
}

type evidenceInput struct {
	Number string `path:"number" maxLength:"40"`
	Body   struct {
		Grade     int    `json:"grade" minimum:"2" maximum:"5"`
		Binding   bool   `json:"binding" doc:"False for a memorandum or a letter of intent, which are counted apart"`
		Amount    string `json:"amount" maxLength:"30"`
		Currency  string `json:"currency" maxLength:"3"`
		Reference string `json:"reference"`
	}
}

type outcomeAnswer struct{ Body OutcomeRecord }

// API adds the operations on what came of consultations.
func (h *Handlers) API(api huma.API) {
	op := operation.Topic{Tag: "outcomes", Under: "/consultations/{number}/outcome"}.Op
	huma.Register(api, op("read-outcome", http.MethodGet, "", "What came of a consultation, as far as you may know"), h.apiOutcome)
	huma.Register(api, op("state-outcome", http.MethodPost, "", "Say as a side what was agreed"), func(ctx context.Context, in *stateInput) (*struct{}, error) {
		b := in.Body
		return nil, h.service.State(ctx, account.ViewerFrom(ctx), in.Number, Form{b.Stage, b.Agreed, b.Amount, b.Currency, b.NextStep, b.NextOn})
	})
	huma.Register(api, op("attest-outcome", http.MethodPost, "/attest", "Say as the interpreter who was there"), func(ctx context.Context, in *attestInput) (*struct{}, error) {
		b := in.Body
		return nil, h.service.Attest(ctx, account.ViewerFrom(ctx), in.Number, AttestationForm{yesNo(b.BothPresent), b.Figures, b.Note})
	})
	huma.Register(api, op("attach-evidence", http.MethodPost, "/evidence", "Note as the office a document that proves an amount"), func(ctx context.Context, in *evidenceInput) (*struct{}, error) {
		b := in.Body
		return nil, h.service.Attach(ctx, account.ViewerFrom(ctx), in.Number, EvidenceForm{string(rune('0' + b.Grade)), yesNo(b.Binding), b.Amount, b.Currency, b.Reference})
	})
}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

func (h *Handlers) apiOutcome(ctx context.Context, in *numberInput) (*outcomeAnswer, error) {
	_, _, o, err := h.service.Outcome(ctx, account.ViewerFrom(ctx), in.Number)
	if err != nil {
		return nil, err
	}
	r := OutcomeRecord{Verdict: string(o.Verdict.Agreement), Supplier: recordOf(o.Supplier), Buyer: recordOf(o.Buyer), Evidence: []EvidenceRecord{}}
	if o.Verdict.Amount != nil {
		r.Grade = o.Verdict.Grade.String()
	}
	if a := o.Attestation; a != nil {
		r.Attestation = &AttestationRecord{a.BothPresent, string(a.Figures), a.Note, a.AttestedAt.UTC()}
	}
	for _, e := range o.Evidence {
		r.Evidence = append(r.Evidence, EvidenceRecord{e.Grade.String(), e.Binding, locale.PlainMoney(e.Amount.Minor, e.Amount.Currency), e.Amount.Currency, e.Reference, e.AttachedAt.UTC()})
	}
	return &outcomeAnswer{r}, nil
}

func recordOf(s *Statement) *StatementRecord {
	if s == nil {
		return nil
	}
	f := FormOf(s)
	return &StatementRecord{f.Stage, f.Agreed, f.Amount, f.Currency, f.NextStep, f.NextOn, s.StatedAt.UTC()}
}
