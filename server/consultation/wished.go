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

// WishesMost is how many other times a request may wish for.
const WishesMost = 3

// Wished is another time that would suit the asker. It owns no claim and blocks nobody.
type Wished struct {
	Rank     int // 1 is the dearest
	StartsAt time.Time
	Free     bool // nothing stands in its way now
}

// Wish keeps the other times that would suit, in their order, in a draft. Those that the supplier does not offer, and
// those that enough others wish for already, are refused.
func (s *Service) Wish(ctx context.Context, opener string, id ID, starts []time.Time) error {
	c, err := s.Draft(ctx, opener, id)
	if err != nil {
		return err
	}
	if err := s.checkWishes(ctx, c, starts); err != nil {
		return err
	}
	_, err = s.editDraft(ctx, opener, id, func(*Consultation) error { return nil })
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx postgres.Tx) error { return replaceWishes(ctx, tx, id, starts) })
}

func (s *Service) checkWishes(ctx context.Context, c Consultation, starts []time.Time) error {
	refuse := func(code string) error {
		return problem.InvalidFields(problem.Field{Name: "wishes", Code: code})
	}
	if len(starts) > WishesMost {
		return refuse("wishes_many")
	}
	for i, start := range starts {
		if start.Equal(c.StartsAt) || slices.ContainsFunc(starts[:i], start.Equal) {
			return refuse("wish_twice")
		}
		query := schedule.SlotQuery{Company: c.SupplierCompany, Length: c.Length(), Demand: c.Demand(), Buyer: c.BuyerUser}
		if err := s.judge(ctx, query, start); err != nil {
			return refuse("wish_not_offered")
		}
		others, err := wishers(ctx, s.db, c.SupplierID, start, c.ID)
		if err != nil {
			return err
		}
		if others >= s.settings.Wishing {
			return refuse("wish_full")
		}
	}
	return nil
}

// keepWishes keeps the wishes of a new request; one that enough others have come to wish for meanwhile is left out.
func (s *Service) keepWishes(ctx context.Context, tx postgres.Tx, c Consultation, starts []time.Time) error {
	if len(starts) == 0 {
		return nil
	}
	if err := lockWishes(ctx, tx, c.SupplierID); err != nil {
		return err
	}
	var kept []time.Time
	for _, start := range starts[:min(len(starts), WishesMost)] {
		others, err := wishers(ctx, tx, c.SupplierID, start, c.ID)
		if err != nil {
			return err
		}
		if others < s.settings.Wishing && !start.Equal(c.StartsAt) && !slices.ContainsFunc(kept, start.Equal) {
			kept = append(kept, start.UTC())
		}
	}
	return replaceWishes(ctx, tx, c.ID, kept)
}

// Wishes are the other times of a consultation in their order, with what has become of them.
func (s *Service) Wishes(ctx context.Context, c Consultation) ([]Wished, error) {
	return wishes(ctx, s.db, c, s.Now())
}

// TakeWish moves a pending request to another time that its asker wished for: the first in order that fits, or the one
// that is named. Where none fits, the time that was asked for cannot be kept either: the request is returned while the
// office has it, and declined later.
func (s *Service) TakeWish(ctx context.Context, v account.Viewer, d Decision, start time.Time) (Consultation, error) {
	action := account.AnswerConsultation
	if v.Is(account.Officer) {
		action = account.ApproveConsultation
	}
	var c Consultation
	err := s.db.Tx(ctx, func(tx postgres.Tx) error {
		now, side, err := s.open(ctx, tx, v, wish{d.Number, d.Version, action, MoveWish}, &c)
		if err != nil || c.State == Expired {
			return err
		}
		all, err := wishes(ctx, tx, c, now)
		if err != nil {
			return err
		}
		if !start.IsZero() {
			all = slices.DeleteFunc(all, func(w Wished) bool { return !w.StartsAt.Equal(start) })
		}
		if len(all) == 0 {
			return s.settings.conflict(c, side, now, "wish_none")
		}
		by := actor{ID: v.User.String(), Side: side}
		fits, err := s.fall(ctx, tx, &c, all, by, now)
		switch {
		case err != nil || fits:
			return err
		case !start.IsZero():
			return s.settings.conflict(c, side, now, "slot_taken")
		}
		return s.noneFits(ctx, tx, &c, by, now)
	})
	return c, s.overIfExpired(c, v, err)
}

