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

// Seen is the version of the record that a program looked at.
type Seen struct {
	Version int `json:"version,omitempty" minimum:"0" doc:"Of the record that you saw; 0 for whatever stands"`
}

type seenInput struct {
	Number string `path:"number" maxLength:"40"`
	Body   Seen
}

type returnInput struct {
	Number string `path:"number" maxLength:"40"`
	Body   struct {
		Seen
		Reason string `json:"reason" enum:"unclear_goal,thin_profile,certificate_missing,time_does_not_suit,other"`
		Text   string `json:"text,omitempty" maxLength:"500" doc:"Words to the other side"`
	}
}

type declineInput struct {
	Number string `path:"number" maxLength:"40"`
	Body   struct {
		Seen
		Reason string `json:"reason" enum:"wrong_buyer_type,thin_profile,unclear_goal,certificate_missing,time_does_not_suit,suspicious,other"`
		Text   string `json:"text,omitempty" maxLength:"500" doc:"Words to the other side; the reason stays with you and the office"`
		For    string `json:"for,omitempty" enum:"supplier,buyer" doc:"An officer answers for this side"`
	}
}

type suspendInput struct {
	Number string `path:"number" maxLength:"40"`
	Body   struct {
		Seen
		Reason string `json:"reason" enum:"member_suspended,certificate_expired,emergency"`
		Text   string `json:"text,omitempty" maxLength:"500" doc:"For the office alone"`
	}
}

type failInput struct {
	Number string `path:"number" maxLength:"40"`
	Body   struct {
		Seen
		Reason string `json:"reason" enum:"connection_failed,server_lost,other"`
	}
}

type prolongInput struct {
	Number string `path:"number" maxLength:"40"`
	Body   struct {
		Seen
		Reason string `json:"reason" enum:"holidays,papers_coming,other"`
	}
}

type topicInput struct {
	Number string `path:"number" maxLength:"40"`
	Body   struct {
		Seen
		Goal     string   `json:"goal" enum:"sample,price,oem,distribution,other"`
		Message  string   `json:"message" minLength:"20" maxLength:"500"`
		Products []string `json:"products" minItems:"1" maxItems:"10" doc:"SKUs of the company"`
		Language string   `json:"language" example:"en" doc:"BCP 47"`
		Pair     *string  `json:"pair,omitempty" maxLength:"20" pattern:"^([a-z]+-[a-zA-Z-]+)?$" example:"ko-ro" doc:"Of the interpreter, empty for none; without it the pair stays"`
	}
}

type hostInput struct {
	Number string `path:"number" maxLength:"40"`
	Body   struct {
		Seen
		Host string `json:"host" format:"uuid" doc:"Member of the company who will come"`
	}
}

type startInput struct {
	Number string `path:"number" maxLength:"40"`
	Key    string `header:"Idempotency-Key" maxLength:"255"`
	Body   struct {
		Seen
		Start time.Time `json:"start" doc:"UTC"`
	}
}

type wishInput struct {
	Number string `path:"number" maxLength:"40"`
	Body   struct {
		Seen
		Start *time.Time `json:"start,omitempty" doc:"One of the wished times; without it they are tried in their order"`
	}
}

type inviteInput struct {
	Number string `path:"number" maxLength:"40"`
	Key    string `header:"Idempotency-Key" maxLength:"255"`
	Body   struct {
		Start    time.Time `json:"start" doc:"UTC"`
		Goal     string    `json:"goal" enum:"sample,price,oem,distribution,other"`
		Message  string    `json:"message" minLength:"20" maxLength:"500"`
		Products []string  `json:"products" minItems:"1" maxItems:"10" doc:"SKUs of the company"`
		Language string    `json:"language" example:"en" doc:"BCP 47"`
		Pair     string    `json:"pair,omitempty" maxLength:"20" example:"ko-ro" doc:"Of the interpreter"`
	}
}

type answerInput struct {
	Number string `path:"number" maxLength:"40"`
	Body   struct {
		Seen
		Yes bool `json:"yes"`
	}
}

type assignInput struct {
	Number string `path:"number" maxLength:"40"`
	Body   struct {
		Seen
		Interpreter string `json:"interpreter,omitempty" format:"uuid" doc:"Person; without it the sides go without an interpreter"`
	}
}

type needInput struct {
	Number string `path:"number" maxLength:"40"`
	Body   struct {
		Seen
		Pair   string `json:"pair" maxLength:"20" pattern:"^([a-z]+-[a-zA-Z-]+)?$" example:"ko-ro" doc:"Of the interpreter; empty: nobody interprets"`
		Reason string `json:"reason" enum:"no_common_language,common_language,sides_agree,other"`
		Text   string `json:"text,omitempty" maxLength:"500" doc:"Words to both sides"`
	}
}

