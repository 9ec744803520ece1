package catalog

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/signaling/control"
)

// longestBreak is a working day.
const longestBreak = 9 * time.Hour

// Ready is nil where somebody may be rung, else what has to be done first.
type Ready func(context.Context, account.Viewer) error

func alwaysReady(context.Context, account.Viewer) error { return nil }

// AskWhetherReady has nobody be at the desk who is not ready to talk. Call it before serving.
func (h *Handlers) AskWhetherReady(ready Ready) { h.ready = ready }

// AtDesk takes one heartbeat of "I'm at the desk", which the page sends every 5 s while its switch is on, with how the
// person is there: POST /{lang}/presence. A lost Redis loses the beat and nothing else.
func (h *Handlers) AtDesk(w http.ResponseWriter, r *http.Request) error {
	viewer := account.ViewerFrom(r.Context())
	company, ok := viewer.Company(account.Supplier)
	if !ok && viewer.SignedIn() {
		return problem.New(problem.Forbidden, "forbidden")
	}
	if err := account.May(viewer, account.EditAvailability, account.Object{Supplier: company}); err != nil {
		return err
	}
	if err := h.ready(r.Context(), viewer); err != nil {
		return err
	}
	if h.svc.presence == nil {
		return problem.New(problem.Unavailable, "part_away")
	}
	if err := h.svc.presence.Beat(r.Context(), company.String(), viewer.User.String(), whereabouts(r)); err != nil {
		return problem.New(problem.Unavailable, "part_away").Because(err)
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// whereabouts is how the person is there: "state", and of a break how many seconds are "left", so that a wrong clock of
// the browser does no harm.
func whereabouts(r *http.Request) control.Whereabouts {
	switch state := control.PresenceState(r.PostFormValue("state")); state {
	case control.Busy, control.Away:
		return control.Whereabouts{State: state}
	case control.OnBreak:
		seconds, err := strconv.Atoi(r.PostFormValue("left"))
		if left := time.Duration(seconds) * time.Second; err == nil && left > 0 && left <= longestBreak {
			return control.Whereabouts{State: state, Until: time.Now().Add(left)}
		}
	default:
	}
	return control.Whereabouts{State: control.AtDesk}
}
