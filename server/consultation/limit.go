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

// tooMany refuses one more request of a company's person: a company that the office does not know yet may ask for less. Its
// level is read only where that decides.
func (s *Service) tooMany(ctx context.Context, of account.CompanyID, o opening) error {
	settings, most := s.settings, account.L0.Fewer()
	if o.Asked.Unanswered >= settings.Unanswered-most || o.Asked.Hourly >= settings.Hourly-most {
		level, err := trust.LevelOf(ctx, s.db, s.clock(), of)
		if err != nil {
			return err
		}
		settings.Unanswered, settings.Hourly = settings.Unanswered-level.Fewer(), settings.Hourly-level.Fewer()
	}
	return settings.tooMany(o.Asked, o.Now)
}

// tooMany refuses one more request with the limit that it meets, and says when there is room again.
func (s Settings) tooMany(a demand, now time.Time) error {
	switch {
	case a.Unanswered >= s.Unanswered:
		return limited("too_many_requests", s.Unanswered, a.Answered, now)
	case a.Hourly >= s.Hourly:
		until := now.Add(time.Hour)
		if a.Oldest != nil {
			until = a.Oldest.Add(time.Hour)
		}
		return limited("too_many_hourly", s.Hourly, &until, now)
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
func limited(code string, limit int, until *time.Time, now time.Time) error {
	at := now.Add(time.Hour)
	if until != nil && until.After(now) {
		at = *until
	}
	return problem.New(problem.TooMany, code, "Count", limit, "When", at.UTC().Format("2006-01-02 15:04 UTC")).RetryIn(at.Sub(now))
}
