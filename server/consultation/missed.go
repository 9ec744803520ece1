package consultation

import (
	"context"
	"slices"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

// Miss says that a side did not come, after the office has called it. The rooms' facts say which; where they do not, since
// both were there for a moment, the officer does.
func (s *Service) Miss(ctx context.Context, v account.Viewer, d Decision) (Consultation, error) {
	return s.act(ctx, v, wish{d.Number, d.Version, account.ApproveConsultation, MoveMiss},
		func(tx postgres.Tx, c *Consultation, now time.Time) (string, error) {
			a, err := s.evidence(ctx, tx, c.ID)
			if err != nil {
				return "", err
			}
			absent, err := s.absentBy(a, *c, d, now)
			if err != nil {
				return "", err
			}
			if err := s.called(ctx, tx, *c, absent, now); err != nil {
				return "", err
			}
			c.Verdict = Verdict{Reason: absent}
			if err := s.countAbsent(ctx, tx, *c, absent, now); err != nil {
				return "", err
			}
			return absent, s.breakOff(ctx, tx, c, now)
		}, noticeMissed)
}

// absentBy is the side that was absent: by the evidence, and by the officer's word only where that is silent.
func (s *Service) absentBy(a Attendance, c Consultation, d Decision, now time.Time) (string, error) {
	if a.TookPlace {
		return "", s.settings.conflict(c, Office, now, "took_place")
	}
	if absent := a.absent(); absent != "" {
		return absent, nil
	}
	if !slices.Contains(both(BothSides), d.For) {
		return "", problem.InvalidFields(problem.Field{Name: "for", Code: "side_missing"})
	}
	return string(d.For), nil
}

// called refuses where the absent side, or one of both, was not called since the start.
func (s *Service) called(ctx context.Context, tx postgres.Tx, c Consultation, absent string, now time.Time) error {
	tried, err := calls(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(tried, func(call Call) bool { return absent == string(BothSides) || absent == string(call.Side) }) {
		return s.settings.conflict(c, Office, now, "call_first")
	}
	return nil
}

// breakOff ends a meeting that will not go on: claims are cut, and whoever is in the room is told.
func (s *Service) breakOff(ctx context.Context, tx postgres.Tx, c *Consultation, now time.Time) error {
	if c.EndedAt != nil {
		return nil
	}
	c.EndedAt = &now
	if err := s.schedule.Cut(ctx, tx, c.ID.UUID, now); err != nil {
		return err
	}
	return s.closeRoom(ctx, tx, *c, "cancelled")
}

// Unmiss takes a missed verdict back, and what it counted. While the meeting's time runs it goes on, if its claims are
// still to be had; else it waits for the office's word again.
func (s *Service) Unmiss(ctx context.Context, v account.Viewer, d Decision) (Consultation, error) {
	move := MoveReopen
	if known, err := s.ByNumber(ctx, v, d.Number); err == nil && s.Now().Before(known.EndsAt) {
		move = MoveUnmiss
	}
	return s.act(ctx, v, wish{d.Number, d.Version, account.ApproveConsultation, move},
		func(tx postgres.Tx, c *Consultation, now time.Time) (string, error) {
			c.Verdict = Verdict{}
			if err := forgetCounts(ctx, tx, c.ID, countNoShow); err != nil {
				return "", err
			}
			if move == MoveReopen {
				return "", nil
			}
			c.EndedAt = nil
			return "", s.reclaim(ctx, tx, *c)
		})
}

// reclaim takes the whole time of a consultation again after its claims were cut.
func (s *Service) reclaim(ctx context.Context, tx postgres.Tx, c Consultation) error {
	if err := s.schedule.Release(ctx, tx, c.ID.UUID); err != nil {
		return err
	}
	claims, err := s.claimsOf(ctx, tx, c)
	if err != nil {
		return err
	}
	return s.schedule.Claim(ctx, tx, c.ID.UUID, claims)
}

// claimsOf are the claims of all named parties of a consultation, with their buffers but in a programme.
func (s *Service) claimsOf(ctx context.Context, tx postgres.Tx, c Consultation) ([]schedule.Claim, error) {
	var claims []schedule.Claim
	for _, seat := range []struct {
		id   schedule.ResourceID
		side Owner
	}{{c.SupplierID, Supplier}, {c.BuyerID, Buyer}, {c.InterpreterID, Interpreter}, {c.SecondID, Interpreter}} {
		if seat.id == 0 {
			continue
		}
		r, err := s.schedule.Resource(ctx, tx, seat.id)
		if err != nil {
			return nil, err
		}
		during := c.Window()
		if c.Kind == Booked {
			during = r.Padded(during)
		}
		claims = append(claims, schedule.Claim{Resource: r.ID, During: during, Role: string(seat.side)})
	}
	return claims, nil
}

// Fail says that technology kept the sides apart; it counts for nobody, and both may book again first.
func (s *Service) Fail(ctx context.Context, v account.Viewer, d Decision) (Consultation, error) {
	if err := d.because("fail"); err != nil {
		return Consultation{}, err
	}
	return s.act(ctx, v, wish{d.Number, d.Version, account.ApproveConsultation, MoveFail},
		func(tx postgres.Tx, c *Consultation, now time.Time) (string, error) {
			c.Verdict = Verdict{Reason: d.Reason}
			return d.Reason, s.breakOff(ctx, tx, c, now)
		}, noticeFailed)
}
