package consultation

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/etradeoffice/portal/server/account"
	"github.com/etradeoffice/portal/server/postgres"
	"github.com/etradeoffice/portal/server/problem"
	"github.com/etradeoffice/portal/server/schedule"
)

// Taken is the refusal of a slot that someone else has, with what is free nearest to it.
type Taken struct {
	Refusal      *problem.Error
	Alternatives []schedule.Slot
}

func (t *Taken) Error() string { return t.Refusal.Error() }

// Unwrap gives the refusal to errors.As.
func (t *Taken) Unwrap() error { return t.Refusal }

// HoldRequest asks for a slot to be kept while the person fills in the rest.
type HoldRequest struct {
	Opener  string // who holds: a browser's session or a person; one draft at a time
	Key     string // idempotency
	Company account.CompanyID
	Start   time.Time
	Length  time.Duration
	Pair    schedule.Pair
}

// Hold keeps a slot of the supplier for the hold's time. An earlier draft of the same opener is given up. A slot that
// someone else has is refused with Taken, one against the supplier's rules as Invalid.
func (s *Service) Hold(ctx context.Context, h HoldRequest) (Consultation, error) {
	query := schedule.SlotQuery{Company: h.Company, Length: h.Length, Pair: h.Pair}
	if err := s.judge(ctx, query, h.Start); err != nil {
		return Consultation{}, s.withAlternatives(ctx, err, query, h.Start)
	}
	var c Consultation
	err := s.again(ctx, func(tx postgres.Tx) error {
		made, err := remember(ctx, tx, h.Opener, h.Key, fmt.Sprint("hold", h.Company, h.Start.Unix(), h.Length, h.Pair))
		if err != nil {
			return err
		}
		if made != (ID{}) {
			c, err = find(ctx, tx, made)
			return err
		}
		drafts, err := lockDrafts(ctx, tx, h.Opener)
		if err != nil {
			return err
		}
		now, err := s.instant(ctx, tx)
		if err != nil {
			return err
		}
		c, err = s.draft(ctx, tx, h, drafts, nil, now)
		if err != nil {
			return err
		}
		return answered(ctx, tx, h.Opener, h.Key, c.ID)
	})
	if err != nil {
		return Consultation{}, s.withAlternatives(ctx, err, query, h.Start)
	}
	return c, nil
}

// draft inserts a draft with the supplier's claim, in place of earlier ones. Room is made for more claims that the caller
// will insert.
func (s *Service) draft(ctx context.Context, tx postgres.Tx, h HoldRequest, before []Consultation, more []schedule.Claim, now time.Time) (Consultation, error) {
	supplier, err := s.schedule.Owned(ctx, tx, schedule.Supplier, h.Company.UUID)
	if err != nil {
		return Consultation{}, err
	}
	id := newID()
	expires := now.Add(s.settings.HoldFor)
	c := Consultation{
		ID: id, Kind: Booked, State: Draft, Owner: Buyer, Version: 1, StartsAt: h.Start.UTC(), EndsAt: h.Start.Add(h.Length).UTC(),
		CreatedAt: now, Clock: Clock{ExpiresAt: &expires, AnswerBy: &expires},
		Parties: Parties{SupplierID: supplier.ID, SupplierCompany: h.Company, SupplierZone: supplier.Zone, RequestedSide: Buyer,
			InterpreterState: NoInterpreter},
		Topic:  Topic{NeedFrom: h.Pair.From, NeedTo: h.Pair.To, Products: []string{}},
		Holder: Holder{Opener: h.Opener}, Invite: Invite{IcalUID: id.String() + "@etrade"},
	}
	claim := schedule.Claim{Resource: supplier.ID, During: supplier.Padded(c.Window()), Role: string(Supplier)}
	err = s.makeRoom(ctx, tx, room{Claims: append(more, claim), Counts: []schedule.Booking{c.booking(1)}, Leaving: before,
		By: actor{ID: h.Opener, Side: Buyer}}, now)
	if err != nil {
		return Consultation{}, err
	}
	if err := insert(ctx, tx, c, schedule.TZDB()); err != nil {
		return Consultation{}, err
	}
	if err := s.schedule.Claim(ctx, tx, c.ID.UUID, []schedule.Claim{claim}); err != nil {
		return Consultation{}, err
	}
	return c, appendEvent(ctx, tx, Event{ConsultationID: c.ID, Version: 1, At: now, Actor: h.Opener, Role: string(Buyer),
		Move: string(MoveHold), ToState: string(Draft)})
}

