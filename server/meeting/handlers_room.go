package meeting

import (
	"encoding/json"
	"net/http"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/consultation"
	"github.com/etradeoffice/portal/server/page"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/trust"
)

// Room is the way into the room: GET /{lang}/consultations/{number}/room. Who comes too early or too late sees the
// consultation with the reason.
func (h *Handlers) Room(w http.ResponseWriter, r *http.Request) error {
	ctx, v, number := r.Context(), account.ViewerFrom(r.Context()), r.PathValue("number")
	c, err := h.service.ByNumber(ctx, v, number)
	if err != nil {
		return err
	}
	text, socket, err := h.service.JoinTicket(ctx, v, number)
	if err != nil && problem.OnForm(err) {
		body, pageErr := h.page(r, c)
		if pageErr != nil {
			return pageErr
		}
		body.Problem = err
		return h.pages.Write(w, r, problem.KindOf(err).Status(), "consultation/page", "consultation.page_title", body, "Number", c.Number)
	}
	if err != nil {
		return err
	}
	body, err := h.seatPage(r, c, c.Side(v))
	if err != nil {
		return err
	}
	body.Ticket, body.Socket = text, socket
	return h.pages.Write(w, r, http.StatusOK, "live/room", "consultation.room_title", body, "Number", c.Number)
}

// seatPage is the room's page for a seat on a side, without its ticket.
func (h *Handlers) seatPage(r *http.Request, c consultation.Consultation, side consultation.Owner) (RoomPage, error) {
	all, err := h.page(r, c)
	if err != nil {
		return RoomPage{}, err
	}
	role, _ := consultation.SeatOf(side)
	supplier, buyer := page.Pick(page.LangOf(r.Context()), all.Supplier.Names()).Text, page.Pick(page.LangOf(r.Context()), all.Buyer.Names()).Text
	body := RoomPage{Number: c.Number, Base: "/consultations/" + c.Number, Outcome: true, Subject: supplier + " – " + buyer, Role: role, StartsAt: c.StartsAt, EndsAt: c.EndsAt,
		Expected: []Expected{}}
	switch side {
	case consultation.Supplier:
		body.Subject = buyer
	case consultation.Buyer:
		body.Subject = supplier
	default:
	}
	mark := func(s trust.Standing) string {
		if s.Mark() == "" {
			return ""
		}
		return h.pages.Texts().T(page.LangOf(r.Context()), "trust.mark_"+s.Mark())
	}
	if all.Host != "" { // the office has taken a walk-in alone
		body.Expected = append(body.Expected, Expected{Name: all.Host, Company: supplier, Role: "host", Side: string(consultation.Supplier), Mark: mark(all.SupplierTrust)})
	}
	body.Expected = append(body.Expected, Expected{Name: all.Guest, Company: buyer, Role: "guest", Side: string(consultation.Buyer), Mark: mark(all.BuyerTrust)})
	for _, one := range all.Colleagues {
		body.Expected = append(body.Expected, Expected{Name: one.Called(), Company: buyer, Role: "guest", Side: string(consultation.Buyer)})
	}
	if c.InterpreterState == consultation.InterpreterAccepted {
		body.Expected = append(body.Expected, Expected{Name: all.InterpreterN, Role: "interpreter", Side: string(consultation.Office)})
	}
	return body, nil
}

// Ticket gives a running room's page a fresh ticket, as JSON: POST /{lang}/consultations/{number}/ticket.
func (h *Handlers) Ticket(w http.ResponseWriter, r *http.Request) error {
	text, socket, err := h.service.JoinTicket(r.Context(), account.ViewerFrom(r.Context()), r.PathValue("number"))
	if err != nil {
		return err
	}
	return writeTicket(w, text, socket)
}

func writeTicket(w http.ResponseWriter, text, socket string) error {
	body, err := json.Marshal(struct {
		Ticket string `json:"ticket"`
		Socket string `json:"socket"`
	}{text, socket})
	if err != nil {
		return problem.New(problem.Internal, "internal").Because(err)
	}
	w.Header().Set("Content-Type", "application/json")
	_, err = w.Write(body)
	return err
}
