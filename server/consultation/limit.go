package consultation

import (
	"context"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/trust"
)

// demand is how much a person has asked for, as the limits count it.
type demand struct {
	Unanswered int        // pending requests
	Answered   *time.Time // by when one of them is answered or over, at the latest
	Hourly     int        // requests of the last hour
	Oldest     *time.Time // the first of these
}

// most is how much a person may ask for.
type most struct {
	Unanswered, Hourly int
}

func (s Settings) most(fewer int) most { return most{s.Unanswered - fewer, s.Hourly - fewer} }

// tooMany refuses one more request of a company's person, and says what the limits are: a company that the office does not know
// yet may ask for less. Its level is read only where that decides; before, the limits are those of the least known, and who meets
// them while it is written asks again.
func (s *Service) tooMany(ctx context.Context, of account.CompanyID, o opening) (most, error) {
	m := s.settings.most(account.L0.Fewer())
	if o.Asked.Unanswered >= m.Unanswered || o.Asked.Hourly >= m.Hourly {
		level, err := trust.LevelOf(ctx, s.db, s.Now(), of)
		if err != nil {
			return m, err
		}
		m = s.settings.most(level.Fewer())
	}
	return m, m.tooMany(o.Asked, o.Now)
}

// tooMany refuses one more request with the limit that it meets, and says when there is room again.
func (m most) tooMany(a demand, now time.Time) error {
	switch {
	case a.Unanswered >= m.Unanswered:
		return limited("too_many_requests", m.Unanswered, a.Answered, now)
	case a.Hourly >= m.Hourly:
		until := now.Add(time.Hour)
		if a.Oldest != nil {
			until = a.Oldest.Add(time.Hour)
		}
		return limited("too_many_hourly", m.Hourly, &until, now)
	}
	return nil
}

// tooManyDrafts refuses one more hold of a person.
func (s Settings) tooManyDrafts(n int, first *time.Time, now time.Time) error {
	if n < s.Drafts {
		return nil
	}
	return limited("too_many_drafts", s.Drafts, first, now)
}

// limited names the limit and the instant (UTC) from which there is room.
func limited(code string, limit int, until *time.Time, now time.Time) *problem.Error {
	at := now.Add(time.Hour)
	if until != nil && until.After(now) {
		at = *until
	}
	return problem.New(problem.TooMany, code, "Count", limit, "When", at.UTC().Format("2006-01-02 15:04 UTC")).RetryIn(at.Sub(now))
}
