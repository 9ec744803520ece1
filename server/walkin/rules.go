package walkin

import (
	"slices"
	"time"

	"github.com/etradeoffice/portal/server/schedule"
)

// Settings are the times and limits of a ring's life.
type Settings struct {
	RingFor     time.Duration // the company's people hear it
	OfficeAfter time.Duration // from the first ring: the office is rung
	OfficeFor   time.Duration // then nobody has answered
	GateFor     time.Duration // the office sees a caller first, at most so long
	QueueMost   int           // callers who wait behind a talk
	QueueFor    time.Duration // nobody waits longer in the queue
	TalkFor     time.Duration // a talk, when no claim comes before
	TalkLeast   time.Duration // less is not worth a ring
	StopBefore  time.Duration // hard stop before a booked meeting of either side
	Unanswered  int           // rings without an answer in LimitOver, of one person
	LimitOver   time.Duration
	GoneAfter   time.Duration // a ring without the caller's page
	GoneQueued  time.Duration // the same in the queue, where the page may be in the background
	Judged      int           // talks that the honest wait is the median of
	TestedFor   time.Duration // a test of camera and microphone lets somebody be rung
}

// DefaultSettings are the defaults of the reference.
func DefaultSettings() Settings {
	return Settings{
		RingFor: 45 * time.Second, OfficeAfter: 90 * time.Second, OfficeFor: 90 * time.Second, GateFor: 2 * time.Minute,
		QueueMost: 3, QueueFor: 30 * time.Minute, TalkFor: 30 * time.Minute, TalkLeast: 5 * time.Minute, StopBefore: 5 * time.Minute,
		Unanswered: 3, LimitOver: time.Hour, GoneAfter: 20 * time.Second, GoneQueued: 90 * time.Second, Judged: 20, TestedFor: 24 * time.Hour,
	}
}

// Due is the move that time makes now, "" for none. Gone says that the caller's page has not been heard of for a while.
func (s Settings) Due(r Ring, gone bool, now time.Time) Move {
	switch {
	case !r.Waiting():
		return ""
	case gone:
		return MoveLeave
	case r.State == Queued:
		return when(!now.Before(r.AskedAt.Add(s.QueueFor)), MoveTimeout)
	case r.RungAt == nil:
		return ""
	case r.Rings == RingsCompany:
		return when(!now.Before(r.RungAt.Add(s.OfficeAfter)), MoveEscalate)
	case r.Gate != "":
		return when(!now.Before(r.RungAt.Add(s.GateFor)), MoveTimeout)
	}
	return when(!now.Before(r.RungAt.Add(s.OfficeFor)), MoveTimeout)
}

func when(due bool, m Move) Move {
	if due {
		return m
	}
	return ""
}

// Patience is how long a ring stands without a word from the caller's page.
func (s Settings) Patience(r Ring) time.Duration {
	if r.State == Queued {
		return s.GoneQueued
	}
	return s.GoneAfter
}

// Loud reports whether the ring is to be heard by whom it rings: the company's people for a while, the office until the end.
func (s Settings) Loud(r Ring, now time.Time) bool {
	if r.State != Ringing || r.RungAt == nil {
		return false
	}
	return r.Rings == RingsOffice || now.Before(r.RungAt.Add(s.RingFor))
}

// Until is when what the caller waits for changes by itself.
func (s Settings) Until(r Ring) time.Time {
	switch {
	case r.RungAt == nil:
		return r.AskedAt.Add(s.QueueFor)
	case r.Rings == RingsCompany:
		return r.RungAt.Add(s.OfficeAfter)
	case r.Gate != "":
		return r.RungAt.Add(s.GateFor)
	}
	return r.RungAt.Add(s.OfficeFor)
}

// Stop is the hard stop of a talk that begins now: its longest time, or so long before the first claim of either side. It
// never moves over a claim.
func (s Settings) Stop(now time.Time, claims ...schedule.Window) time.Time {
	stop := now.Add(s.TalkFor)
	for _, c := range claims {
		if before := c.Start.Add(-s.StopBefore); c.End.After(now) && before.Before(stop) {
			stop = before
		}
	}
	return stop
}

// WorthIt reports whether a talk until the stop is long enough to begin.
func (s Settings) WorthIt(now, stop time.Time) bool { return !stop.Before(now.Add(s.TalkLeast)) }

// Wait is an honest guess of how long a caller waits behind others: the median of the last talks, once for each of them.
// Without any talk nobody can say.
func (s Settings) Wait(talks []time.Duration, ahead int) (wait time.Duration, known bool) {
	if len(talks) == 0 {
		return 0, false
	}
	return time.Duration(ahead) * Median(talks[:min(len(talks), s.Judged)]), true
}

// Median is the middle of some durations, zero for none.
func Median(of []time.Duration) time.Duration {
	if len(of) == 0 {
		return 0
	}
	sorted := slices.Clone(of)
	slices.Sort(sorted)
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}

// Common is the first language of one side that the other speaks too, "" for none.
func Common(mine, theirs []string) string {
	for _, language := range mine {
		if slices.Contains(theirs, language) {
			return language
		}
	}
	return ""
}
