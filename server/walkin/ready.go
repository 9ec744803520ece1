package walkin

import (
	"context"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
)

// DeviceTest is when somebody last tried camera and microphone, and how that came out.
type DeviceTest struct {
	At     time.Time
	Camera bool
	Sound  bool // the microphone heard something
	Waived bool // "ring me all the same": somebody without a camera, or without script
}

// holds reports whether who tested so may be rung. A day is counted in hours: a date would end it at midnight, in mid-work.
func (t DeviceTest) holds(now time.Time, lasts time.Duration) bool {
	return (t.Camera && t.Sound || t.Waived) && now.Before(t.At.Add(lasts))
}

// KeepTest keeps the viewer's last test. One that did not work keeps an earlier one from counting.
func (s *Service) KeepTest(ctx context.Context, v account.Viewer, t DeviceTest) error {
	if err := account.May(v, account.EditOwnProfile, account.Object{People: []account.UserID{v.User}}); err != nil {
		return err
	}
	t.At = s.clock()
	return setTest(ctx, s.DB, v.User, t)
}

// Ready is nil where the viewer may be rung: only who has tried camera and microphone within a day, or has said to do without,
// counts as being at the desk.
func (s *Service) Ready(ctx context.Context, v account.Viewer) error {
	t, err := lastTest(ctx, s.DB, v.User)
	if err == nil && !t.holds(s.clock(), s.Settings.TestedFor) {
		return problem.New(problem.Conflict, "desk_untested")
	}
	return err
}