// Draft is a draft by its id, for who holds it.
func (s *Service) Draft(ctx context.Context, opener string, id ID) (Consultation, error) {
	c, err := find(ctx, s.db, id)
	if err != nil {
		return Consultation{}, err
	}
	if opener == "" || c.Opener != opener { // what was entered by hand has no opener
		return Consultation{}, problem.New(problem.NotFound, "not_found")
	}
	return c, nil
}

// Extend gives a draft its one more time.
func (s *Service) Extend(ctx context.Context, opener string, id ID) (Consultation, error) {
	return s.editDraft(ctx, opener, id, func(c *Consultation) error {
		if c.Extended {
			return problem.New(problem.Conflict, "hold_extended")
		}
		expires := c.ExpiresAt.Add(s.settings.HoldFor)
		c.ExpiresAt, c.Extended = &expires, true
		return nil
	})
}

// Describe keeps what the meeting is about in the draft. The topic may still be incomplete; Request judges it.
func (s *Service) Describe(ctx context.Context, opener string, id ID, t Topic) (Consultation, error) {
	return s.editDraft(ctx, opener, id, func(c *Consultation) error { c.Topic = t; return nil })
}

// Introduce keeps who the visitor is in the draft, until the code has arrived.
func (s *Service) Introduce(ctx context.Context, opener string, id ID, t Typed) (Consultation, error) {
	return s.editDraft(ctx, opener, id, func(c *Consultation) error { c.Typed = t; return nil })
}

func (s *Service) editDraft(ctx context.Context, opener string, id ID, edit func(*Consultation) error) (Consultation, error) {
	var c Consultation
	err := s.db.Tx(ctx, func(tx postgres.Tx) error {
		var err error
		if c, err = lock(ctx, tx, id); err != nil {
			return err
		}
		if c.Opener != opener {
			return problem.New(problem.NotFound, "not_found")
		}
		if c.State != Draft {
			return problem.New(problem.Conflict, "hold_over")
		}
		if err := edit(&c); err != nil {
			return err
		}
		return touch(ctx, tx, c)
	})
	return c, err
}

// judge holds a start against the supplier's rules, claims aside: those the database decides.
func (s *Service) judge(ctx context.Context, q schedule.SlotQuery, start time.Time) error {
	reason, err := s.schedule.Judge(ctx, q, start)
	switch {
	case err != nil:
		return err
	case reason == "":
		return nil
	case reason == schedule.DayFull:
		return problem.New(problem.Conflict, "day_full")
	}
	return problem.New(problem.Invalid, "slot_"+string(reason))
}

// withAlternatives adds the nearest free slots to a refusal that is about the time.
func (s *Service) withAlternatives(ctx context.Context, err error, q schedule.SlotQuery, start time.Time) error {
	refusal, ok := errors.AsType[*problem.Error](err)
	if !ok || refusal.Kind != problem.Conflict && refusal.Kind != problem.Invalid || !aboutTime[refusal.Code] {
		return err
	}
	near, nearErr := s.schedule.Nearest(ctx, q, start, alternatives)
	if nearErr != nil {
		s.log.Warn("no alternatives", "err", nearErr)
	}
	return &Taken{Refusal: refusal.WithNear(starts(near)...), Alternatives: near}
}

const alternatives = 3

var aboutTime = map[string]bool{
	"slot_taken": true, "day_full": true, "interpreter_taken": true, "slot_nothing_offered": true, "slot_too_soon": true,
	"slot_too_far": true, "slot_all_taken": true, "buyer_taken": true,
}

// errContested marks a refusal that stands only because a dead hold was being decided on by someone else.
var errContested = errors.New("an expired hold was locked")

// again runs a transaction, and once more when it came out short because of a dead hold that is gone by then.
func (s *Service) again(ctx context.Context, work func(postgres.Tx) error) error {
	err := s.db.Tx(ctx, work)
	if errors.Is(err, errContested) {
		return s.db.Tx(ctx, work)
	}
	return err
}
