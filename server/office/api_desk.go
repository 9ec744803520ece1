package office

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/meeting"
	"github.com/etradeoffice/portal/server/operation"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

// waitingItem is a row of the queue as programs get it.
type waitingItem struct {
	Source   string             `json:"source" doc:"Why it waits: request, unanswered, interpreter, suspended, unclear, outcome, or the kind of a task"`
	Urgency  string             `json:"urgency" enum:"overdue,urgent,today,relaxed,timeless"`
	Due      *time.Time         `json:"due,omitempty" doc:"Deadline, UTC"`
	Number   string             `json:"number"`
	Version  int                `json:"version" doc:"Send it back to decide on what you saw"`
	State    consultation.State `json:"state"`
	Owner    string             `json:"owner,omitempty" doc:"Whose turn it is"`
	StartsAt time.Time          `json:"startsAt"`
	Note     string             `json:"note,omitempty"`
	Person   string             `json:"person,omitempty" doc:"Whom the task is about: who is missing, or cannot come"`
	Side     string             `json:"side,omitempty" doc:"That person's: supplier, buyer, interpreter"`
	Phones   []string           `json:"phones,omitempty" doc:"To call that person at, the likeliest first"`
	Task     string             `json:"task,omitempty" doc:"Id of the task that it is, for close-task"`
	Legal    []string           `json:"legal" doc:"Operations that the office may call now, as POST /consultations/{number}/NAME"`
}

type queueInput struct {
	Source string `query:"source" maxLength:"40" doc:"Only this source"`
	Soon   bool   `query:"soon" doc:"Only what is overdue or due within eight hours"`
}

type queueAnswer struct{ Body []waitingItem }

type bulkInput struct {
	Body struct {
		Requests []struct {
			Number  string `json:"number" maxLength:"40"`
			Version int    `json:"version,omitempty" minimum:"0"`
		} `json:"requests" maxItems:"100"`
	}
}

type bulkAnswer struct {
	Body []bulkRuling
}

type bulkRuling struct {
	Number   string `json:"number"`
	Approved bool   `json:"approved"`
	Code     string `json:"code,omitempty" doc:"Why not"`
}

type fitAnswer struct{ Body fitBody }

type fitBody struct {
	Score   int         `json:"score" minimum:"0" maximum:"100" doc:"The sum of the reasons' points"`
	Grade   string      `json:"grade" enum:"good,fair,poor"`
	Reasons []fitReason `json:"reasons"`
}

type fitReason struct {
	Key     string `json:"key" example:"certificates"`
	Verdict string `json:"verdict" enum:"good,fair,poor,unknown"`
	Points  int    `json:"points"`
	Of      int    `json:"of"`
	Text    string `json:"text" doc:"In the language that the request accepts"`
}

type planInput struct {
	Day string `query:"day" format:"date" doc:"On the office's wall; today when absent"`
}

type planAnswer struct {
	Body struct {
		Day      string        `json:"day" format:"date"`
		Meetings []planMeeting `json:"meetings" doc:"By start"`
	}
}

type planMeeting struct {
	Number      string             `json:"number"`
	State       consultation.State `json:"state"`
	StartsAt    time.Time          `json:"startsAt"`
	EndsAt      time.Time          `json:"endsAt"`
	Interpreter string             `json:"interpreter" enum:"none,pencilled,asked,accepted,missing,waived"`
}

// DeskAPI adds the operations of the officer's desk.
func (h *Handlers) DeskAPI(api huma.API) {
	op := operation.Topic{Tag: "desk"}.Op
	h.officeAPI(api)
	h.boardAPI(api)
	huma.Register(api, op("list-queue", http.MethodGet, "/desk/queue", "What waits for the office, the oldest deadline first"), h.listQueue)
	huma.Register(api, op("approve-many", http.MethodPost, "/desk/queue/approvals", "Approve requests one by one; each says what became of it"), h.approveMany)
	huma.Register(api, op("read-plan", http.MethodGet, "/desk/plan", "The meetings of a day"), h.readPlan)
	huma.Register(api, op("read-fit", http.MethodGet, "/consultations/{number}/fit", "The fit check of a consultation"), h.readFit)
}