type doubtInput struct {
	Number string `path:"number" maxLength:"40"`
	Body   struct {
		Text string `json:"text" minLength:"1" maxLength:"500" doc:"What is needed instead, and why"`
	}
}

type callInput struct {
	Number string `path:"number" maxLength:"40"`
	Body   struct {
		Side   string `json:"side" enum:"supplier,buyer"`
		Result string `json:"result" enum:"no_answer,coming,not_coming,wrong_number"`
	}
}

type wordInput struct {
	Number string `path:"number" maxLength:"40"`
	Body   struct {
		Text     string `json:"text" minLength:"1" maxLength:"300" doc:"Read by all who are in the room or wait at its door, for ten minutes"`
		Language string `json:"language,omitempty" maxLength:"35" pattern:"^[A-Za-z0-9-]*$" example:"en" doc:"In which it is written, BCP 47"`
	}
}

type missInput struct {
	Number string `path:"number" maxLength:"40"`
	Body   struct {
		Seen
		For string `json:"for,omitempty" enum:"supplier,buyer,both" doc:"Who was missing, where the rooms' evidence does not say"`
	}
}

type swapInput struct {
	Number string `path:"number" maxLength:"40"`
	Body   struct {
		Seen
		With        string `json:"with" maxLength:"40" doc:"Number of the other consultation, of the same length"`
		WithVersion int    `json:"withVersion,omitempty" minimum:"0"`
	}
}

type turnsAnswer struct {
	Body struct {
		Turns []TurnRecord `json:"turns"`
	}
}

// TurnRecord is a consultation that waits for whom the token stands for.
type TurnRecord struct {
	Number   string             `json:"number"`
	State    consultation.State `json:"state"`
	Version  int                `json:"version"`
	Why      string             `json:"why" enum:"answer,proposal,outcome,assignment,office"`
	Due      *time.Time         `json:"due,omitempty" doc:"UTC"`
	StartsAt time.Time          `json:"startsAt" doc:"UTC"`
}

type escalateInput struct {
	Number string `path:"number" maxLength:"40"`
	Body   struct {
		Text string `json:"text,omitempty" maxLength:"500" doc:"What has to be decided"`
	}
}