// fall tries the wishes of a request whose time cannot be kept, each whole or not at all, in the transaction in which that
// time falls.
func (s *Service) fall(ctx context.Context, tx postgres.Tx, c *Consultation, all []Wished, by actor, now time.Time) (bool, error) {
	for _, w := range all {
		moved, err := s.tryWish(ctx, tx, *c, w, by, now)
		switch {
		case problem.Is(err, problem.Conflict), problem.Is(err, problem.Invalid):
			continue
		case err != nil:
			return false, err
		}
		*c = moved
		return true, dropWish(ctx, tx, c.ID, w.StartsAt)
	}
	return false, nil
}

// tryWish moves a copy of the record inside a savepoint.
func (s *Service) tryWish(ctx context.Context, tx postgres.Tx, c Consultation, w Wished, by actor, now time.Time) (Consultation, error) {
	batch := &postgres.Batch{}
	rules := s.schedule.QueueRules(batch, s.MoveQuery(c, true))
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return Consultation{}, err
	}
	if _, err := judged(rules, w.StartsAt, now); err != nil {
		return Consultation{}, err
	}
	try, err := tx.Begin(ctx)
	if err != nil {
		return Consultation{}, err
	}
	if err := s.retime(ctx, try, &c, MoveWish, by, w.StartsAt, now); err != nil {
		if rollback := try.Rollback(ctx); rollback != nil {
			return Consultation{}, rollback
		}
		return Consultation{}, err
	}
	return c, try.Commit(ctx)
}

// noneFits is what becomes of a request whose time and wishes are all gone.
func (s *Service) noneFits(ctx context.Context, tx postgres.Tx, c *Consultation, by actor, now time.Time) error {
	move, told := MoveReturn, noticeReturned
	if c.State == Offered {
		move, told = MoveDecline, noticeDeclined
	}
	c.Verdict = Verdict{Reason: "time_does_not_suit"}
	if err := s.leave(ctx, tx, c, move, by, c.Reason, now); err != nil {
		return err
	}
	return s.tell(ctx, tx, *c, told, now)
}

// Falls is what happens to a pending request when the supplier's time goes from under it, inside the transaction in which
// that happens: its wishes are tried in their order, and where none fits it is returned or declined.
func (s *Service) Falls(ctx context.Context, tx postgres.Tx, id ID) error {
	c, err := lock(ctx, tx, id)
	if err != nil {
		return err
	}
	if c.State == Draft || !c.Pending() {
		return nil // it has gone on meanwhile
	}
	now, err := s.instant(ctx, tx)
	if err != nil {
		return err
	}
	if !c.ExpiresAt.After(now) {
		return s.expire(ctx, tx, &c, now)
	}
	all, err := wishes(ctx, tx, c, now)
	if err != nil {
		return err
	}
	if fits, err := s.fall(ctx, tx, &c, all, bySystem, now); err != nil || fits {
		return err
	}
	if c.State == Returned {
		return nil // it is with its asker already
	}
	return s.noneFits(ctx, tx, &c, bySystem, now)
}

// HoursFell lets the pending requests fall whose times a host has just taken back. What is agreed stays: the host gives that
// up by itself, where it cannot come.
func (s *Service) HoursFell(ctx context.Context, tx postgres.Tx, host schedule.ResourceID, on schedule.Window, offered []schedule.Window) error {
	pending, err := pendingOf(ctx, tx, host, on)
	if err != nil {
		return err
	}
	for _, c := range pending {
		if slices.ContainsFunc(offered, func(w schedule.Window) bool { return w.Covers(c.Window()) }) {
			continue
		}
		if err := s.Falls(ctx, tx, c.ID); err != nil {
			return err
		}
	}
	return nil
}
