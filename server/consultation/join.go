package consultation

import (
	"context"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/signaling/ticket"
)

// JoinTicket is a ticket into the room of a consultation and the URL of the socket that takes it. Parties get one from
// shortly before the start until shortly after the end, interpreter and officers a little earlier; else the refusal says
// when. Tickets live for seconds and work once.
func (s *Service) JoinTicket(ctx context.Context, v account.Viewer, number string) (text, socket string, err error) {
	c, side, err := s.SeatIn(ctx, v, number)
	if err != nil {
		return "", "", err
	}
	return s.mint(ctx, c, side, ticket.Claims{Participant: v.User.String(), Name: v.Name, Lang: c.speaks(side, v.Lang)})
}

// mint makes the ticket of somebody who has a seat on a side.
func (s *Service) mint(ctx context.Context, c Consultation, side Owner, who ticket.Claims) (text, socket string, err error) {
	names, companyID, err := s.companyOf(ctx, c, side)
	if err != nil {
		return "", "", err
	}
	role, ticketSide := SeatOf(side)
	socket = s.seats.socket(ctx, c.ID.String())
	return ticket.Mint(s.seats.Keys, ticket.Claims{
		Room: c.ID.String(), Participant: who.Participant, Name: who.Name, Role: role, Side: ticketSide, Company: names["en"], CompanyNames: names, CompanyID: companyID,
		Lang: who.Lang, Number: c.Number, StartsAt: c.StartsAt, EndsAt: c.EndsAt, Exp: s.Now().Add(ticket.Life),
		Interpreters: c.awaited(), Node: socket,
	}), socket, nil
}

// SeatIn is a consultation whose room the viewer may be in now, and the side on which they sit there; else the refusal says why not. It is the one
// gate of the room, for tickets and for what is shown inside.
func (s *Service) SeatIn(ctx context.Context, v account.Viewer, number string) (Consultation, Owner, error) {
	c, err := s.ByNumber(ctx, v, number)
	if err != nil {
		return c, Nobody, err
	}
	if err := account.May(v, account.JoinRoom, c.Object()); err != nil {
		return c, Nobody, err
	}
	side := c.Side(v)
	if side == Nobody || side == Interpreter && !s.Seated(ctx, c, v.User) {
		return c, Nobody, problem.New(problem.Forbidden, "forbidden") // the live side has no seat for a witness, nor for who was only asked
	}
	return c, side, s.Lets(c, side)
}

// Lets is nil while the room is open for a side.
func (s *Service) Lets(c Consultation, side Owner) error {
	now := s.Now()
	from, until := s.settings.JoinWindow(c, side)
	switch {
	case c.State != Confirmed && c.State != Live:
		return s.settings.conflict(c, side, now, "not_joinable")
	case now.Before(from):
		return problem.New(problem.Conflict, "join_early", "Minutes", int(c.StartsAt.Sub(from).Minutes()))
	case !now.Before(until):
		return problem.New(problem.Gone, "join_late")
	}
	return nil
}

// speaks is the language that a side speaks in the room: the one that is interpreted, else the one in which its person reads the office.
func (c Consultation) speaks(side Owner, reads string) string {
	pair := c.Pair()
	switch {
	case side == Supplier && pair.From != "":
		return pair.From
	case side == Buyer && pair.To != "":
		return pair.To
	}
	return reads
}

// awaited are those without whose interpretation the room does not start, unless both sides say so there.
func (c Consultation) awaited() []string {
	var all []string
	for _, id := range []account.UserID{c.InterpreterUser, c.SecondUser} {
		if c.InterpreterState == InterpreterAccepted && id != (account.UserID{}) {
			all = append(all, id.String())
		}
	}
	return all
}

// SeatOf is how the live side names a side's seat.
func SeatOf(side Owner) (role, ticketSide string) {
	switch side {
	case Supplier:
		return "host", string(Supplier)
	case Buyer:
		return "guest", string(Buyer)
	case Interpreter:
		return "interpreter", string(Office)
	default:
		return "officer", string(Office)
	}
}

// companyOf is the names to show of a side's company, by language, and, for presence, its id; the office has none.
func (s *Service) companyOf(ctx context.Context, c Consultation, side Owner) (names map[string]string, id string, err error) {
	of := c.SupplierCompany
	switch side {
	case Buyer:
		of = c.BuyerCompany
	case Supplier:
	default:
		return s.settings.OfficeNames, "", nil
	}
	company, err := s.accounts.Company(ctx, of)
	if err != nil {
		return nil, "", err
	}
	return company.Names(), of.String(), nil
}
