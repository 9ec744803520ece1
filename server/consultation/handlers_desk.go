package consultation

import (
	"context"
	"net/http"
	"time"

	"github.com/etradeoffice/portal/server/account"
)

// Queue is what waits for the office: GET /{lang}/desk/queue.
func (h *Handlers) Queue(w http.ResponseWriter, r *http.Request) error {
	ctx, v := r.Context(), account.ViewerFrom(r.Context())
	waiting, err := h.service.Queue(ctx, v)
	if err != nil {
		return err
	}
	body := QueuePage{Done: r.URL.Query().Get("done")}
	if body.Interpreters, err = h.accounts.Interpreters(ctx); err != nil {
		return err
	}
	names := h.companies(ctx)
	for _, c := range waiting {
		row, err := h.row(ctx, names, v, c)
		if err != nil {
			return err
		}
		body.Rows = append(body.Rows, row)
	}
	return h.pages.Write(w, r, http.StatusOK, "desk/queue", "consultation.queue_title", body)
}

func (h *Handlers) row(ctx context.Context, names companies, v account.Viewer, c Consultation) (QueueRow, error) {
	card, err := h.card(ctx, names, v, c)
	if err != nil {
		return QueueRow{}, err
	}
	card.Side = Office
	row := QueueRow{Card: card, Clashes: c.InterpreterState == InterpreterMissing}
	now := h.service.clock()
	if c.AnswerBy != nil {
		row.Late = c.AnswerBy.Before(now.Add(2 * time.Hour))
		row.Soon = c.AnswerBy.Before(now.Add(8 * time.Hour))
	}
	if row.Products, err = h.products(ctx, c); err != nil {
		return QueueRow{}, err
	}
	if row.Presence, _, err = h.service.Attendance(ctx, c.ID); err != nil {
		return QueueRow{}, err
	}
	requester, err := h.accounts.User(ctx, c.BuyerUser)
	if err != nil {
		return QueueRow{}, err
	}
	row.Requester = requester.Name
	if c.InterpreterUser != (account.UserID{}) {
		person, err := h.accounts.User(ctx, c.InterpreterUser)
		if err != nil {
			return QueueRow{}, err
		}
		row.Person = person.Name
	}
	row.Before, err = metBefore(ctx, h.service.db, c.SupplierCompany, c.BuyerCompany)
	return row, err
}
