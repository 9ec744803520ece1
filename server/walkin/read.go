package walkin

import (
	"context"
	"slices"
	"time"

	"github.com/etradeoffice/portal/server/account"
)

// Rings are the rings that concern the viewer now, the oldest first: all for an officer, those of the company for its
// members, those an interpreter was called into. A ring whose time has come is moved on first.
func (s *Service) Rings(ctx context.Context, v account.Viewer) ([]Ring, error) {
	if err := account.May(v, account.ReadPresence, account.Object{}); err != nil {
		return nil, err
	}
	found, err := s.concerning(ctx, v)
	if err != nil {
		return nil, err
	}
	now, moved := s.clock(), false
	for _, r := range found {
		if s.Settings.Due(r, false, now) != "" {
			if err := s.settle(ctx, r.ID, s.Settings.Due); err != nil {
				return nil, err
			}
			moved = true
		}
	}
	if moved {
		return s.concerning(ctx, v)
	}
	return found, nil
}

func (s *Service) concerning(ctx context.Context, v account.Viewer) ([]Ring, error) {
	if v.Is(account.Officer) {
		return open(ctx, s.DB, account.CompanyID{})
	}
	if company, ok := v.Company(account.Supplier); ok {
		all, err := open(ctx, s.DB, company)
		return slices.DeleteFunc(all, func(r Ring) bool { return r.Gate != "" }), err
	}
	if v.Is(account.Interpreter) {
		return calledInto(ctx, s.DB, v.User)
	}
	return nil, nil
}

// Hears reports whether a ring is to be heard on the viewer's pages now.
func (s *Service) Hears(v account.Viewer, r Ring, now time.Time) bool {
	switch {
	case r.Interpreter == v.User && v.SignedIn():
		return r.State == Answered || r.State == OfficeTook
	case !s.Settings.Loud(r, now):
		return false
	case r.Side(v) == Member:
		return r.Rings == RingsCompany && !slices.Contains(r.Refused, v.User)
	case r.Side(v) == Office:
		return r.Rings == RingsOffice
	}
	return false
}

// Place is where a waiting ring stands in its company's queue: how many are before it, and an honest guess of the wait.
func (s *Service) Place(ctx context.Context, r Ring) (before int, wait time.Duration, known bool, err error) {
	all, err := open(ctx, s.DB, r.Supplier)
	if err != nil {
		return 0, 0, false, err
	}
	for _, other := range all {
		if other.ID == r.ID {
			break
		}
		if other.occupies() || other.State == Queued {
			before++
		}
	}
	took, err := talks(ctx, s.DB, r.Supplier, s.Settings.Judged)
	if err == nil && len(took) == 0 {
		took, err = talks(ctx, s.DB, account.CompanyID{}, s.Settings.Judged)
	}
	wait, known = s.Settings.Wait(took, before)
	return before, wait, known, err
}

// Figures are what the rings of a time come to.
type Figures struct {
	Rings, Answered, Office, Booked, Declined, Unanswered, Left int
	Median                                                      time.Duration // from asking to the answer; zero: none was answered
}

// Seconds of the median.
func (f Figures) Seconds() int { return int(f.Median.Seconds()) }

// mostRings bounds a report.
const mostRings = 5000

// Report is the rings asked for in [from, to), the newest first, and their figures.
func (s *Service) Report(ctx context.Context, v account.Viewer, from, to time.Time) ([]Ring, Figures, error) {
	if err := account.May(v, account.ReadRings, account.Object{}); err != nil {
		return nil, Figures{}, err
	}
	found, err := between(ctx, s.DB, from, to, mostRings)
	return found, figures(found), err
}

func figures(rings []Ring) Figures {
	f := Figures{Rings: len(rings)}
	var took []time.Duration
	for _, r := range rings {
		switch r.Outcome {
		case OutcomeAnswered:
			f.Answered++
		case OutcomeOffice:
			f.Office++
		case OutcomeBooked:
			f.Booked++
		case OutcomeDeclined:
			f.Declined++
		case OutcomeUnanswered:
			f.Unanswered++
		case OutcomeLeft:
			f.Left++
		}
		if r.AnsweredAt != nil {
			took = append(took, r.AnsweredAt.Sub(r.AskedAt))
		}
	}
	f.Median = Median(took)
	return f
}

// Events are the moves of a ring in order.
func (s *Service) Events(ctx context.Context, v account.Viewer, id ID) ([]Event, error) {
	if _, _, err := s.permitted(ctx, v, id, account.ReadRing); err != nil {
		return nil, err
	}
	return events(ctx, s.DB, id)
}

// Past are the last rings at the viewer's own desk, the newest first.
func (s *Service) Past(ctx context.Context, v account.Viewer) ([]Ring, error) {
	company, err := ownDesk(v)
	if err != nil {
		return nil, err
	}
	return pastOf(ctx, s.DB, company, pastShown)
}