// moveAPI adds an operation for every move of people.
func (h *Handlers) moveAPI(api huma.API) {
	s := h.service
	move(h, api, "return", "Give a request back for mending", func(ctx context.Context, v account.Viewer, in *returnInput) (consultation.Consultation, error) {
		return s.Return(ctx, v, consultation.Decision{Number: in.Number, Version: in.Body.Version, Reason: in.Body.Reason, Text: in.Body.Text})
	})
	move(h, api, "resubmit", "Send a returned request again, mended", func(ctx context.Context, v account.Viewer, in *topicInput) (consultation.Consultation, error) {
		return h.topicMove(ctx, v, "resubmit", in, s.Resubmit)
	})
	move(h, api, "amend", "Change what a pending request is about", func(ctx context.Context, v account.Viewer, in *topicInput) (consultation.Consultation, error) {
		return h.topicMove(ctx, v, "amend", in, s.Amend)
	})
	move(h, api, "prolong", "Extend the time to answer, once", func(ctx context.Context, v account.Viewer, in *prolongInput) (consultation.Consultation, error) {
		return s.Prolong(ctx, v, consultation.Decision{Number: in.Number, Version: in.Body.Version, Reason: in.Body.Reason})
	})
	move(h, api, "escalate", "Give it to the officer on duty", func(ctx context.Context, v account.Viewer, in *escalateInput) (consultation.Consultation, error) {
		return s.Escalate(ctx, v, in.Number, in.Body.Text)
	})
	move(h, api, "accept", "Accept a request and name who will come", func(ctx context.Context, v account.Viewer, in *hostInput) (consultation.Consultation, error) {
		return s.Accept(ctx, v, consultation.Decision{Number: in.Number, Version: in.Body.Version}, userOf(in.Body.Host))
	})
	move(h, api, "decline", "Decline a request", func(ctx context.Context, v account.Viewer, in *declineInput) (consultation.Consultation, error) {
		return s.Decline(ctx, v, consultation.Decision{Number: in.Number, Version: in.Body.Version, Reason: in.Body.Reason, Text: in.Body.Text, For: consultation.Owner(in.Body.For)})
	})
	move(h, api, "reschedule", "Move to another time, or propose one to the other side", func(ctx context.Context, v account.Viewer, in *startInput) (consultation.Consultation, error) {
		return s.Reschedule(ctx, v, consultation.Decision{Number: in.Number, Version: in.Body.Version}, in.Body.Start.UTC())
	})
	move(h, api, "suggest", "Propose another time to who asked, as the office", func(ctx context.Context, v account.Viewer, in *startInput) (consultation.Consultation, error) {
		return s.Suggest(ctx, v, consultation.Decision{Number: in.Number, Version: in.Body.Version}, in.Body.Start.UTC())
	})
	move(h, api, "proposal", "Agree to a proposed time, or refuse it", func(ctx context.Context, v account.Viewer, in *answerInput) (consultation.Consultation, error) {
		return s.AnswerProposal(ctx, v, consultation.Decision{Number: in.Number, Version: in.Body.Version}, in.Body.Yes)
	})
	move(h, api, "wish", "Move to a time that the asker wished for", func(ctx context.Context, v account.Viewer, in *wishInput) (consultation.Consultation, error) {
		var start time.Time
		if in.Body.Start != nil {
			start = in.Body.Start.UTC()
		}
		return s.TakeWish(ctx, v, consultation.Decision{Number: in.Number, Version: in.Body.Version}, start)
	})
	move(h, api, "assign", "Assign an interpreter, or go without", func(ctx context.Context, v account.Viewer, in *assignInput) (consultation.Consultation, error) {
		d := consultation.Decision{Number: in.Number, Version: in.Body.Version}
		if in.Body.Interpreter == "" {
			return s.WaiveInterpreter(ctx, v, d)
		}
		return s.AssignInterpreter(ctx, v, d, userOf(in.Body.Interpreter))
	})
	move(h, api, "set-need", "Set between which languages somebody interprets, or that nobody does, as the office", func(ctx context.Context, v account.Viewer, in *needInput) (consultation.Consultation, error) {
		pair := schedule.ParsePair(in.Body.Pair)
		return s.SetNeed(ctx, v, consultation.Decision{Number: in.Number, Version: in.Body.Version, Reason: in.Body.Reason, Text: in.Body.Text, Pair: &pair})
	})
	move(h, api, "question-need", "Answer the office that the need of an interpreter is another than it has set", func(ctx context.Context, v account.Viewer, in *doubtInput) (consultation.Consultation, error) {
		return s.QuestionNeed(ctx, v, in.Number, in.Body.Text)
	})
	move(h, api, "answer", "Accept or decline an assignment as interpreter", func(ctx context.Context, v account.Viewer, in *answerInput) (consultation.Consultation, error) {
		return s.AnswerAssignment(ctx, v, consultation.Decision{Number: in.Number, Version: in.Body.Version}, in.Body.Yes)
	})
	move(h, api, "name-host", "Name another member who will come", func(ctx context.Context, v account.Viewer, in *hostInput) (consultation.Consultation, error) {
		return s.NameHost(ctx, v, consultation.Decision{Number: in.Number, Version: in.Body.Version}, userOf(in.Body.Host))
	})
	move(h, api, "suspend", "Hold a confirmed consultation back", func(ctx context.Context, v account.Viewer, in *suspendInput) (consultation.Consultation, error) {
		return s.Suspend(ctx, v, consultation.Decision{Number: in.Number, Version: in.Body.Version, Reason: in.Body.Reason, Text: in.Body.Text})
	})
	move(h, api, "fail", "Say that technology kept the sides apart", func(ctx context.Context, v account.Viewer, in *failInput) (consultation.Consultation, error) {
		return s.Fail(ctx, v, consultation.Decision{Number: in.Number, Version: in.Body.Version, Reason: in.Body.Reason})
	})
	move(h, api, "say", "Have a room read a sentence of the office", func(ctx context.Context, v account.Viewer, in *wordInput) (consultation.Consultation, error) {
		return s.Say(ctx, v, in.Number, in.Body.Text, in.Body.Language)
	})
	move(h, api, "call", "Note that a side was called", func(ctx context.Context, v account.Viewer, in *callInput) (consultation.Consultation, error) {
		return s.RecordCall(ctx, v, in.Number, consultation.Owner(in.Body.Side), in.Body.Result)
	})
	move(h, api, "miss", "Say that a side did not come", func(ctx context.Context, v account.Viewer, in *missInput) (consultation.Consultation, error) {
		return s.Miss(ctx, v, consultation.Decision{Number: in.Number, Version: in.Body.Version, For: consultation.Owner(in.Body.For)})
	})
	move(h, api, "rebook", "Ask anew for a consultation that technology broke", func(ctx context.Context, v account.Viewer, in *startInput) (consultation.Consultation, error) {
		return s.Rebook(ctx, v, in.Number, in.Body.Start.UTC(), in.Key)
	})
	move(h, api, "invite", "Ask the buyer of an earlier consultation for another one, as the supplier", func(ctx context.Context, v account.Viewer, in *inviteInput) (consultation.Consultation, error) {
		return h.inviteMove(ctx, v, in)
	})
	move(h, api, "swap", "Let two consultations change their times", func(ctx context.Context, v account.Viewer, in *swapInput) (consultation.Consultation, error) {
		return s.Swap(ctx, v, consultation.Decision{Number: in.Number, Version: in.Body.Version}, consultation.Decision{Number: in.Body.With, Version: in.Body.WithVersion})
	})
	for name, plain := range map[string]struct {
		summary string
		do      func(context.Context, account.Viewer, consultation.Decision) (consultation.Consultation, error)
	}{
		"resume":      {"Confirm a suspended consultation again", s.Resume},
		"undo-missed": {"Take a missed verdict back", s.Unmiss},
		"ask-outcome": {"Open the outcome forms of a short meeting", s.AskOutcome},
		"extend":      {"Give a running meeting its ten minutes more, once, as the office", s.Lengthen},
		"close":       {"Close a consultation whose outcome the office has decided", s.CloseByOffice},
		"end": {"End a meeting for all", func(ctx context.Context, v account.Viewer, d consultation.Decision) (consultation.Consultation, error) {
			return s.End(ctx, v, d.Number)
		}},
	} {
		move(h, api, name, plain.summary, func(ctx context.Context, v account.Viewer, in *seenInput) (consultation.Consultation, error) {
			return plain.do(ctx, v, consultation.Decision{Number: in.Number, Version: in.Body.Version})
		})
	}
	huma.Register(api, operations.Op("list-turns", http.MethodGet, "/turns", "What waits for you, the nearest deadline first"), h.listTurns)
}

