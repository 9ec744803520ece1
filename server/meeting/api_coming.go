package meeting

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
)

type comingInput struct {
	Number string `path:"number" maxLength:"40"`
	Body   struct {
		Answer  string `json:"answer" enum:"comes,cannot,late"`
		Minutes int    `json:"minutes,omitempty" minimum:"0" maximum:"60" doc:"How late: 5, 10, 15 or 20"`
		Note    string `json:"note,omitempty" maxLength:"500" doc:"For the office, when you cannot come"`
	}
}

type feedAnswer struct {
	Body struct {
		URL string `json:"url" format:"uri" doc:"Secret: it is told once"`
	}
}

// comingAPI adds the operations on what people say about coming, and on their calendar feed.
func (h *Handlers) comingAPI(api huma.API) {
	op := operations.Op
	huma.Register(api, op("say-coming", http.MethodPost, "/consultations/{number}/coming", "Say that you come, cannot come, or are late"), h.sayComing)
	huma.Register(api, op("close-tasks", http.MethodPost, "/consultations/{number}/tasks-done", "Note that the office has looked at its tasks"), h.tasksDone)
	huma.Register(api, operations.Creates("make-feed", "/me/calendar-feed", "Make your calendar feed anew"), h.makeFeed)
	huma.Register(api, op("revoke-feed", http.MethodDelete, "/me/calendar-feed", "End your calendar feed"), h.revokeFeed)
}

func (h *Handlers) sayComing(ctx context.Context, in *comingInput) (*recordAnswer, error) {
	v := account.ViewerFrom(ctx)
	c, err := h.service.SayComing(ctx, v, consultation.Said{Number: in.Number, Answer: in.Body.Answer, Minutes: in.Body.Minutes, Note: in.Body.Note})
	return h.answer(ctx, v, c, err)
}

func (h *Handlers) tasksDone(ctx context.Context, in *numberInput) (*recordAnswer, error) {
	v := account.ViewerFrom(ctx)
	c, err := h.service.CloseTasks(ctx, v, in.Number)
	return h.answer(ctx, v, c, err)
}

func (h *Handlers) makeFeed(ctx context.Context, _ *struct{}) (*feedAnswer, error) {
	secret, err := h.service.MakeFeed(ctx, account.ViewerFrom(ctx))
	if err != nil {
		return nil, err
	}
	answer := &feedAnswer{}
	answer.Body.URL = h.service.FeedAddress(secret)
	return answer, nil
}

func (h *Handlers) revokeFeed(ctx context.Context, _ *struct{}) (*struct{}, error) {
	return nil, h.service.RevokeFeed(ctx, account.ViewerFrom(ctx))
}
