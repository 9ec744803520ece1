package walkin

import (
	"context"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/catalog"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/signaling/control"
)

// Offered is what a company's page offers to everybody: a ring while somebody is at the desk in the declared hours and
// there is time for a talk, a place in the line behind one. When nobody can say who is there, it offers a ring in those
// hours: all members are rung then, and the office after them.
func (s *Service) Offered(ctx context.Context, company account.CompanyID, there control.PresenceState) (catalog.Talk, error) {
	switch there {
	case control.AtDesk, control.InCall, control.PresenceUnknown:
	default:
		return catalog.NoTalk, nil
	}
	now := s.clock()
	said, err := desk(ctx, s.DB, company)
	if err != nil || said.quiet(now) {
		return catalog.NoTalk, err
	}
	if !said.AnyHour {
		hours, err := s.Schedule.Open(ctx, []account.CompanyID{company}, now)
		if err != nil || !hours[company] {
			return catalog.NoTalk, err
		}
	}
	before, err := open(ctx, s.DB, company)
	if err != nil {
		return catalog.NoTalk, err
	}
	st := Standing{Known: there != control.PresenceUnknown, There: there == control.AtDesk, Open: true, Ahead: ahead(before)}
	err = s.DB.Tx(ctx, func(tx postgres.Tx) error {
		st.Stop, st.Meeting, err = s.stop(ctx, tx, Ring{Supplier: company}, account.UserID{}, talking(before), now)
		return err
	})
	switch {
	case err != nil || s.Settings.Refusal(st, now) != "":
		return catalog.NoTalk, err
	case st.Ahead > 0:
		return catalog.TalkLine, nil
	}
	return catalog.TalkNow, nil
}
