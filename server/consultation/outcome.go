package consultation

import (
	"context"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
)

// Stated keeps, inside the transaction that took it, that a side has stated the outcome, and whose turn it is next: the
// other side's, the office's where the two do not agree, nobody's where they do.
func (s *Service) Stated(ctx context.Context, tx postgres.Tx, id ID, by account.UserID, side, next Owner) error {
	c, err := lock(ctx, tx, id)
	if err != nil {
		return err
	}
	now, err := s.instant(ctx, tx)
	if err != nil {
		return err
	}
	if c.State == OutcomeDue {
		s.outcomeTurn(&c, next, now)
	}
	if err := s.step(ctx, tx, &c, MoveState, actor{ID: by.String(), Side: side}, string(next), now); err != nil || next != Nobody {
		return err
	}
	return s.tellMinutes(ctx, tx, c)
}

// tellMinutes sends both sides what the meeting was, when they have stated the same of it: how long they met, and where the
// minutes are to be read.
func (s *Service) tellMinutes(ctx context.Context, tx postgres.Tx, c Consultation) error {
	a, err := s.evidence(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	job := lettersOf(c, noticeMinutes)
	job.Minutes, job.Reason, job.ReasonText = a.Minutes(), "", ""
	return s.queue.Insert(ctx, tx, job)
}

// outcomeTurn gives the turn of an outcome that is due; the sides' time is not begun anew.
func (s *Service) outcomeTurn(c *Consultation, next Owner, now time.Time) {
	by := c.AnswerBy
	switch next {
	case Nobody:
		by = nil
	case Office:
		answer := s.settings.Hours.After(now, s.settings.OfficeAnswer)
		by = &answer
	default:
		if c.Owner == Office || by == nil {
			answer := now.Add(s.settings.OutcomeAnswer)
			by = &answer
		}
	}
	c.Owner, c.AnswerBy = next, by
}

// askOutcome opens the outcome forms. Who has stated while the room still ran is not asked again.
func (s *Service) askOutcome(ctx context.Context, tx postgres.Tx, c *Consultation, by actor, reason string, now time.Time) error {
	if err := s.step(ctx, tx, c, MoveToOutcome, by, reason, now); err != nil {
		return err
	}
	next, stated, err := lastStated(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	if stated {
		s.outcomeTurn(c, next, now)
		if err := setTurn(ctx, tx, *c); err != nil {
			return err
		}
	}
	return s.tell(ctx, tx, *c, noticeOutcomeDue, now)
}

// AskOutcome opens the outcome forms of a meeting that was short, on the office's word.
func (s *Service) AskOutcome(ctx context.Context, v account.Viewer, d Decision) (Consultation, error) {
	var c Consultation
	err := s.db.Tx(ctx, func(tx postgres.Tx) error {
		now, side, err := s.open(ctx, tx, v, wish{d.Number, d.Version, account.ApproveConsultation, MoveToOutcome}, &c)
		if err != nil {
			return err
		}
		return s.askOutcome(ctx, tx, &c, actor{ID: v.User.String(), Side: side}, "", now)
	})
	return c, err
}

// CloseByOffice ends a life whose outcome the office has decided.
func (s *Service) CloseByOffice(ctx context.Context, v account.Viewer, d Decision) (Consultation, error) {
	return s.act(ctx, v, wish{d.Number, d.Version, account.ApproveConsultation, MoveClose},
		func(postgres.Tx, *Consultation, time.Time) (string, error) { return "", nil })
}

// Close ends the life of a consultation whose outcome is settled, inside the transaction that settled it.
func (s *Service) Close(ctx context.Context, tx postgres.Tx, id ID, by account.UserID) error {
	c, err := lock(ctx, tx, id)
	if err != nil {
		return err
	}
	now, err := s.instant(ctx, tx)
	if err != nil {
		return err
	}
	return s.step(ctx, tx, &c, MoveClose, actor{ID: by.String(), Side: Office}, "", now)
}
