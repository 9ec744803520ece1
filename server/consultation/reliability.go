package consultation

import (
	"context"
	"slices"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
)

// Reliability is what counts against a company, as the server has kept it.
type Reliability struct {
	LateCancels int // cancelled in the last hours, when only the office may
	NoShows     int // nobody came, by evidence and after a call
}

const (
	countLate   = "late_cancel"
	countNoShow = "no_show"
)

// Reliability counts for companies what was not undone. It is the office's to read.
func (s *Service) Reliability(ctx context.Context, v account.Viewer, companies ...account.CompanyID) (map[account.CompanyID]Reliability, error) {
	if err := account.May(v, account.ReadQueue, account.Object{}); err != nil {
		return nil, err
	}
	return reliabilities(ctx, s.db, companies)
}

// countLate counts a cancellation against the side on whose wish the office cancels late.
func (s *Service) countLate(ctx context.Context, tx postgres.Tx, c Consultation, wisher Owner, now time.Time) error {
	if now.Before(c.StartsAt.Add(-s.settings.FreeCancel)) || !slices.Contains(parties, wisher) {
		return nil
	}
	return insertCount(ctx, tx, c.ID, c.company(wisher), countLate, now)
}

// countAbsent counts a meeting that was missed against the side, or both, that did not come.
func (s *Service) countAbsent(ctx context.Context, tx postgres.Tx, c Consultation, absent string, now time.Time) error {
	for _, side := range parties {
		if absent == string(side) || absent == string(BothSides) {
			if err := insertCount(ctx, tx, c.ID, c.company(side), countNoShow, now); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c Consultation) company(side Owner) account.CompanyID {
	if side == Supplier {
		return c.SupplierCompany
	}
	return c.BuyerCompany
}

// CallResults are what may come of calling a side that is not there.
var CallResults = []string{"no_answer", "coming", "not_coming", "wrong_number"}

// Call is one try of the office to reach a side that is not there.
type Call struct {
	At      time.Time
	Officer account.UserID
	Side    Owner
	Result  string
}

// RecordCall keeps that the office has called a side of a meeting whose time has come. It is no move: nothing changes by
// it but what may be decided next.
func (s *Service) RecordCall(ctx context.Context, v account.Viewer, number string, side Owner, result string) (Consultation, error) {
	var wrong []problem.Field
	if !slices.Contains(parties, side) {
		wrong = append(wrong, problem.Field{Name: "side", Code: "side_missing"})
	}
	if !slices.Contains(CallResults, result) {
		wrong = append(wrong, problem.Field{Name: "result", Code: "result_missing"})
	}
	if len(wrong) > 0 {
		return Consultation{}, problem.InvalidFields(wrong...)
	}
	var c Consultation
	err := s.db.Tx(ctx, func(tx postgres.Tx) (err error) {
		if c, err = lockNumber(ctx, tx, number); err != nil {
			return err
		}
		if err := c.Permits(v, account.ApproveConsultation); err != nil {
			return err
		}
		now, err := s.instant(ctx, tx)
		if err != nil {
			return err
		}
		if now.Before(c.StartsAt) || c.State != Confirmed && c.State != Live && c.State != Ended {
			return s.settings.conflict(c, c.Side(v), now, "call_early")
		}
		return insertCall(ctx, tx, c.ID, Call{now, v.User, side, result})
	})
	return c, err
}

// Calls are the tries to reach the sides of a consultation, the first first.
func (s *Service) Calls(ctx context.Context, v account.Viewer, id ID) ([]Call, error) {
	if err := account.May(v, account.ReadQueue, account.Object{}); err != nil {
		return nil, err
	}
	return calls(ctx, s.db, id)
}
