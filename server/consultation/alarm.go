package consultation

import (
	"context"
	"time"

	"github.com/etradeoffice/portal/server/postgres"
)

// TaskAbsent is the alarm about a meeting that has begun without its interpreter. With TaskBriefing, a pack that is unopened
// a few hours before the start, and TaskAlarm, a side that has not been there some minutes after it, it is raised and cleared by itself.
const TaskAbsent = "interpreter_absent"

// alarmLimits are the instants that alarms are judged by.
type alarmLimits struct {
	Now     time.Time
	BriefBy time.Time // starts before it: the pack must be open
	SeatBy  time.Time // starts before it: the interpreter must be there
	SidesBy time.Time // starts before it: both sides must have been there
}

func (s *Service) alarmLimits(now time.Time) alarmLimits {
	return alarmLimits{now, now.Add(s.settings.BriefBy), now.Add(-s.settings.SeatBy), now.Add(-s.settings.AlarmAfter)}
}

// raise raises the alarms that are due and clears those whose cause is gone.
func (s *Service) raise(ctx context.Context) error {
	return s.db.Tx(ctx, func(tx postgres.Tx) error {
		now, err := s.instant(ctx, tx)
		if err != nil {
			return err
		}
		return raiseAlarms(ctx, tx, s.alarmLimits(now), nil)
	})
}

// Alarms are the open alarms about the interpreters of a consultation, by the kinds of their tasks; locale keys "consultation.alarm_<kind>".
func (s *Service) Alarms(ctx context.Context, id ID) ([]string, error) {
	return openAlarms(ctx, s.db, id)
}
