package room

import "time"

// Deadline is when the room next needs a Tick though nothing happens.
func (s State) Deadline() time.Time {
	if s.Ended != "" {
		return time.UnixMilli(s.Clock.EndedAt + forgetAfter)
	}
	next := s.Terms.EndsAt + grace
	sooner := func(at int64) {
		if at > s.Clock.At && at < next {
			next = at
		}
	}
	sooner(s.Terms.EndsAt)
	if s.Clock.Tick != 0 && s.seated() > 0 {
		sooner(s.Clock.Tick + tickEvery)
	}
	if s.Clock.AloneFrom != 0 && s.Clock.Opened {
		sooner(s.Clock.AloneFrom + unattendedAfter)
	}
	for _, p := range s.People {
		if p.Session.LostAt != 0 {
			sooner(p.Session.LostAt + interruptAfter)
			sooner(p.Session.LostAt + leaveAfter)
		}
		sooner(p.Voice.Until)
	}
	return time.UnixMilli(next)
}
