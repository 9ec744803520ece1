package consultation

import (
	"context"
	"strings"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

// Cancel gives a consultation up, for one of the reasons: who asked withdraws what is pending; what is agreed the parties
// cancel until the free time is over, and the office after that, on the wish of a side against which it counts then.
func (s *Service) Cancel(ctx context.Context, v account.Viewer, d Decision) (Consultation, error) {
	if err := d.because("cancel"); err != nil {
		return Consultation{}, err
	}
	known, err := s.ByNumber(ctx, v, d.Number)
	if err != nil {
		return Consultation{}, err
	}
	move, told := MoveCancel, noticeCancelled
	if known.Pending() {
		move, told = MoveWithdraw, noticeWithdrawn
	}
	return s.act(ctx, v, wish{d.Number, d.Version, account.CancelConsultation, move},
		func(tx postgres.Tx, c *Consultation, now time.Time) (string, error) {
			if move == MoveCancel {
				if err := s.countLate(ctx, tx, *c, d.For, now); err != nil {
					return "", err
				}
			}
			c.Verdict = Verdict{d.Reason, strings.TrimSpace(d.Text)}
			if c.Invited {
				c.IcalSequence++
			}
			return d.Reason, nil
		}, told)
}

// MoveQuery asks for slots that a consultation may move to, over itself too.
func (s *Service) MoveQuery(c Consultation, anytime bool) schedule.SlotQuery {
	return schedule.SlotQuery{Company: c.SupplierCompany, Length: c.Length(), Demand: c.Demand(), Host: c.SupplierID, Buyer: c.BuyerUser,
		Guest: c.GuestZone(), But: c.ID.UUID, Anytime: anytime}
}

// GuestZone is the buyer's clock, nil while nobody knows it.
func (c Consultation) GuestZone() *time.Location {
	zone, err := schedule.LoadZone(c.BuyerZone)
	if err != nil || c.BuyerZone == "" {
		return nil
	}
	return zone
}

// retime moves the claims: all go, then the new ones come or none. The interpreter stays where free; else the next one
// is asked.
func (s *Service) retime(ctx context.Context, tx postgres.Tx, c *Consultation, m Move, by actor, start, now time.Time) error {
	was := *c
	c.StartsAt, c.EndsAt = start.UTC(), start.Add(was.Length()).UTC()
	supplier, err := s.schedule.Resource(ctx, tx, c.SupplierID)
	if err != nil {
		return err
	}
	buyer, err := s.schedule.Resource(ctx, tx, c.BuyerID)
	if err != nil {
		return err
	}
	claims := []schedule.Claim{
		{Resource: supplier.ID, During: supplier.Padded(c.Window()), Role: string(Supplier)},
		{Resource: buyer.ID, During: buyer.Padded(c.Window()), Role: string(Buyer)},
	}
	counts := []schedule.Booking{was.booking(-1), c.booking(1)}
	if err := s.makeRoom(ctx, tx, room{Claims: claims, But: c.ID, Counts: counts}, now); err != nil {
		return err
	}
	if err := s.schedule.LockThird(ctx, tx, []schedule.ResourceID{was.InterpreterID, was.SecondID}, was.StartsAt, c.StartsAt); err != nil {
		return err
	}
	if err := s.schedule.Release(ctx, tx, c.ID.UUID); err != nil {
		return err
	}
	if err := s.schedule.Claim(ctx, tx, c.ID.UUID, claims); err != nil {
		return err
	}
	asked, err := s.keepThird(ctx, tx, c, was, now)
	if err != nil {
		return err
	}
	if c.State == Requested && c.Owner != Office {
		s.backToAsked(c, 0, now) // the move overtakes what the office has suggested
	}
	if err := s.keepClock(c, now); err != nil {
		return err
	}
	if c.Invited {
		c.IcalSequence++
	}
	if err := s.step(ctx, tx, c, m, by, "", now); err != nil {
		return err
	}
	if err := s.tellPeople(ctx, tx, *c, noticeAsked, asked); err != nil {
		return err
	}
	return s.tellMoved(ctx, tx, *c, was.StartsAt, now)
}

// keepClock keeps the deadlines of a pending consultation ahead of its new start. The office may move one to a start so
// near that the usual rest would be over already; then a short one is left.
func (s *Service) keepClock(c *Consultation, now time.Time) error {
	if !c.StartsAt.After(now) {
		return problem.New(problem.Invalid, "slot_too_soon")
	}
	if c.ExpiresAt == nil {
		return nil
	}
	rest := c.StartsAt.Add(-s.settings.PendingEnd)
	if !rest.After(now) {
		rest = c.StartsAt.Add(-s.settings.PendingLast)
	}
	if !rest.After(now) {
		return problem.New(problem.Invalid, "slot_too_soon")
	}
	expires := earlier(*c.ExpiresAt, rest)
	answer := earlier(*c.AnswerBy, expires)
	c.ExpiresAt, c.AnswerBy = &expires, &answer
	return nil
}
