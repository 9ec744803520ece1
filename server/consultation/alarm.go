package consultation

import (
	"context"
	"time"

	"github.com/etradeoffice/portal/server/postgres"
)

// Alarm is something about a consultation that the desk has to look at now; locale keys "consultation.alarm_<alarm>".
type Alarm string

// The alarms.
const (
	Unbriefed         Alarm = "unbriefed"          // the pack is unopened a few hours before the start
	InterpreterAbsent Alarm = "interpreter_absent" // the meeting has begun and its interpreter is not there
)

// alarmLimits are the instants that alarms are judged by.
type alarmLimits struct {
	Now     time.Time
	BriefBy time.Time // starts before it: the pack must be open
	SeatBy  time.Time // starts before it: the interpreter must be there
}

func (s *Service) alarmLimits(now time.Time) alarmLimits {
	return alarmLimits{now, now.Add(s.settings.BriefBy), now.Add(-s.settings.SeatBy)}
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

// Alarms are the open alarms of consultations.
func (s *Service) Alarms(ctx context.Context, ids ...ID) (map[ID][]Alarm, error) {
	return openAlarms(ctx, s.db, ids)
}
