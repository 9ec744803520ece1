package meeting

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/operation"
	"github.com/etradeoffice/portal/server/schedule"
)

type conflictsInput struct {
	From  time.Time `query:"from" required:"true" doc:"UTC"`
	Until time.Time `query:"until" required:"true" doc:"UTC"`
}

type absenceInput struct {
	Body struct {
		From  time.Time `json:"from" doc:"UTC"`
		Until time.Time `json:"until" doc:"UTC, at most 31 days later"`
	}
}

type conflictsAnswer struct {
	Body struct {
		Conflicts []conflictRecord `json:"conflicts" doc:"What you have promised or are pencilled in for, the first first"`
	}
}

type conflictRecord struct {
	Number   string             `json:"number"`
	State    consultation.State `json:"state"`
	StartsAt time.Time          `json:"startsAt" doc:"UTC"`
	EndsAt   time.Time          `json:"endsAt" doc:"UTC"`
}

// absenceAPI adds the operations by which interpreters say that they cannot work.
func (h *Handlers) absenceAPI(api huma.API) {
	op := operation.Topic{Tag: "interpreters", Under: "/me/absences"}.Op
	huma.Register(api, op("read-conflicts", http.MethodGet, "", "What an absence would give back"), h.apiConflicts)
	huma.Register(api, op("report-absence", http.MethodPost, "", "Block a time; what you have promised in it is given back and looked for anew"), h.apiAbsent)
}

func (h *Handlers) apiConflicts(ctx context.Context, in *conflictsInput) (*conflictsAnswer, error) {
	v := account.ViewerFrom(ctx)
	if err := mayBeAbsent(v); err != nil {
		return nil, err
	}
	all, err := h.service.Conflicts(ctx, v, v.User, schedule.Window{Start: in.From.UTC(), End: in.Until.UTC()})
	if err != nil {
		return nil, err
	}
	answer := &conflictsAnswer{}
	answer.Body.Conflicts = []conflictRecord{}
	for _, c := range all {
		answer.Body.Conflicts = append(answer.Body.Conflicts, conflictRecord{c.Number, c.State, c.StartsAt.UTC(), c.EndsAt.UTC()})
	}
	return answer, nil
}

func (h *Handlers) apiAbsent(ctx context.Context, in *absenceInput) (*struct{}, error) {
	v := account.ViewerFrom(ctx)
	if err := mayBeAbsent(v); err != nil {
		return nil, err
	}
	return nil, h.service.Absent(ctx, v, v.User, schedule.Window{Start: in.Body.From.UTC(), End: in.Body.Until.UTC()}, "ill")
}