func (h *Handlers) listQueue(ctx context.Context, in *queueInput) (*queueAnswer, error) {
	items, err := h.service.Queue(ctx, account.ViewerFrom(ctx))
	if err != nil {
		return nil, err
	}
	answer, filter, now := &queueAnswer{Body: []waitingItem{}}, consultation.QueueFilter{Source: in.Source, Soon: in.Soon}, h.service.Now()
	concerned, err := h.service.Concerned(ctx, items)
	if err != nil {
		return nil, err
	}
	for _, i := range items {
		if !filter.Lets(i, now) {
			continue
		}
		item := waitingItem{Source: i.Source, Urgency: string(i.Urgency(now)), Due: i.Due, Number: i.Number, Version: i.Version, State: i.State,
			Owner: string(i.Owner), StartsAt: i.StartsAt.UTC(), Note: i.Note, Legal: consultation.Operations(consultation.Legal(i.State, consultation.Office))}
		if i.Task != uuid.Nil {
			about := concerned[i.Task]
			item.Task, item.Person, item.Side, item.Phones = i.Task.String(), about.Name, string(about.Side), about.Phones
		}
		answer.Body = append(answer.Body, item)
	}
	return answer, nil
}

func (h *Handlers) approveMany(ctx context.Context, in *bulkInput) (*bulkAnswer, error) {
	picked := make([]consultation.Decision, len(in.Body.Requests))
	for i, r := range in.Body.Requests {
		picked[i] = consultation.Decision{Number: r.Number, Version: r.Version}
	}
	rulings, err := h.service.ApproveAll(ctx, account.ViewerFrom(ctx), picked)
	if err != nil {
		return nil, err
	}
	answer := &bulkAnswer{Body: []bulkRuling{}}
	for _, r := range rulings {
		line := bulkRuling{Number: r.Number, Approved: r.Err == nil}
		if refusal, ok := asRefusal(r.Err); ok {
			line.Code = refusal.Code
		} else if r.Err != nil {
			return nil, r.Err
		}
		answer.Body = append(answer.Body, line)
	}
	return answer, nil
}

func (h *Handlers) readPlan(ctx context.Context, in *planInput) (*planAnswer, error) {
	day := schedule.DateOf(h.service.Now(), h.service.Settings().Hours.Zone)
	if in.Day != "" {
		asked, err := schedule.ParseDate(in.Day)
		if err != nil {
			return nil, problem.New(problem.Malformed, "malformed").Because(err)
		}
		day = asked
	}
	found, err := h.service.Day(ctx, account.ViewerFrom(ctx), day)
	if err != nil {
		return nil, err
	}
	answer := &planAnswer{}
	answer.Body.Day, answer.Body.Meetings = day.String(), []planMeeting{}
	for _, c := range found {
		answer.Body.Meetings = append(answer.Body.Meetings, planMeeting{c.Number, c.State, c.StartsAt.UTC(), c.EndsAt.UTC(), string(c.InterpreterState)})
	}
	return answer, nil
}

func (h *Handlers) readFit(ctx context.Context, in *aboutInput) (*fitAnswer, error) {
	v := account.ViewerFrom(ctx)
	c, err := h.service.ByNumber(ctx, v, in.Number)
	if err == nil {
		err = c.Permits(v, account.ApproveConsultation)
	}
	if err != nil {
		return nil, err
	}
	known, err := h.fitter.Read(ctx, []consultation.Consultation{c})
	if err != nil {
		return nil, err
	}
	found := known.Assess(c)
	lines := meeting.FitIn(h.pages.Texts(), page.FrameFrom(ctx).Lang, found).Lines
	answer := &fitAnswer{Body: fitBody{Score: found.Score, Grade: found.Grade()}}
	for i, r := range found.Reasons {
		answer.Body.Reasons = append(answer.Body.Reasons, fitReason{r.Key, r.Verdict, r.Points, r.Of, lines[i].Text})
	}
	return answer, nil
}
