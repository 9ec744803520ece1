package catalog

import (
	"net/http"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
)

// AtDesk takes one heartbeat of "I'm at the desk", which the page sends every 5 s while its switch is on:
// POST /{lang}/presence. A lost Redis loses the beat and nothing else.
func (h *Handlers) AtDesk(w http.ResponseWriter, r *http.Request) error {
	viewer := account.ViewerFrom(r.Context())
	company, ok := viewer.Company(account.Supplier)
	if !ok && viewer.SignedIn() {
		return problem.New(problem.Forbidden, "forbidden")
	}
	if err := account.May(viewer, account.EditAvailability, account.Object{Supplier: company}); err != nil {
		return err
	}
	if h.svc.presence == nil {
		return problem.New(problem.Unavailable, "part_away")
	}
	if err := h.svc.presence.Beat(r.Context(), company.String(), viewer.User.String()); err != nil {
		return problem.New(problem.Unavailable, "part_away").Because(err)
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