// move adds one operation that moves a consultation and answers with the record.
func move[In any](h *Handlers, api huma.API, name, summary string, do func(context.Context, account.Viewer, *In) (consultation.Consultation, error)) {
	op := operations.Op(name+"-consultation", http.MethodPost, "/consultations/{number}/"+name, summary)
	huma.Register(api, op, func(ctx context.Context, in *In) (*recordAnswer, error) {
		v := account.ViewerFrom(ctx)
		c, err := do(ctx, v, in)
		return h.answer(ctx, v, c, err)
	})
}

// topicMove makes a move that brings new words.
func (h *Handlers) topicMove(ctx context.Context, v account.Viewer, name string, in *topicInput,
	do func(context.Context, account.Viewer, consultation.Decision, consultation.Topic) (consultation.Consultation, error)) (consultation.Consultation, error) {
	if err := h.ownProducts(ctx, v, name, in.Number, in.Body.Products); err != nil {
		return consultation.Consultation{}, err
	}
	d := consultation.Decision{Number: in.Number, Version: in.Body.Version}
	if in.Body.Pair != nil {
		pair := schedule.ParsePair(*in.Body.Pair)
		d.Pair = &pair
	}
	return do(ctx, v, d, consultation.Topic{Language: consultation.OneOf(in.Body.Language, interpreter.Spoken), Goal: in.Body.Goal,
		Message: in.Body.Message, Products: in.Body.Products})
}

// inviteMove asks a buyer, with products that are the supplier's own.
func (h *Handlers) inviteMove(ctx context.Context, v account.Viewer, in *inviteInput) (consultation.Consultation, error) {
	before, err := h.service.ByNumber(ctx, v, in.Number)
	if err == nil {
		err = h.service.MayInvite(v, before)
	}
	if err != nil {
		return consultation.Consultation{}, err
	}
	company, err := h.accounts.Company(ctx, before.SupplierCompany)
	if err == nil {
		err = h.belong(ctx, company.Slug, in.Body.Products, before.Products)
	}
	if err != nil {
		return consultation.Consultation{}, err
	}
	pair := schedule.ParsePair(in.Body.Pair)
	return h.service.Invite(ctx, v, consultation.Invitation{After: in.Number, Key: in.Key, Start: in.Body.Start.UTC(), Topic: consultation.Topic{Language: consultation.OneOf(in.Body.Language, interpreter.Spoken),
		NeedFrom: pair.From, NeedTo: pair.To, Goal: in.Body.Goal, Message: in.Body.Message, Products: in.Body.Products}})
}

func (h *Handlers) listTurns(ctx context.Context, _ *struct{}) (*turnsAnswer, error) {
	found, err := h.service.Turns(ctx, account.ViewerFrom(ctx))
	if err != nil {
		return nil, err
	}
	answer := &turnsAnswer{}
	answer.Body.Turns = make([]TurnRecord, len(found))
	for i, t := range found {
		answer.Body.Turns[i] = TurnRecord{t.Number, t.State, t.Version, t.Why, t.Due, t.StartsAt.UTC()}
	}
	return answer, nil
}
