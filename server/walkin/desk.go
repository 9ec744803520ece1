package walkin

import (
	"context"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/signaling/control"
)

// longestQuiet is how long a desk may be quiet at most; longer is a closed calendar.
const longestQuiet = 12 * time.Hour

// ownDesk is the company whose desk the viewer keeps.
func ownDesk(v account.Viewer) (account.CompanyID, error) {
	company, ok := v.Company(account.Supplier)
	if !ok && v.SignedIn() {
		return company, problem.New(problem.Forbidden, "forbidden")
	}
	return company, account.May(v, account.KeepDesk, account.Object{Supplier: company})
}

// Desk is what the viewer's company says about being rung, and whom it has blocked.
func (s *Service) Desk(ctx context.Context, v account.Viewer) (Desk, []Block, error) {
	company, err := ownDesk(v)
	if err != nil {
		return Desk{}, nil, err
	}
	d, err := desk(ctx, s.DB, company)
	if err != nil {
		return Desk{}, nil, err
	}
	if !d.quiet(s.clock()) {
		d.QuietUntil = nil
	}
	list, err := blocks(ctx, s.DB, company)
	return d, list, err
}

// SetDesk changes what the viewer's company says: whether it may be rung at any hour, and for how long it wants quiet.
func (s *Service) SetDesk(ctx context.Context, v account.Viewer, anyHour bool, quiet time.Duration) error {
	company, err := ownDesk(v)
	if err != nil {
		return err
	}
	d := Desk{AnyHour: anyHour}
	if quiet = min(quiet, longestQuiet); quiet > 0 {
		until := s.clock().Add(quiet)
		d.QuietUntil = &until
	}
	return s.DB.Tx(ctx, func(tx postgres.Tx) error {
		if _, err := lockDesk(ctx, tx, company); err != nil {
			return err
		}
		return setDesk(ctx, tx, company, d)
	})
}

// Block keeps the company of a ring's caller from ringing the viewer's company again, and refuses the ring. The caller is
// told no more than that nobody can talk now; booking stays open, since there the office looks first.
func (s *Service) Block(ctx context.Context, v account.Viewer, id ID) error {
	r, _, err := s.permitted(ctx, v, id, account.KeepDesk)
	if err != nil {
		return err
	}
	if err := insertBlock(ctx, s.DB, r.Supplier, r.CallerCompany, v.User, s.clock()); err != nil {
		return err
	}
	if r.State != Ringing {
		return nil
	}
	_, err = s.Refuse(ctx, v, id)
	if problem.Is(err, problem.Conflict) {
		return nil
	}
	return err
}

// Here is the heartbeat of a member without script. A lost Redis loses the beat and nothing else.
func (s *Service) Here(ctx context.Context, v account.Viewer) error {
	company, err := ownDesk(v)
	if err != nil || s.Presence == nil {
		return err
	}
	if err := s.Ready(ctx, v); err != nil {
		return err
	}
	if err := s.Presence.Beat(ctx, company.String(), v.User.String(), control.Whereabouts{State: control.AtDesk}); err != nil {
		s.Log.WarnContext(ctx, "heartbeat lost", "err", err)
	}
	return nil
}

// Unblock takes a block back.
func (s *Service) Unblock(ctx context.Context, v account.Viewer, caller account.CompanyID) error {
	company, err := ownDesk(v)
	if err != nil {
		return err
	}
	return deleteBlock(ctx, s.DB, company, caller)
}
