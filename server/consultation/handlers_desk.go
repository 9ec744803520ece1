package consultation

import (
	"context"
	"net/http"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
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
	known, err := h.background(ctx, waiting)
	if err != nil {
		return err
	}
	for _, c := range waiting {
		row, err := h.row(ctx, known, v, c)
		if err != nil {
			return err
		}
		body.Rows = append(body.Rows, row)
	}
	return h.pages.Write(w, r, http.StatusOK, "desk/queue", "consultation.queue_title", body)
}

// background is what the rows of a queue say beside the consultations themselves.
type background struct {
	companies companies
	people    map[account.UserID]account.User
	products  map[string]catalog.Texts
	met       map[pair]int
}

// background reads it for all rows at once.
func (h *Handlers) background(ctx context.Context, all []Consultation) (background, error) {
	known := background{companies: h.companies(ctx)}
	var people []account.UserID
	var products []string
	var pairs []pair
	for _, c := range all {
		people = append(people, c.BuyerUser, c.InterpreterUser)
		products = append(products, c.Products...)
		pairs = append(pairs, pair{c.SupplierCompany, c.BuyerCompany})
	}
	err := known.companies.load(ctx, all)
	if err == nil {
		known.people, err = h.accounts.Users(ctx, people)
	}
	if err == nil {
		known.products, err = h.catalog.Names(ctx, products)
	}
	if err == nil {
		known.met, err = meetings(ctx, h.service.db, pairs)
	}
	return known, err
}

func (h *Handlers) row(ctx context.Context, known background, v account.Viewer, c Consultation) (QueueRow, error) {
	card, err := h.card(ctx, known.companies, v, c)
	if err != nil {
		return QueueRow{}, err
	}
	card.Side = Office
	row := QueueRow{
		Card: card, Clashes: c.InterpreterState == InterpreterMissing, Products: labelled(c, known.products),
		Requester: known.people[c.BuyerUser].Name, Person: known.people[c.InterpreterUser].Name, Before: known.met[pair{c.SupplierCompany, c.BuyerCompany}],
	}
	now := h.service.clock()
	if c.AnswerBy != nil {
		row.Late = c.AnswerBy.Before(now.Add(2 * time.Hour))
		row.Soon = c.AnswerBy.Before(now.Add(8 * time.Hour))
	}
	if c.State == Ended { // nobody has been in a room before
		row.Presence, _, err = h.service.Attendance(ctx, c.ID)
	}
	return row, err
}
