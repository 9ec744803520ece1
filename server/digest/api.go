package digest

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/operation"
)

// wantsBody is how a person wants to be told of things, as programs say it.
type wantsBody struct {
	Morning bool     `json:"morning" doc:"A letter each morning on which something waits; officers and suppliers get one"`
	Without []string `json:"withoutReminders" enum:"week,hour,soon" maxItems:"3" doc:"Reminders of consultations that do not come; that of a day before always does"`
}

type wantsMessage struct{ Body wantsBody }

// API adds the operations.
func (h *Handlers) API(api huma.API) {
	op := operation.Topic{Tag: "notifications", Under: "/notifications"}.Op
	huma.Register(api, op("read-notifications", http.MethodGet, "", "How you are told of things"), h.apiWants)
	huma.Register(api, op("set-notifications", http.MethodPut, "", "Say how you want to be told of things"), h.apiSetWants)
}

func (h *Handlers) apiWants(ctx context.Context, _ *struct{}) (*wantsMessage, error) {
	w, err := h.service.Wants(ctx, account.ViewerFrom(ctx))
	if w.Without == nil {
		w.Without = []string{}
	}
	return &wantsMessage{wantsBody{w.Morning, w.Without}}, err
}

func (h *Handlers) apiSetWants(ctx context.Context, in *wantsMessage) (*struct{}, error) {
	return nil, h.service.SetWants(ctx, account.ViewerFrom(ctx), Wants{Morning: in.Body.Morning, Without: in.Body.Without})
}
