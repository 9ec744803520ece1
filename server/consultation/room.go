package consultation

import (
	"context"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
)

// closeRoom is the job that has the live side end a room.
type closeRoom struct {
	Room string `json:"room"`
	By   string `json:"by"`
}

// Kind is the job's name in the queue.
func (closeRoom) Kind() string { return "consultation_close_room" }

// closeRoom ends the room of a consultation after the commit; where none runs, nothing happens.
func (s *Service) closeRoom(ctx context.Context, tx postgres.Tx, c Consultation, by string) error {
	return s.queue.Insert(ctx, tx, closeRoom{Room: c.ID.String(), By: by})
}

// revokeSeat is the job that has the live side take one person's seat away.
type revokeSeat struct {
	Room   string `json:"room"`
	Person string `json:"person"`
}

// Kind is the job's name in the queue.
func (revokeSeat) Kind() string { return "consultation_revoke_seat" }

// MemberLeft puts a person who has lost a role on a company out of its rooms that are open or may be, unless they sit there for somebody else.
func (s *Service) MemberLeft(ctx context.Context, tx postgres.Tx, who account.Viewer, company account.CompanyID) error {
	now, err := s.instant(ctx, tx)
	if err != nil {
		return err
	}
	all, err := joinable(ctx, tx, company, now.Add(-s.settings.JoinLate))
	if err != nil {
		return err
	}
	for _, c := range all {
		if from, _ := s.settings.JoinWindow(c, Office); now.Before(from) || c.Side(who) != Nobody {
			continue
		}
		if err := s.putOut(ctx, tx, c, who.User); err != nil {
			return err
		}
	}
	return nil
}

// putOut takes the seat of a person who no longer belongs into the room of a consultation, after the commit: somebody else
// interprets, somebody else comes, or they have left their company.
func (s *Service) putOut(ctx context.Context, tx postgres.Tx, c Consultation, who account.UserID) error {
	if who == (account.UserID{}) || c.State != Confirmed && c.State != Live && c.State != Suspended {
		return nil
	}
	return s.queue.Insert(ctx, tx, revokeSeat{Room: c.ID.String(), Person: who.String()})
}
