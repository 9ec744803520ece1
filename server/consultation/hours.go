package consultation

import (
	"context"
	"slices"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/schedule"
)

// TaskHours is a coming consultation that lies outside of its host's hours since they were changed.
const TaskHours = "hours_changed"

// HoursChanged marks the coming consultations that a change of hours has left outside, for the supplier's page and the
// office's queue, and takes the mark back where hours cover them again. It moves nothing.
func (s *Service) HoursChanged(ctx context.Context, tx postgres.Tx, host schedule.ResourceID, before, after []schedule.Window) error {
	now, err := s.instant(ctx, tx)
	if err != nil {
		return err
	}
	coming, err := comingOf(ctx, tx, host, now)
	if err != nil {
		return err
	}
	for _, c := range coming {
		inside := func(w schedule.Window) bool { return w.Covers(c.Window()) }
		switch is := slices.ContainsFunc(after, inside); {
		case is:
			err = dropTasks(ctx, tx, c.ID, TaskHours, now)
		case slices.ContainsFunc(before, inside):
			due := earlier(s.settings.Hours.After(now, s.settings.OfficeAnswer), c.StartsAt)
			err = OpenTask(ctx, tx, Task{Kind: TaskHours, ConsultationID: c.ID, DueBy: &due, OpenedAt: now})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// settled is whether a move answers what a change of hours has left open: another time, or no meeting.
func (m Move) settled(to State) bool {
	return m == MoveRetime || m == MoveAgree || m == MoveWish || !to.claimsTime()
}

// OutsideHours are the coming consultations of a company that a change of its hours has left outside, the next first.
func (s *Service) OutsideHours(ctx context.Context, company account.CompanyID) ([]Consultation, error) {
	return outsideHours(ctx, s.db, company, s.Now())
}
