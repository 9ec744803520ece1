package consultation

import (
	"context"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/interpreter"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/signaling/control"
)

// promised keeps the part of an interpreter who was entered by hand with the consultation.
func (s *Service) promised(ctx context.Context, tx postgres.Tx, c Consultation, now time.Time) error {
	if c.InterpreterUser == (account.UserID{}) {
		return nil
	}
	return s.interpreters.Put(ctx, tx, interpreter.Assignment{Consultation: c.ID.UUID, User: c.InterpreterUser, Seat: 1, Stage: interpreter.Accepted,
		OfferedAt: now, ExpiresAt: now, AnsweredAt: &now})
}

// Seated reports whether a person has promised to interpret and still does.
func (s *Service) Seated(ctx context.Context, c Consultation, who account.UserID) bool {
	parts, err := s.interpreters.Of(ctx, s.db, c.ID.UUID)
	at := PartOf(parts, who)
	return err == nil && at >= 0 && parts[at].Stage.Holds() && c.SeatOf(who) != 0
}

// Parts are the parts of everybody who was ever asked to interpret a consultation. The caller judges who may see them.
func (s *Service) Parts(ctx context.Context, id ID) ([]interpreter.Assignment, error) {
	return s.interpreters.Of(ctx, s.db, id.UUID)
}

// Brief notes that an interpreter has opened the pack: the meeting does not start without its interpreter knowing the
// product. For others, and a second time, it changes nothing.
func (s *Service) Brief(ctx context.Context, v account.Viewer, number string) error {
	return s.db.Tx(ctx, func(tx postgres.Tx) error {
		c, err := lockNumber(ctx, tx, number)
		if err != nil {
			return err
		}
		now, err := s.instant(ctx, tx)
		if err != nil {
			return err
		}
		parts, err := s.interpreters.Of(ctx, tx, c.ID.UUID)
		at := PartOf(parts, v.User)
		if err != nil || at < 0 || parts[at].Stage != interpreter.Accepted {
			return err
		}
		if err := s.pass(ctx, tx, &parts[at], interpreter.Briefed, now); err != nil {
			return err
		}
		return raiseAlarms(ctx, tx, s.alarmLimits(now), &c.ID)
	})
}

// followThird moves the interpreters' parts by what the room reports.
func (s *Service) followThird(ctx context.Context, tx postgres.Tx, c Consultation, f control.Fact, now time.Time) error {
	if f.Kind != control.Live && (f.Kind != control.Joined || f.Role != "interpreter") {
		return nil
	}
	parts, err := s.interpreters.Of(ctx, tx, c.ID.UUID)
	if err != nil {
		return err
	}
	for i := range parts {
		if f.Kind == control.Joined && parts[i].User.String() == f.Participant && parts[i].Stage.To(interpreter.CheckedIn) == nil {
			if err := s.pass(ctx, tx, &parts[i], interpreter.CheckedIn, f.At.UTC()); err != nil {
				return err
			}
		}
		if (f.Kind == control.Live || c.State == Live) && parts[i].Stage == interpreter.CheckedIn {
			if err := s.pass(ctx, tx, &parts[i], interpreter.Interpreting, now); err != nil {
				return err
			}
		}
	}
	return raiseAlarms(ctx, tx, s.alarmLimits(now), &c.ID)
}

// parted ends the parts of a meeting that is over: who was there is done, who was needed and never came did not keep their
// word.
func (s *Service) parted(ctx context.Context, tx postgres.Tx, c *Consultation, a Attendance, now time.Time) error {
	parts, err := s.interpreters.Of(ctx, tx, c.ID.UUID)
	if err != nil {
		return err
	}
	for i := range parts {
		next, record := interpreter.Done, interpreter.Record{Kept: 1}
		switch parts[i].Stage {
		case interpreter.CheckedIn, interpreter.Interpreting:
		case interpreter.Accepted, interpreter.Briefed:
			if a.SupplierCame || a.BuyerCame {
				next, record = interpreter.NoShow, interpreter.Record{Missed: 1}
			} else {
				record = interpreter.Record{} // nobody came to be interpreted
			}
		case interpreter.Offered:
			next, record = interpreter.Withdrawn, interpreter.Record{}
		default:
			continue
		}
		if err := s.pass(ctx, tx, &parts[i], next, now); err != nil {
			return err
		}
		if record != (interpreter.Record{}) {
			if err := s.interpreters.Note(ctx, tx, parts[i].User, record); err != nil {
				return err
			}
		}
	}
	return dropAsked(ctx, tx, c.ID)
}

// Rate keeps what a side or the office thinks of how a meeting was interpreted, one to five stars; the last word counts.
// Only the office sees it.
func (s *Service) Rate(ctx context.Context, v account.Viewer, number string, stars int) error {
	return s.db.Tx(ctx, func(tx postgres.Tx) error {
		c, err := lockNumber(ctx, tx, number)
		if err != nil {
			return err
		}
		if err := c.Permits(v, account.RateInterpreter); err != nil {
			return err
		}
		if stars < 1 || stars > 5 {
			return problem.InvalidFields(problem.Field{Name: "stars", Code: "stars_missing"})
		}
		now, err := s.instant(ctx, tx)
		if err != nil {
			return err
		}
		parts, err := s.interpreters.Of(ctx, tx, c.ID.UUID)
		if err != nil {
			return err
		}
		rated := false
		for i := range parts {
			if parts[i].Stage.To(interpreter.Rated) != nil {
				continue
			}
			more := interpreter.Record{Stars: stars, Rated: 1}
			if was := parts[i].Stars; was != nil {
				more = interpreter.Record{Stars: stars - int(*was)}
			}
			given := int16(stars)
			parts[i].Stars = &given
			if err := s.pass(ctx, tx, &parts[i], interpreter.Rated, now); err != nil {
				return err
			}
			if err := s.interpreters.Note(ctx, tx, parts[i].User, more); err != nil {
				return err
			}
			rated = true
		}
		if !rated {
			return s.settings.conflict(c, c.Side(v), now, "nothing_to_rate")
		}
		return nil
	})
}
