package inquiry

import (
	"context"
	"slices"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
)

// held is the one place that says who may not send. While the office has suspended a company, nothing goes between it and
// another: not by page, not by mail, not by a program. The suspended one is told that it is; the other reads only that this is
// on hold, without a reason. Reading, closing and hiding addresses stay, and the office writes to either.
func held(mine, theirs bool) *problem.Error {
	switch {
	case mine:
		return problem.New(problem.Conflict, "company_held")
	case theirs:
		return problem.New(problem.Conflict, "inquiry_held")
	}
	return nil
}

// sending are the moves that reach the other side, or ask something of it.
var sending = []Move{MoveMessage, MoveAnswer, MoveShow, MoveRemind}

// OnHold reports whether one of the two companies is suspended.
func (i Inquiry) OnHold() bool { return i.BuyerHeld || i.SupplierHeld }

// Held reports whether the company of a side is suspended.
func (i Inquiry) Held(side Side) bool {
	return side == Buyer && i.BuyerHeld || side == Supplier && i.SupplierHeld
}

// hold refuses a move of a side while the thread is on hold.
func (i Inquiry) hold(m Move, side Side) *problem.Error {
	if !slices.Contains(sending, m) || side == Office && m != MoveRemind {
		return nil
	}
	return held(i.Held(side), i.OnHold())
}

// hold refuses to send an offer out while its company is suspended.
func (r RFQ) hold(act string) *problem.Error {
	return held(r.Held && act == ActSubmit, r.Held && act == ActOpen)
}

// holds reports whether a company is suspended.
func (s *Service) holds(ctx context.Context, id account.CompanyID) (bool, error) {
	company, err := s.Accounts.Company(ctx, id)
	return company.SuspendedAt != nil, err
}
